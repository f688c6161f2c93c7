// Consent, with an issuer that behaves as a test says: what comes back is believed only where it fits.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { existsSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { authorityConnector, makeStage } from '../e2e/lib/hub.mjs';
import { json, ok, session } from '../e2e/lib/wire.mjs';

const port = 26200;
const issuer = `http://127.0.0.1:${port + 60}`;
let stage;
let key;
let server;
let asked = []; // what the token endpoint was sent
let token; // how it answers
const good = (request, answer) => { answer.writeHead(200, { 'content-type': 'application/json' }); answer.end(JSON.stringify({ access_token: 'odd-access-token-1234567890', token_type: 'bearer', expires_in: 3600 })); };

const oddFile = () => authorityConnector(port, (file) => ({
  ...file, key: 'oddissuer', name: 'Odd <b>issuer</b>', actions: [], base_url: issuer, probe: { method: 'GET', path: '/me', identity: { id: '/id', label: '/id' } },
  auth: [{ ...file.auth[0], authorization_url: `${issuer}/authorize`, token_url: `${issuer}/token`, revocation_url: undefined, issuer }] }));

before(async () => {
  server = http.createServer(async (request, answer) => {
    let body = '';
    for await (const part of request) body += part;
    if (request.url !== '/token') { answer.end('{"id":"who"}'); return; }
    asked.push(new URLSearchParams(body));
    token(request, answer);
  }).listen(port + 60, '127.0.0.1');
  stage = await makeStage(port, { hub: { port: port + 10, args: ['--allow-local', 'oddissuer'] } });
  writeFileSync(join(stage.folder, 'connectors/oddissuer.json'), JSON.stringify(oddFile()));
  await stage.hub.stop();
  await stage.hub.start();
  assert.equal((await stage.hub.ctl('profiles', 'set', 'oddissuer', '--client-id', 'x')).code, 0);
  key = await stage.hub.key('--scope', 'full');
  token = good;
});
after(async () => { server?.close(); server?.closeAllConnections(); await stage?.stop(); });

//! Up to the provider's page: the session, its attempt, and the address that the browser is sent to.
async function begin(connector = 'oddissuer', wish = {}, query = '') {
  const made = await ok(await stage.hub.fetch('/connect_sessions', key, json(session({ provider: connector, multiple: true, ...wish }))), 201);
  const headers = { 'x-hub-session-token': made.token };
  const { id } = await ok(await fetch(`${stage.hub.url}/hub/connection_attempts`, json({ token: made.token }, { headers })), 201);
  const away = await fetch(`${stage.hub.url}/connect/oauth2/${connector}?token=${made.token}&connection_attempt_id=${id}${query}`, { redirect: 'manual' });
  assert.equal(away.status, 302, await away.text());
  const url = new URL(away.headers.get('location'));
  const attempt = async () => ok(await fetch(`${stage.hub.url}/hub/connection_attempts/${id}`, { headers }));
  return { made, url, state: url.searchParams.get('state'), attempt };
}
const callback = (query) => fetch(`${stage.hub.url}/callback${query}`, { redirect: 'manual' });
//! How often the token endpoint was asked while `work` ran.
async function tokenRequests(work) { asked = []; await work(); return asked.length; }

test('C10 a look at the callback without a body uses nothing up', async () => {
  const { state, attempt } = await begin();
  assert.equal(await tokenRequests(async () => {
    assert.equal((await fetch(`${stage.hub.url}/callback?code=c&state=${state}`, { method: 'HEAD' })).status, 200);
  }), 0);
  assert.equal((await attempt()).status, 'pending');
  assert.equal((await callback(`?code=c&state=${state}`)).status, 200);
  assert.equal((await attempt()).status, 'authenticated');
});

test('A08 C1 a callback that nobody waits for is refused, and no token is asked for', async () => {
  assert.equal(await tokenRequests(async () => {
    for (const query of ['?code=x&state=y', '?code=x', '', '?state=', '?code=x&state=%00', '?error=access_denied', `?code=x&state=${'a'.repeat(32)}`]) {
      const answer = await callback(query);
      assert.deepEqual([answer.status, answer.headers.get('x-connect-hub-error')], [400, 'invalid_request'], query);
    }
  }), 0);
});

