// Between agent and provider: what passes and what never does, whatever either of them sends.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorityConnector, makeStage } from '../e2e/lib/hub.mjs';
import { exact, failed, json, ok, OddProvider } from '../e2e/lib/wire.mjs';

const port = 26100;
const secret = 'odd-secret-9f8e7d6c5b4a';
let stage;
let odd;
let full;
let read;
let account;
before(async () => {
  odd = new OddProvider(port + 50);
  stage = await makeStage(port, { hub: { port: port + 10, args: ['--allow-local', 'odd', '--allow-local', 'authhost'] } });
  odd.write(stage.folder);
  await stage.hub.stop();
  await stage.hub.start();
  const made = await stage.hub.ctlWith(secret, 'connect', 'odd', '--secret-stdin', '--alias', 'odd');
  assert.equal(made.code, 0, made.err);
  account = await stage.hub.connect(stage.authority, { alias: 'work' });
  full = await stage.hub.key('--scope', 'full');
  read = await stage.hub.key('--scope', 'read');
});
after(async () => { odd?.stop(); await stage?.stop(); });

const call = (path = '/x', options = {}, key = full) => exact(stage.hub, key, `/proxy${path}`, { ...options, headers: { 'x-account-id': 'odd', ...options.headers } });
const answers = (status, headers, body = '{}') => { odd.behave = (request, answer) => { answer.writeHead(status, headers); answer.end(body); }; };
const ledger = async (type) => (await stage.authority.call(`/ledger?type=${type}`)).events;

test('A30 S14 S15 C44 an agent\'s own credentials, cookies, addresses and hop headers stay here', async () => {
  odd.calm();
  const kept = { cookie: 'a=b', forwarded: 'for=1', 'x-forwarded-for': '1', 'x-forwarded-host': 'h', 'x-forwarded-anything': '1', 'proxy-authorization': 'Basic eA==', 'proxy-x': '1', 'x-hub-session-token': 't', 'x-connect-hub-error': 'e', te: 'trailers', 'keep-alive': 'x', upgrade: 'h2c', connection: 'x-named, keep-alive', 'x-named': '1' };
  const { seen } = await odd.during(() => call('/x', { headers: { ...kept, 'x-plain': '1' } }));
  assert.equal(seen.length, 1);
  for (const name of Object.keys(kept).filter((each) => each !== 'connection')) assert.equal(seen[0].headers[name], undefined, name);
  for (const name of ['authorization', 'x-account-id']) assert.equal(seen[0].headers[name], undefined, name);
  assert.ok(!JSON.stringify(seen[0]).includes(full), 'the key of the agent is nowhere in it');
  assert.doesNotMatch(String(seen[0].headers.connection), /x-named/);
  assert.deepEqual([seen[0].headers.host, seen[0].headers['x-plain'], seen[0].headers['x-api-key']], [`127.0.0.1:${port + 50}`, '1', secret]);
});

test('S14 hop-by-hop and named headers of a provider stay there', async () => {
  answers(200, { connection: 'x-inner, close', 'x-inner': '1', 'keep-alive': 'timeout=5', 'proxy-authenticate': 'Basic', 'x-outer': '1' });
  const answer = await call();
  assert.deepEqual(['x-inner', 'proxy-authenticate', 'x-outer'].map((name) => answer.headers.get(name)), [null, null, '1']);
  assert.doesNotMatch(String(answer.headers.get('keep-alive')), /timeout=5/);
});

for (const name of ['Location', 'location']) for (const location of [`http://127.0.0.1:${port + 10}/accounts`, `http://localhost:${port + 10}/x`, `http://[::1]:${port + 10}/x`, `//127.0.0.1:${port + 10}/x`, `http://127.1:${port + 10}/`, `http://x@127.0.0.1:${port + 10}/`, `HTTP://2130706433:${port + 10}/`]) {
  test(`A27 S16 cookies, challenges, codes and a ${name} that is the hub's are dropped: ${location}`, async () => {
    answers(401, { 'set-cookie': ['a=b', 'c=d'], 'www-authenticate': 'Bearer realm="x"', 'x-connect-hub-error': 'not_found', [name]: location, 'x-kept': '1' });
    // a 401 makes the hub ask the probe whether the key is dead
    odd.behave = ((inner) => (request, answer) => { if (request.url === '/base/whoami') answer.end('{"id":"1"}'); else inner(request, answer); })(odd.behave);
    const answer = await call();
    assert.equal(answer.status, 401);
    assert.deepEqual(['set-cookie', 'www-authenticate', 'x-connect-hub-error', 'location', 'x-kept'].map((each) => answer.headers.get(each)), [null, null, null, null, '1']);
  });
}

