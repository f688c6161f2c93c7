// The REST face beside the calls themselves: several accounts, the record, feedback, pages elsewhere, limits.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeStage } from './lib/hub.mjs';
import { exact, failed, json, ok, startMcp } from './lib/wire.mjs';

const port = 27100;
const accounts = {};
let stage;
let key;
before(async () => {
  stage = await makeStage(port);
  for (const [alias, user] of [['first', 'alice'], ['dead', 'bob'], ['third', 'alice']]) accounts[alias] = await stage.hub.connect(stage.authority, { alias, user });
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { await stage?.stop(); });
const get = (path, options) => stage.hub.fetch(path, key, options);
const rpc = (account, more = {}) => get('/actions/rpc', json({ action: 'authority_list_items', headers: { 'x-account-id': account } }, more));

test('one dead account of three does not fail the other two', async () => {
  assert.equal((await stage.hub.ctl('accounts', 'suspend', accounts.dead)).code, 0);
  const [first, dead, third] = await Promise.all(['first', 'dead', 'third'].map((alias) => rpc(alias)));
  assert.ok((await ok(first)).data.items);
  await failed(dead, 412, 'account_suspended');
  assert.ok((await ok(third)).data.items);
  assert.deepEqual((await ok(await get('/actions'))).data.map((each) => each.key), ['authority']);
  const mcp = await startMcp(stage.hub, key);
  for (const [account, fails] of [['first', false], ['dead', true], ['third', false]]) {
    const { result } = await mcp('tools/call', { name: 'authority_list_items', arguments: { account } });
    assert.equal(result.isError ?? false, fails, JSON.stringify(result));
  }
  assert.equal((await stage.hub.ctl('accounts', 'resume', accounts.dead)).code, 0);
});

test('the record is read over HTTP, page by page', async () => {
  await ok(await rpc('first', { headers: { 'x-request-id': 'mine-1' } }));
  const first = await ok(await get('/requests/logs?filter%5Baccount_ids%5D=first&page_size=1'));
  assert.equal(first.data[0].requestId, 'mine-1');
  const second = await ok(await get(`/requests/logs?account_ids=first&page_size=1&next=${first.next}`));
  assert.notEqual(second.data[0].requestId, 'mine-1');
  const one = await ok(await get('/requests/logs/mine-1?include=step_logs'));
  assert.deepEqual([one.data.accountId, one.data.status, one.data.stepRequests.length], [accounts.first, 200, 1]);
  assert.ok(Array.isArray((await ok(await get('/requests/logs/steps?request_ids=mine-1'))).data));
  const events = await ok(await get('/requests/platform-logs?categories=account&actions=account.suspended'));
  assert.ok(events.data.every((each) => each.action === 'account.suspended'));
  await failed(await get('/requests/logs/none'), 404, 'not_found');
  const actions = await stage.hub.key('--scope', 'actions');
  await failed(await stage.hub.fetch('/requests/logs', actions), 403, 'scope_insufficient');
});

test('feedback is kept here, and needs a key', async () => {
  const kept = await ok(await get('/ai/tool-feedback', json({ feedback: 'Fine.', account_id: 'first', tool_names: ['authority_list_items'] })));
  assert.deepEqual(Object.keys(kept).sort(), ['key', 'message', 'submitted_at', 'trace_id']);
  await failed(await fetch(`${stage.hub.url}/ai/tool-feedback`, json({ feedback: 'Fine.' })), 401, 'key_missing');
  assert.match((await stage.hub.ctl('audit', 'export')).out, /"tool\.feedback"/);
});

test('S3 S10 origins are let in and out from the command line', async () => {
  const origin = 'https://app.example';
  const preflight = () => exact(stage.hub, undefined, '/hub/settings', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } });
  await failed(await preflight(), 403, 'origin_refused');
  assert.equal((await stage.hub.ctl('origins', 'allow', origin)).code, 0);
  const allowed = await preflight();
  assert.deepEqual([allowed.status, allowed.headers.get('access-control-allow-origin')], [204, origin]);
  assert.match(allowed.headers.get('access-control-allow-headers'), /x-hub-session-token/);
  await failed(await exact(stage.hub, key, '/accounts', { headers: { origin } }), 403, 'origin_refused');
  const session = await ok(await get('/connect_sessions', json({ origin_owner_id: 'local', origin_owner_name: 'Me' })), 201);
  const settings = await exact(stage.hub, undefined, '/hub/settings', { headers: { origin, 'x-hub-session-token': session.token } });
  assert.deepEqual([settings.status, settings.headers.get('access-control-allow-origin')], [200, origin]);
  assert.match((await stage.hub.ctl('origins', 'list')).out, /https:\/\/app\.example/);
  assert.equal((await stage.hub.ctl('origins', 'allow', 'http://app.example')).code, 1);
  assert.equal((await stage.hub.ctl('origins', 'remove', origin)).code, 0);
  await failed(await preflight(), 403, 'origin_refused');
});