test('C4 C7 a state has 128 bits, serves once, and ends its own session\'s attempt only', async () => {
  const one = await begin();
  const two = await begin();
  assert.equal(one.url.searchParams.get('response_type'), 'code');
  assert.match(one.state, /^[A-Za-z0-9]{22,}$/);
  assert.notEqual(one.state, two.state);
  assert.equal(await tokenRequests(async () => {
    assert.equal((await callback(`?code=c1&state=${one.state}`)).status, 200);
    assert.equal((await callback(`?code=c1&state=${one.state}`)).status, 400, 'a second time');
  }), 1);
  assert.equal(asked[0].get('grant_type'), 'authorization_code');
  assert.equal((await one.attempt()).status, 'authenticated');
  assert.equal((await two.attempt()).status, 'pending');
});

test('C6 a parameter twice is refused, an error beats a code', async () => {
  const { state, attempt } = await begin();
  assert.equal(await tokenRequests(async () => {
    for (const query of [`?code=a&code=b&state=${state}`, `?code=a&state=${state}&state=x`, `?code=a&state=${state}&iss=a&iss=b`]) assert.equal((await callback(query)).status, 400, query);
    assert.equal((await attempt()).status, 'pending', 'none of them used it up');
    await callback(`?code=a&error=server_error&state=${state}`);
  }), 0);
  assert.deepEqual([(await attempt()).status, (await attempt()).error.code], ['error', 'server_error']);
});

test('C5 A09 the code of another issuer is never sent, and nothing of its error is shown', async () => {
  for (const iss of ['https://evil.example', `${issuer}/`, issuer.toUpperCase(), issuer.replace('127.0.0.1', 'localhost')]) {
    const { state, attempt } = await begin();
    assert.equal(await tokenRequests(async () => {
      const page = await callback(`?code=stolen&state=${state}&iss=${encodeURIComponent(iss)}&error_description=markerOfEvil`);
      assert.doesNotMatch(await page.text(), /markerOfEvil|evil\.example/);
    }), 0, iss);
    assert.equal((await attempt()).error.code, 'wrong_issuer');
  }
  const right = await begin();
  assert.equal(await tokenRequests(() => callback(`?code=c&state=${right.state}&iss=${encodeURIComponent(issuer)}`)), 1);
  assert.equal((await right.attempt()).status, 'authenticated');
});

test('C10 a code is sent once; an exchange that fails ends the attempt', async () => {
  for (const [name, behave] of [['an error', (request, answer) => { answer.writeHead(400, { 'content-type': 'application/json' }); answer.end('{"error":"invalid_grant"}'); }], ['a break', (request) => request.socket.destroy()], ['a fault', (request, answer) => { answer.writeHead(500); answer.end('oops'); }], ['nonsense', (request, answer) => answer.end('<html>')]]) {
    token = behave;
    const { state, attempt } = await begin();
    assert.equal(await tokenRequests(async () => {
      await callback(`?code=c&state=${state}`);
      assert.equal((await callback(`?code=c&state=${state}`)).status, 400);
    }), 1, name);
    assert.equal((await attempt()).status, 'error', name);
  }
  token = good;
});

test('C23 a token endpoint that redirects is not followed', async () => {
  for (const status of [302, 307, 308]) {
    token = (request, answer) => { answer.writeHead(status, { location: `http://127.0.0.1:${port + 2}/stolen` }); answer.end(); };
    const { state, attempt } = await begin();
    await callback(`?code=c&state=${state}`);
    assert.equal((await attempt()).status, 'error');
  }
  token = good;
  assert.deepEqual(await stage.authority.call('/canary'), []);
});

test('A10 ten thousand callbacks of nobody do not disturb a login', async () => {
  const { state, attempt } = await begin();
  const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
  const junk = (i) => new Promise((done, fail) => http.get(`${stage.hub.url}/callback?code=${i}&state=junk${i}`, { agent }, (answer) => { answer.resume(); answer.on('end', () => done(answer.statusCode)); }).on('error', fail));
  assert.equal(await tokenRequests(async () => {
    const statuses = await Promise.all(Array.from({ length: 10_000 }, (_, i) => junk(i)));
    assert.deepEqual([...new Set(statuses)], [400]);
    await callback(`?code=c&state=${state}`);
  }), 1);
  agent.destroy();
  assert.equal((await attempt()).status, 'authenticated');
});

