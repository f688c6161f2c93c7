// Providers that are odd, but legal: each sign-in and renewal ends as a person would expect.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { authorityConnector, makeStage, until } from './lib/hub.mjs';
import { json, ok, session } from './lib/wire.mjs';

const port = 27400;
const odd = `http://127.0.0.1:${port + 60}`;
let stage;
let key;
let server;
let asked = []; // what the token endpoint was sent
let token; // how it answers: (answer, fields) => void
let api; // how the API answers: (answer, bearer) => void
let issued = 0;

const send = (answer, status, body, headers = {}) => { answer.writeHead(status, { 'content-type': 'application/json', ...headers }); answer.end(body); };
const newToken = () => `odd-access-token-${String(++issued).padStart(8, '0')}`;
//! A usual answer, but for what a row changes; undefined leaves a member out.
const answering = (more = {}) => (answer) => send(answer, 200, JSON.stringify({ access_token: newToken(), token_type: 'bearer', expires_in: 3600, refresh_token: `refresh-${issued}`, ...more }));
const current = () => `Bearer odd-access-token-${String(issued).padStart(8, '0')}`;
const strict = (answer, bearer) => (bearer === current() ? send(answer, 200, '{"fine":true}') : send(answer, 401, '{}'));

const file = (key, change = {}, top = {}) => authorityConnector(port, (base) => ({
  ...base, key, name: key, actions: [], base_url: `${odd}/api`, probe: { method: 'GET', path: '/me', identity: { id: '/id', label: '/id' } }, ...top,
  auth: [{ ...base.auth[0], authorization_url: `${odd}/authorize`, token_url: `${odd}/token`, revocation_url: undefined, ...change }] }));
const files = [
  file('odd'),
  file('oddcomma', { scope_separator: ',', scopes: [{ name: 'a', label: 'A', default: true, effect: 'read' }, { name: 'b', label: 'B', default: true, effect: 'read' }] }),
  file('oddfailing', { failed_when: [{ pointer: '/ok', equals: false }], dead_grant: ['token_revoked'] }),
  file('odddead', {}, { expired_when: [{ status: 200, pointer: '/error/code', equals: 'token_expired' }, { status: 403, contains: 'expired' }] }),
  file('oddnested', { token_request: 'json', token_response: { access_token: '/data/token', refresh_token: '/data/refresh', expires_in: '/data/ttl', team: '/data/team' } }, { base_url: `${odd}/api/{team}` }),
];

before(async () => {
  server = http.createServer(async (request, answer) => {
    let body = '';
    for await (const part of request) body += part;
    if (request.url === '/token') {
      asked.push(request.headers['content-type'].includes('json') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body)));
      token(answer, asked.at(-1));
    } else if (request.url.endsWith('/me')) {
      send(answer, 200, '{"id":"who"}');
    } else {
      api(answer, request.headers.authorization, request.url);
    }
  }).listen(port + 60, '127.0.0.1');
  stage = await makeStage(port, { hub: { port: port + 10, args: files.flatMap((each) => ['--allow-local', each.key]) } });
  for (const each of files) writeFileSync(join(stage.folder, `connectors/${each.key}.json`), JSON.stringify(each));
  await stage.hub.stop();
  await stage.hub.start();
  for (const each of files) assert.equal((await stage.hub.ctl('profiles', 'set', each.key, '--client-id', 'x')).code, 0);
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { server?.close(); server?.closeAllConnections(); await stage?.stop(); });

//! A sign-in whose code is exchanged as `token` says; the attempt as it ended.
async function signIn(provider = 'odd') {
  asked = [];
  api = strict;
  const made = await ok(await stage.hub.fetch('/connect_sessions', key, json(session({ provider, multiple: true }))), 201);
  const headers = { 'x-hub-session-token': made.token };
  const { id } = await ok(await fetch(`${stage.hub.url}/hub/connection_attempts`, json({ token: made.token }, { headers })), 201);
  const away = await fetch(`${stage.hub.url}/connect/oauth2/${provider}?token=${made.token}&connection_attempt_id=${id}`, { redirect: 'manual' });
  const url = new URL(away.headers.get('location'));
  await fetch(`${stage.hub.url}/callback?code=c&state=${url.searchParams.get('state')}`, { redirect: 'manual' });
  const ended = await ok(await fetch(`${stage.hub.url}/hub/connection_attempts/${id}`, { headers }));
  return { ...ended, url };
}
async function connected(provider) {
  const ended = await signIn(provider);
  assert.equal(ended.status, 'authenticated', JSON.stringify(ended.error));
  return ended.account.id;
}
const call = async (account) => { const answer = await stage.hub.fetch('/proxy/data', key, { headers: { 'x-account-id': account } }); return { status: answer.status, code: answer.headers.get('x-connect-hub-error'), after: answer.headers.get('retry-after'), body: await answer.text() }; };
const statusOf = async (account) => (await ok(await stage.hub.fetch(`/accounts/${account}`, key))).status;
//! The provider forgets the access token, so that the next call leads to a refresh.
const forget = () => { issued += 1; };