test('A28 C44 an echoed credential is masked in body, header and across pieces', async () => {
  const stars = '*'.repeat(secret.length);
  odd.behave = (request, answer) => {
    answer.writeHead(200, { 'x-echo': `key ${secret}`, 'content-type': 'text/plain' });
    answer.write(`one ${secret} two ${secret.slice(0, 9)}`);
    setTimeout(() => answer.end(`${secret.slice(9)} three`), 30);
  };
  const answer = await call();
  assert.equal(await answer.text(), `one ${stars} two ${stars} three`);
  assert.equal(answer.headers.get('x-echo'), `key ${stars}`);
  const reflected = await (await exact(stage.hub, full, '/proxy/reflect', { headers: { 'x-account-id': account } })).text();
  assert.match(reflected, /"authorization":"(Bearer )?\*{20,}"/);
  odd.calm();
});

test('A16 a key that reads can\'t write: not by method, by a header, by GraphQL, by JSON', async () => {
  const { seen } = await odd.during(async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) await failed(await call('/items/1', { method, body: '{}' }, read), 403, 'scope_insufficient', method);
    for (const name of ['x-http-method-override', 'X-HTTP-Method', 'x-method-override']) {
      for (const value of ['DELETE', 'delete', 'POST', 'patch']) await failed(await call('/items/1', { headers: { [name]: value } }, read), 403, 'scope_insufficient', `${name} ${value}`);
    }
    await failed(await call('/graphql', { method: 'POST', body: '{"query":"mutation{x}"}', headers: { 'content-type': 'application/json' } }, read), 403, 'scope_insufficient');
    await failed(await stage.hub.fetch('/unified/proxy', read, json({ method: 'delete', path: '/items/1' }, { headers: { 'x-account-id': 'odd' } })), 403, 'scope_insufficient');
    await failed(await stage.hub.fetch('/unified/proxy', read, json({ path: '/items/1', headers: { 'X-HTTP-Method-Override': 'DELETE' } }, { headers: { 'x-account-id': 'odd' } })), 403, 'scope_insufficient');
    await failed(await stage.hub.fetch('/actions/rpc', read, json({ action: 'authority_create_item', body: { name: 'x' } })), 403, 'scope_insufficient');
  });
  assert.deepEqual(seen, [], 'nothing reached the provider');
  assert.equal((await odd.during(async () => assert.equal((await call('/items', {}, read)).status, 200))).seen.length, 1, 'it may read');
});

test('S6 a key that is held to actions can\'t ask for another method in a header', async () => {
  const held = await stage.hub.key('--scope', 'actions', '--action', 'authority_list_*');
  assert.equal((await exact(stage.hub, held, '/proxy/items', { headers: { 'x-account-id': account } })).status, 200);
  await failed(await exact(stage.hub, held, '/proxy/items', { headers: { 'x-account-id': account, 'x-http-method-override': 'DELETE' } }), 403, 'policy_denied');
});

test('A17 C23 a redirect to another port, host or scheme carries no credential', async () => {
  for (const code of [301, 302, 303, 307, 308]) {
    for (const to of [`http://127.0.0.1:${port + 2}/canary`, `https://127.0.0.1:${port + 2}/canary`, `http://localhost:${port + 1}/v1/me`]) {
      const answer = await exact(stage.hub, full, `/proxy/redirect?code=${code}&to=${encodeURIComponent(to)}`, { headers: { 'x-account-id': account } });
      assert.deepEqual([answer.status, answer.headers.get('location')], [code, to], 'handed back');
    }
  }
  assert.deepEqual(await stage.authority.call('/canary'), [], 'the canary saw nothing');
});

test('A21 S17 a path can\'t leave its base; an innocent encoded slash passes', async () => {
  odd.calm();
  const { seen } = await odd.during(async () => {
    for (const path of ['/../x', '/a/../../x', '/%2e%2e/x', '/..%2fx', '/%2e%2e%2fx', '/.%2e/x', '//evil.example/x', '/a\\b', '/a%00b', '/a%c0%ae', '/a%ff', '/a%zz', '/a%2', '/%2e%2e'])
      await failed(await call(path), 400, 'invalid_request', path);
  });
  assert.deepEqual(seen, []);
  const passed = await odd.during(async () => { for (const path of ['/group%2Fname', '/a/./b', '/a/b/../c', '/%E2%82%AC', '/a%5Cb', '/a;b=c,d']) assert.equal((await call(path)).status, 200, path); });
  assert.deepEqual(passed.seen.map((each) => each.url), ['/base/group%2Fname', '/base/a/./b', '/base/a/b/../c', '/base/%E2%82%AC', '/base/a%5Cb', '/base/a;b=c,d']);
});