test('S27 the page after consent has no referrer, nothing foreign, no query kept, and its text escaped', async () => {
  const { state } = await begin();
  const page = await callback(`?error=access_denied&state=${state}`);
  const text = await page.text();
  assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
  assert.match(text, /name="referrer" content="no-referrer"/);
  assert.match(text, /Odd &lt;b&gt;issuer&lt;\/b&gt;/);
  assert.doesNotMatch(text, /<b>|https?:\/\/|<script(?![^>]*src="\/assets\/)|\son\w+=/);
  const script = /src="(\/assets\/[\w.-]+)"/.exec(text)[1];
  assert.match(await (await fetch(stage.hub.url + script)).text(), /history\.replaceState/);
});

for (const evil of ['//evil.example', 'https:evil.example', '\\evil.example', 'https://evil.example/x', 'javascript:alert(1)']) {
  test(`A11 S29 an address that a caller gives is never redirected to: ${evil}`, async () => {
    const coded = encodeURIComponent(evil);
    const { made, url, state } = await begin('oddissuer', { redirect_uri: evil, return_url: evil, return_to: evil }, `&redirect_uri=${coded}`);
    assert.equal(url.origin, issuer);
    assert.equal(url.searchParams.get('redirect_uri'), `http://127.0.0.1:${port + 10}/callback`);
    for (const answer of [await callback(`?code=c&state=${state}&redirect_uri=${coded}`), await fetch(`${made.auth_link_url}?redirect_uri=${coded}`, { redirect: 'manual' })]) {
      assert.equal(answer.headers.get('location'), null);
      assert.ok(!(await answer.text()).includes('evil.example'));
    }
  });
}

for (const [id, url] of [['A06', 'javascript:alert(1)'], ['A06', 'file:///etc/passwd'], ['A06', 'data:text/html,x'], ['A06', 'smb://host/x'], ['A06', 'ms-search:x'], ['A07', 'https://x.example/$(touch /tmp/hub-shell)'], ['A07', 'https://x.example/`touch /tmp/hub-shell`'], ['A07', 'https://x.example/a|touch /tmp/hub-shell'], ['A07', 'https://x.example/"a'], ['A07', 'https://x.example/<a>'], ['A07', 'https://user:pw@x.example/a']]) {
  const name = `C9 an address that is no plain https one is refused before anybody opens it (${id}): ${url}`;
  test(name, async () => {
    for (const field of ['authorization_url', 'token_url', 'revocation_url']) {
      const file = { ...oddFile(), key: 'evil' };
      file.auth[0][field] = url;
      writeFileSync(join(stage.folder, 'evil.json'), JSON.stringify(file));
      const told = await stage.hub.ctl('connectors', 'add', join(stage.folder, 'evil.json'), '--allow-local');
      assert.equal(told.code, 1, told.out);
      assert.match(told.err, new RegExp(`/auth/0/${field}`));
    }
    assert.ok(!existsSync('/tmp/hub-shell'));
  });
}

test('A06 A07 a connector file with a dangerous address is not in the catalogue, whoever puts it there', async () => {
  writeFileSync(join(stage.folder, 'connectors/evil.json'), JSON.stringify({ ...oddFile(), key: 'evil', auth: [{ ...oddFile().auth[0], authorization_url: 'javascript:alert(1)' }] }));
  await stage.hub.stop();
  await stage.hub.start();
  assert.equal((await stage.hub.ctl('connectors', 'show', 'evil')).code, 1);
  assert.match(stage.hub.log, /evil\.json.*\/auth\/0\/authorization_url/);
});

test('C34 another person\'s sign-in changes nothing of an account', async () => {
  const id = await stage.hub.connect(stage.authority, { user: 'alice', alias: 'alices' });
  const again = await begin('authority', { account_id: id, multiple: false });
  await stage.authority.call('/login', { url: again.url.href, user: 'bob', deliver: true });
  assert.deepEqual([(await again.attempt()).status, (await again.attempt()).error.code], ['error', 'different_identity']);
  const account = await ok(await stage.hub.fetch(`/accounts/${id}`, key));
  assert.deepEqual([account.identity.id, account.status], ['alice', 'active']);
  assert.equal((await ok(await stage.hub.fetch('/proxy/me', key, { headers: { 'x-account-id': id } }))).sub, 'alice');
});

test('C20 a 403 that no rule calls expired refreshes nothing', async () => {
  const id = (await ok(await stage.hub.fetch('/accounts/alices', key))).id;
  const before = (await stage.authority.call('/ledger?type=token_ok:refresh_token&n=100000')).events.length;
  const answer = await stage.hub.fetch('/proxy/status?code=403', key, { headers: { 'x-account-id': id } });
  assert.deepEqual([answer.status, answer.headers.get('x-connect-hub-error')], [403, null]);
  assert.equal((await stage.authority.call('/ledger?type=token_ok:refresh_token&n=100000')).events.length, before);
});