test('the list of origins outlives the hub', async () => {
  assert.equal((await stage.hub.ctl('origins', 'allow', 'https://app.example')).code, 0);
  await stage.hub.stop();
  await stage.hub.start();
  assert.deepEqual(JSON.parse((await stage.hub.ctl('--json', 'origins', 'list')).out).origins, ['https://app.example']);
});

test('a key asks a thousand times a minute, then waits; direct calls and other keys do not', async () => {
  const busy = await stage.hub.key('--scope', 'full');
  let refused;
  for (let i = 0; i < 20 && !refused; ++i) {
    const answers = await Promise.all([...Array(60)].map(() => stage.hub.fetch('/connectors/meta/authority', busy)));
    refused = answers.find((answer) => answer.status === 429);
    await Promise.all(answers.filter((answer) => answer !== refused).map((answer) => answer.arrayBuffer()));
  }
  await failed(refused, 429, 'rate_limited');
  const wait = Number(refused.headers.get('retry-after'));
  assert.ok(wait >= 1 && wait <= 60, String(wait));
  assert.equal((await stage.hub.fetch('/proxy/items?x-account-id=first', busy)).status, 200);
  assert.equal((await get('/accounts')).status, 200);
});

test('a heartbeat is applied on wish', async () => {
  const answer = await get('/unified/proxy', json({ path: '/items' }, { headers: { prefer: 'heartbeat', 'x-account-id': 'first' } }));
  assert.equal(answer.headers.get('preference-applied'), 'heartbeat');
  assert.equal((await ok(answer)).status, 200);
});

// as they were seen on the wire of libraries that can't be installed here: body, headers, and how it ends
const seen = [
  ['a call that names its account twice', '/actions/rpc', { action: 'authority_list_items', body: {}, headers: { 'x-account-id': 'ID' }, path: {}, query: {} }, { 'x-account-id': 'ID', accept: '*/*', 'user-agent': 'stackone-ai-node' }, 200],
  ['a call with an argument that the action does not know', '/actions/rpc', { action: 'authority_list_items', body: { extra: 1 }, headers: { 'x-account-id': 'ID' } }, { 'x-account-id': 'ID' }, 422],
  ['a call with a header of its own that the action does not know', '/actions/rpc', { action: 'authority_list_items', headers: { 'x-account-id': 'ID', 'X-H': 'v' } }, { 'x-account-id': 'ID' }, 422],
  ['a search without an account', '/actions/search', { query: 'list items', top_k: 3, connector: 'authority' }, {}, 200],
  ['building the index', '/actions/build', { connector_key: 'authority', force_refresh: false }, {}, 200],
  ['a direct call with a method in lower case', '/unified/proxy', { method: 'get', path: '/items?cursor=1', headers: { 'X-A': 'b' } }, { prefer: 'heartbeat', 'x-account-id': 'ID' }, 200],
];
for (const [name, path, body, headers, status] of seen) {
  test(`${name}: ${status}, in JSON`, async () => {
    const named = (object) => JSON.parse(JSON.stringify(object).replaceAll('"ID"', `"${accounts.first}"`));
    const answer = await get(path, json(named(body), { headers: named(headers) }));
    const text = await answer.text();
    assert.equal(answer.status, status, text);
    assert.equal(typeof JSON.parse(text), 'object');
  });
}

test('a library that reads the first page of tools alone has them all', async () => {
  const mcp = await startMcp(stage.hub, key);
  const { result } = await mcp('tools/list', {});
  assert.deepEqual(result.tools.map((each) => each.name).sort(), ['authority_create_item', 'authority_list_items']);
  assert.equal(result.nextCursor, undefined, 'everything is on the first page');
});