test('A29 the proxy reaches no token endpoint, in no spelling, and not the hub', async () => {
  // a connector whose API stands on the very host that gives out tokens
  const file = { ...authorityConnector(port), key: 'authhost', base_url: `http://127.0.0.1:${port}`, actions: [], probe: undefined };
  writeFileSync(join(stage.folder, 'authhost.json'), JSON.stringify(file));
  const added = await stage.hub.ctl('connectors', 'add', join(stage.folder, 'authhost.json'), '--allow-local');
  assert.equal(added.code, 0, added.err);
  await stage.hub.ctl('profiles', 'set', 'authhost', '--client-id', 'hub-public');
  const made = await ok(await stage.hub.fetch('/connect_sessions', full, json({ origin_owner_id: 'local', origin_owner_name: 'Me', provider: 'authhost' })), 201);
  const attempt = await ok(await fetch(`${stage.hub.url}/hub/connection_attempts`, json({ token: made.token }, { headers: { 'x-hub-session-token': made.token } })), 201);
  const away = await fetch(`${stage.hub.url}/connect/oauth2/authhost?token=${made.token}&connection_attempt_id=${attempt.id}`, { redirect: 'manual' });
  await stage.authority.call('/login', { url: away.headers.get('location'), user: 'alice', deliver: true });
  const before = (await ledger('')).length;
  for (const path of ['/token', '/%74oken', '/token/', '/./token', '/x/../token', '/token?x=1', '/auth', '/token/revocation', '/token%2Frevocation', '/token//revocation'])
    await failed(await exact(stage.hub, full, `/proxy${path}`, { method: 'POST', body: 'grant_type=refresh_token', headers: { 'x-account-id': made.account.id, 'content-type': 'application/x-www-form-urlencoded' } }), 403, 'policy_denied', path);
  assert.equal((await ledger('')).length, before, 'the authority heard nothing');
  for (const base of [`http://127.0.0.1:${port + 10}`, `http://localhost:${port + 10}`]) await failed(await call('/callback', { headers: { 'x-base-url': base } }), 400, 'invalid_request');
  await failed(await stage.hub.fetch('/unified/proxy', full, json({ url: `http://127.0.0.1:${port + 10}`, path: '/callback' }, { headers: { 'x-account-id': 'odd' } })), 400, 'invalid_request');
});

test('S25 A36 a provider\'s text is handed on as data, and starts nothing', async () => {
  const start = (await ledger('rs_ok')).length;
  const answer = await ok(await exact(stage.hub, full, '/proxy/inject', { headers: { 'x-account-id': account } }));
  assert.match(answer.text, /^IGNORE PREVIOUS INSTRUCTIONS/);
  const calls = (await ledger('rs_ok')).slice(start);
  assert.deepEqual(calls.map((each) => each.path), ['/v1/inject']);
});

test('A26 endless heads, compressed bombs and results without end are bounded, and told', async () => {
  odd.behave = (request, answer) => { request.socket.write('HTTP/1.1 200 OK\r\n'); const line = `x-a: ${'a'.repeat(8000)}\r\n`; const more = () => { while (request.socket.writable && request.socket.write(line)); }; request.socket.on('drain', more); request.socket.on('error', () => {}); more(); };
  await failed(await call(), 502, 'upstream_failed');
  answers(200, { 'content-encoding': 'gzip' }, Buffer.alloc(64));
  await failed(await call(), 502, 'upstream_failed');
  odd.behave = (request, answer) => { answer.writeHead(200, { 'content-type': 'application/json' }); const piece = `"${'x'.repeat(65_000)}",`; answer.write('['); const more = () => { while (answer.writable && answer.write(piece)); }; answer.on('drain', more); answer.on('error', () => {}); more(); };
  const unified = await stage.hub.fetch('/unified/proxy', full, json({ path: '/endless' }, { headers: { 'x-account-id': 'odd' } }));
  assert.ok([413, 502].includes(unified.status), String(unified.status));
  assert.ok(stage.hub.memory() < 200_000, `${stage.hub.memory()} kB`);
  odd.calm();
  assert.equal((await call()).status, 200);
});
