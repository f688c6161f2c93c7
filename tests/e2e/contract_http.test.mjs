// HTTP in general: callers, accounts, errors, limits, ids.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeStage } from './lib/hub.mjs';
import { bearer, bytes, exact, failed, json, ok, session } from './lib/wire.mjs';

const port = 25000;
let stage;
let key;
let account;
before(async () => {
  stage = await makeStage(port, { hub: { port: port + 10 } });
  account = await stage.hub.connect(stage.authority, { alias: 'work' });
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { await stage?.stop(); });
const get = (path, options) => stage.hub.fetch(path, key, options);

for (const [name, value] of [['Basic with a colon', () => `Basic ${Buffer.from(`${key}:`).toString('base64')}`], ['Basic without a colon', () => `Basic ${Buffer.from(key).toString('base64')}`], ['Bearer', () => `Bearer ${key}`], ['a scheme in capitals', () => `BEARER ${key}`]]) {
  test(`a key is taken as ${name}`, async () => {
    const rows = await ok(await fetch(`${stage.hub.url}/accounts`, { headers: { authorization: value() } }));
    assert.ok(Array.isArray(rows) && rows.length === 1, 'a bare array');
  });
}

test('the account is named in header, query, its alias or the rpc body; equal ones are fine, others are not', async () => {
  for (const [path, headers] of [['/proxy/items', { 'x-account-id': account }], [`/proxy/items?x-account-id=${account}`, {}], ['/proxy/items?account_id=work', {}], [`/proxy/items?x-account-id=${account}`, { 'x-account-id': account }]])
    assert.ok((await ok(await get(path, { headers }))).items, path);
  const rpc = (headers, more = {}) => get('/actions/rpc', json({ action: 'authority_list_items', headers }, more));
  for (const name of ['x-account-id', 'X-Account-Id', 'X-ACCOUNT-ID']) assert.ok((await ok(await rpc({ [name]: account }))).data, name);
  await failed(await rpc({ 'x-account-id': 'work' }, { headers: { 'x-account-id': account } }), 400, 'invalid_request');
  await failed(await get('/proxy/items?account_id=work', { headers: { 'x-account-id': account } }), 400, 'invalid_request');
});

test('an alias is taken wherever an id is', async () => {
  assert.equal((await ok(await get('/accounts/work'))).id, account);
  assert.equal((await ok(await get('/accounts/work/meta'))).provider, 'authority');
  assert.deepEqual((await ok(await get('/accounts?account_ids=work'))).map((each) => each.id), [account]);
  assert.deepEqual(await ok(await get('/accounts?account_ids=nobody')), []);
});

test('what is wrong with a call has its code', async () => {
  await failed(await fetch(`${stage.hub.url}/accounts`), 401, 'key_missing');
  await failed(await get('/nowhere'), 404, 'not_found');
  await failed(await get('/accounts/acc_none'), 404, 'not_found');
  await failed(await get('/unified/hris/employees'), 501, 'not_supported');
  await failed(await get('/connect_sessions', { ...json({}), headers: { 'content-type': 'text/plain' } }), 415, 'unsupported_media_type');
  await failed(await get('/connect_sessions', { ...json({}), body: '{' }), 400, 'invalid_request');
  const missing = await failed(await get('/connect_sessions', json({ origin_owner_name: 'Me' })), 422, 'schema_violation');
  assert.equal(missing.field, 'origin_owner_id');
  const wrong = await failed(await get('/actions/rpc', json({ action: 'authority_list_items', query: { cursor: 'x' } })), 422, 'schema_violation');
  assert.equal(wrong.field, 'query/cursor');
  for (const path of ['/.well-known/oauth-protected-resource', '/.well-known/oauth-authorization-server/mcp', '/.well-known/openid-configuration'])
    await failed(await fetch(stage.hub.url + path), 404, 'not_found');
});

test('limits: 414, 431, 413, each told to a client that is still sending', async () => {
  await failed(await get(`/accounts?${'a'.repeat(9000)}`), 414, 'uri_too_long');
  await failed(await get('/accounts', { headers: { 'x-big': 'a'.repeat(17_000) } }), 431, 'headers_too_large');
  await failed(await get('/accounts', { headers: Object.fromEntries([...Array(101)].map((_, i) => [`x-${i}`, '1'])) }), 431, 'headers_too_large');
  for (let i = 0; i < 5; ++i) await failed(await get('/connect_sessions', json({ a: 'x'.repeat(14 * 1024 * 1024) })), 413, 'too_large');
  await failed(await get('/nowhere', json({ a: 'x'.repeat(14 * 1024 * 1024) })), 404, 'not_found');
});

test('a foreign host is 421, and a request id is made, or kept', async () => {
  assert.match(await bytes(stage.hub, 'GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 421 [^]*x-connect-hub-error: wrong_host/);
  assert.equal((await get('/accounts', { headers: { 'x-request-id': 'mine-1' } })).headers.get('x-request-id'), 'mine-1');
  assert.match((await get('/accounts')).headers.get('x-request-id'), /^req_/);
  assert.match((await get(`/accounts?${'a'.repeat(9000)}`)).headers.get('x-request-id'), /^req_/, 'also where the head was refused');
  await get('/proxy/items', { headers: { 'x-request-id': 'mine-2' } });
  const { rows } = JSON.parse((await stage.hub.ctl('--json', 'audit', 'tail')).out);
  assert.ok(rows.some((row) => row.request_id === 'mine-2'));
});

test('numbers for Prometheus, and OpenAPI that names every route', async () => {
  const answer = await get('/metrics');
  assert.match(answer.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  assert.match(text, /^connect_hub_accounts\{status="active"\} 1$/m);
  assert.match(text, /^connect_hub_call_duration_seconds_count\{protocol="proxy",status="2xx"\} [1-9]\d*$/m);
  for (const line of text.trim().split('\n')) assert.match(line, /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? \d+(\.\d+)?)$/);
  await failed(await fetch(`${stage.hub.url}/metrics`), 401, 'key_missing');
  const other = await stage.hub.key('--scope', 'full', '--owner', 'somebody');
  assert.match(await (await stage.hub.fetch('/metrics', other)).text(), /accounts\{status="active"\} 0/);
  const document = await ok(await get('/openapi.json'));
  assert.equal(document.openapi, '3.1.0');
  for (const path of ['/metrics', '/connect_sessions', '/accounts/{id}', '/proxy/{rest}', '/hub/accounts/{id}']) assert.ok(document.paths[path], path);
});

test('an answer of the provider is never taken for one of the hub', async () => {
  const answer = await exact(stage.hub, key, '/proxy/status?code=404', { headers: { 'x-account-id': account } });
  assert.deepEqual([answer.status, answer.headers.get('x-connect-hub-error')], [404, null]);
  assert.match(await answer.text(), /as asked/);
});

test('a session token that may call does so on the routes of calls, and nowhere else', async () => {
  const made = await ok(await get('/connect_sessions', json(session({ account_ids: ['work'], effects: ['read'] }))), 201);
  assert.ok((await ok(await fetch(`${stage.hub.url}/proxy/items`, bearer(made.token)))).items);
  for (const path of ['/accounts', '/connectors/meta', '/openapi.json', '/metrics']) await failed(await fetch(stage.hub.url + path, bearer(made.token)), 403, 'scope_insufficient', path);
  await failed(await fetch(`${stage.hub.url}/proxy/items`, json({ name: 'x' }, bearer(made.token))), 403, 'scope_insufficient');
  const plain = await ok(await get('/connect_sessions', json(session())), 201);
  await failed(await fetch(`${stage.hub.url}/proxy/items`, bearer(plain.token)), 401, 'key_invalid');
});
