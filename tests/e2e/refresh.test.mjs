// Tokens that end while many calls are under way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import http from 'node:http';
import { makeStage, until } from './lib/hub.mjs';

let stage;
let account;
let key;
before(async () => {
  stage = await makeStage(22000);
  await stage.authority.call('/knobs', { atTtl: { 'hub-public': 300 } });
  account = await stage.hub.connect(stage.authority);
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { await stage?.stop(); });

const headers = () => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });

//! One call on the agent's own connections; its status and body.
function call(agent, path) {
  return new Promise((done, fail) => {
    http.get(stage.hub.url + path, { agent, headers: headers() }, (answer) => {
      let body = '';
      answer.on('data', (part) => { body += part; });
      answer.on('end', () => done({ status: answer.statusCode, body }));
    }).on('error', fail);
  });
}

async function ledgerSince(seq) { return (await stage.authority.call(`/ledger?since=${seq}&n=100000`)).events; }
const count = (events, type) => events.filter((each) => each.type === type).length;

test('C16 F17 five hundred refused calls at once lead to one refresh, and all are answered', async () => {
  const { seq } = await stage.authority.call('/ledger');
  await stage.authority.call('/expire-access-tokens', {});
  const agent = new http.Agent({ keepAlive: true, maxSockets: 500 });
  const answers = await Promise.all(Array.from({ length: 500 }, () => call(agent, '/proxy/items')));
  agent.destroy();
  assert.deepEqual([...new Set(answers.map((each) => each.status))], [200]);
  const events = await ledgerSince(seq);
  assert.equal(count(events, 'token_ok:refresh_token'), 1);
  assert.equal(count(events, 'rt_reuse_detected'), 0);
});

test('C38 a token of two seconds serves two hundred calls over ten seconds, and is never renewed twice at once', async () => {
  await stage.authority.call('/knobs', { atTtl: { 'hub-public': 2 } });
  await stage.authority.call('/expire-access-tokens', {}); // the next one lives two seconds
  const { seq } = await stage.authority.call('/ledger');
  const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
  const statuses = [];
  const odd = [];
  const start = Date.now();
  await Promise.all(Array.from({ length: 20 }, async (_, worker) => {
    for (let i = 0; i < 10; ++i) {
      const due = start + i * 1000 + worker * 50; // the pace is part of what is tested
      await new Promise((done) => setTimeout(done, Math.max(0, due - Date.now())));
      const answer = await call(agent, '/proxy/items');
      statuses.push(answer.status);
      if (answer.status !== 200) odd.push(answer.body);
    }
  }));
  agent.destroy();
  assert.equal(statuses.length, 200);
  assert.deepEqual([...new Set(statuses)], [200], odd.join('\n'));
  const events = await ledgerSince(seq);
  const refreshes = count(events, 'token_ok:refresh_token');
  assert.ok(refreshes >= 4 && refreshes <= 11, `${refreshes} refreshes`);
  // a second refresh with the same token would be a reuse, and strict rotation ends the grant
  assert.equal(count(events, 'rt_reuse_detected'), 0);
  assert.equal(events.filter((each) => each.type.startsWith('token_err')).length, 0);
});

test('C18 a revoked grant answers 412 with a link, asks no more, and heals by that link as the same account', async () => {
  await stage.authority.call('/knobs', { atTtl: { 'hub-public': 300 } });
  await stage.authority.call('/revoke-grants', {});
  await stage.authority.call('/expire-access-tokens', {});
  const first = await stage.hub.fetch('/proxy/items', key);
  assert.equal(first.status, 412);
  const body = await first.json();
  assert.equal(body.errorCode, 'account_expired');
  assert.equal(first.headers.get('x-connect-hub-error'), 'account_expired');
  assert.match(body.action.auth_link_url, /^http:\/\/127\.0\.0\.1:\d+\/connect\//);
  const { seq } = await stage.authority.call('/ledger');
  for (let i = 0; i < 20; ++i) assert.equal((await stage.hub.fetch('/proxy/items', key)).status, 412);
  const events = await ledgerSince(seq);
  assert.equal(events.filter((each) => each.type.startsWith('token_')).length, 0, 'nothing asked the token endpoint');

  const shown = await stage.hub.ctl('--json', 'accounts', 'list');
  assert.equal(JSON.parse(shown.out).accounts[0].status, 'expired');
  await openLink(body.action.auth_link_url);
  assert.equal((await stage.hub.fetch('/proxy/items', key)).status, 200);
  const accounts = JSON.parse((await stage.hub.ctl('--json', 'accounts', 'list')).out).accounts;
  assert.deepEqual(accounts.map((each) => [each.id, each.status]), [[account, 'active']]);
});

//! What the page does with a link: its session, an attempt, and the way to consent.
async function openLink(url) {
  const page = await (await fetch(url)).text();
  const token = /name="hub-session" content="([^"]+)"/.exec(page)[1];
  const session = { 'x-hub-session-token': token, 'content-type': 'application/json' };
  const attempt = await (await fetch(`${stage.hub.url}/hub/connection_attempts`, { method: 'POST', headers: session, body: JSON.stringify({ token }) })).json();
  const authorize = `${stage.hub.url}/connect/oauth2/authority?token=${encodeURIComponent(token)}&connection_attempt_id=${attempt.id}`;
  const { headers: out } = await fetch(authorize, { redirect: 'manual' });
  const walked = await stage.authority.call('/login', { url: out.get('location'), user: 'alice', deliver: true });
  const ended = await (await fetch(`${stage.hub.url}/hub/connection_attempts/${attempt.id}`, { headers: session })).json();
  assert.equal(ended.status, 'authenticated', JSON.stringify({ ended, walked }));
}

test('F15 C46 a token endpoint that is down is no reason to end an account', async () => {
  for (const action of [{ action: 'status', status: 503 }, { action: 'status', status: 200, body: '<html>login to wifi</html>', headers: { 'content-type': 'text/html' } }, { action: 'drop' }]) {
    await stage.authority.call('/expire-access-tokens', {});
    const gate = await stage.authority.call('/gate', { where: 'as', path: '/token', point: 'before', count: 1000, client: 'hub-public', ...action });
    const answer = await stage.hub.fetch('/proxy/items', key);
    assert.equal(answer.status, 503, JSON.stringify(action));
    assert.equal((await answer.json()).errorCode, 'refresh_unavailable');
    assert.ok(answer.headers.get('retry-after'), 'it says when to try again');
    await stage.authority.call('/release', { id: gate.id });
    const accounts = JSON.parse((await stage.hub.ctl('--json', 'accounts', 'list')).out).accounts;
    assert.equal(accounts[0].status, 'active');
    // the hub leaves the server alone for a second or two, then heals by itself
    await until(async () => (await stage.hub.fetch('/proxy/items', key)).status === 200, 'the account serves again');
  }
});