for (const [name, life] of [['a number', 3600], ['a string', '3600'], ['a fraction', 3599.5], ['null', null], ['not said', undefined], ['negative', -1], ['zero', 0], ['beyond all numbers', 1e300], ['a word', 'soon']]) {
  test(`C13 a lifetime that is ${name} signs in, and is renewed when it must be, not before`, async () => {
    token = answering({ expires_in: life });
    const account = await connected();
    for (let i = 0; i < 3; ++i) assert.equal((await call(account)).status, 200);
    assert.equal(asked.length, 1, 'no refresh without need');
    forget();
    assert.equal((await call(account)).status, 200);
    assert.deepEqual(asked.map((each) => each.grant_type), ['authorization_code', 'refresh_token']);
  });
}

for (const [name, more, kept] of [['left out', { refresh_token: undefined }, true], ['empty', { refresh_token: '' }, true], ['null', { refresh_token: null }, true], ['a new one', {}, false]]) {
  test(`C15 a refresh answer whose refresh token is ${name}: the next refresh uses the right one`, async () => {
    token = answering();
    const account = await connected();
    const first = `refresh-${issued}`;
    token = answering(more);
    forget();
    assert.equal((await call(account)).status, 200);
    assert.equal(asked.at(-1).refresh_token, first);
    const second = `refresh-${issued}`;
    forget();
    assert.equal((await call(account)).status, 200);
    assert.equal(asked.at(-1).refresh_token, kept ? first : second);
  });
}

for (const [name, type, fine] of [['missing', undefined, true], ['in capitals', 'BEARER', true], ['another', 'mac', false]]) {
  test(`C13 a token type that is ${name} ${fine ? 'is taken for Bearer' : 'is refused'}`, async () => {
    token = answering({ token_type: type });
    assert.equal((await signIn()).status, fine ? 'authenticated' : 'error');
  });
}

test('a form-encoded answer is read as JSON is', async () => {
  token = (answer) => send(answer, 200, new URLSearchParams({ access_token: newToken(), token_type: 'bearer', scope: 'a,b' }).toString(), { 'content-type': 'application/x-www-form-urlencoded' });
  assert.equal((await call(await connected())).status, 200);
});

test('scopes are joined as the provider wants them', async () => {
  token = answering();
  const ended = await signIn('oddcomma');
  assert.equal(ended.url.searchParams.get('scope'), 'a,b');
});

test('JSON requests, nested answers and a base address that is learnt', async () => {
  token = (answer) => send(answer, 200, JSON.stringify({ data: { token: newToken(), refresh: 'r-1', ttl: '3600', team: 'red team/1' } }));
  const account = await connected('oddnested');
  let path;
  api = (answer, bearer, url) => { path = url; strict(answer, bearer); };
  assert.equal((await call(account)).status, 200);
  assert.equal(path, '/api/red%20team%2F1/data');
});

test('a 200 that is an error signs nobody in', async () => {
  for (const [provider, body] of [['odd', '{"error":"invalid_scope"}'], ['odd', '{"error":"bad","access_token":"odd-access-token-00000000"}'], ['oddfailing', '{"ok":false,"access_token":"odd-access-token-00000000"}']]) {
    token = (answer) => send(answer, 200, body);
    assert.equal((await signIn(provider)).status, 'error', body);
  }
});

test('C18 the connector\'s own word for a dead grant ends the account, another failure does not', async () => {
  token = answering({ ok: true });
  const account = await connected('oddfailing');
  token = (answer) => send(answer, 400, '{"ok":true,"error":"server_busy"}');
  forget();
  assert.deepEqual([(await call(account)).code, await statusOf(account)], ['refresh_unavailable', 'active']);
  token = (answer) => send(answer, 200, '{"ok":true,"error":"token_revoked"}');
  await until(async () => (await call(account)).status === 412, 'the end of the account');
  assert.equal(await statusOf(account), 'expired');
});

test('C19 C20 a 200 and a 403 that the connector calls expired are healed by one refresh', async () => {
  token = answering();
  for (const refuse of [(answer) => send(answer, 200, '{"error":{"code":"token_expired"}}'), (answer) => send(answer, 403, '{"why":"the token is expired"}')]) {
    const account = await connected('odddead');
    api = (answer, bearer) => (bearer === current() ? send(answer, 200, '{"fine":true}') : refuse(answer));
    forget();
    const answer = await call(account);
    assert.deepEqual([answer.status, answer.body], [200, '{"fine":true}']);
    assert.equal(asked.length, 2);
  }
});

const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 'a'));
const noAnswers = [
  ['HTML', (answer) => send(answer, 200, '<html><body>Down for maintenance</body></html>', { 'content-type': 'text/html' })],
  ['cut off', (answer) => { answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '900' }); answer.write('{"access_token":"odd-'); setTimeout(() => answer.destroy(), 50); }],
  ['a compressed bomb', (answer) => send(answer, 200, bomb, { 'content-encoding': 'gzip' })],
  ['beyond a megabyte', (answer) => send(answer, 200, `{"access_token":"${'a'.repeat(2 * 1024 * 1024)}"}`)],
  ['empty', (answer) => send(answer, 200, '')],
  ['a token with a line break', (answer) => send(answer, 200, '{"access_token":"odd\\r\\nx-evil: 1","token_type":"bearer"}')],
  ['nested without end', (answer) => send(answer, 200, `${'['.repeat(100_000)}`)],
  ['a break', (answer) => answer.socket.destroy()],
  ['a fault', (answer) => send(answer, 500, '{"error":"invalid_grant"}')],
];
for (const [name, behave] of noAnswers) {
  test(`C14 C18 C43 a token endpoint whose answer is ${name} signs nobody in, and costs no account`, async () => {
    token = behave;
    assert.equal((await signIn()).status, 'error');
    token = answering();
    const account = await connected();
    const before = stage.hub.memory();
    token = behave;
    forget();
    const answer = await call(account);
    assert.deepEqual([answer.status, answer.code, Number(answer.after) > 0], [503, 'refresh_unavailable', true]);
    assert.equal(await statusOf(account), 'active');
    assert.ok(stage.hub.memory() - before < 16 * 1024, 'memory stays');
    token = answering();
    await until(async () => (await call(account)).status === 200, 'the account to heal', 30_000);
  });
}

test('C46 a server that fails a while is left alone as long as it asks for, and then asked again', async () => {
  token = answering();
  const account = await connected();
  let tries = 0;
  token = (answer) => { tries += 1; send(answer, 503, '{}', { 'retry-after': '2' }); };
  forget();
  const first = await call(account);
  assert.deepEqual([first.status, Number(first.after) >= 2], [503, true]);
  for (let i = 0; i < 20; ++i) await call(account);
  assert.equal(tries, 1, 'twenty calls in the pause ask nobody');
  token = answering();
  await until(async () => (await call(account)).status === 200, 'the account to heal');
});

test('C39 a provider whose clock is years off changes nothing', async () => {
  token = (answer) => send(answer, 200, JSON.stringify({ access_token: newToken(), expires_in: 3600, refresh_token: 'r', issued_at: 1 }), { date: 'Thu, 01 Jan 1970 00:00:00 GMT' });
  const account = await connected();
  assert.equal((await call(account)).status, 200);
  assert.equal(asked.length, 1);
});

test('C43 an answer that trickles without end is cut at 30 seconds', { timeout: 60_000 }, async () => {
  token = (answer) => {
    answer.writeHead(200, { 'content-type': 'application/json' });
    const drip = setInterval(() => answer.write(' '), 500);
    answer.on('close', () => clearInterval(drip));
  };
  const start = Date.now();
  assert.equal((await signIn()).status, 'error');
  const took = Date.now() - start;
  assert.ok(took > 20_000 && took < 45_000, `${took} ms`);
});
