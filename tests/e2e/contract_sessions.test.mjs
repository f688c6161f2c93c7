// Connect sessions, links and accounts, as StackOne's clients and people meet them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeStage } from './lib/hub.mjs';
import { failed, json, ok, session } from './lib/wire.mjs';

const port = 25100;
let stage;
let key;
before(async () => {
  stage = await makeStage(port, { hub: { port: port + 10 } });
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { await stage?.stop(); });

const get = (path, options) => stage.hub.fetch(path, key, options);
const create = async (more, headers) => ok(await get('/connect_sessions', json(session(more), { headers })), 201);
const patch = (id, body) => get(`/accounts/${id}`, json(body, { method: 'PATCH' }));
const hubFetch = (token, path, options = {}) => fetch(stage.hub.url + path, { ...options, headers: { 'x-hub-session-token': token, ...options.headers } });
const keyed = (token, value = 'stub-key-1', more = {}) => hubFetch(token, '/hub/accounts', json({ integration_id: 'keyed', credentials: { api_key: value }, ...more }));

test('a session has all that clients read, and organization_id as their version wants it', async () => {
  const made = await create({ provider: 'keyed', origin_username: 'jo', label: 'lab', metadata: { team: 'x' }, categories: ['documents'], type: 'TEST', expires_in: 600, multiple: true });
  assert.equal(typeof made.id, 'number');
  for (const name of ['organization_id', 'project_id', 'origin_owner_id', 'origin_owner_name', 'created_at', 'token', 'auth_link_url']) assert.equal(typeof made[name], 'string', name);
  assert.deepEqual([made.provider, made.label, made.origin_username, made.type, made.categories, made.metadata], ['keyed', 'lab', 'jo', 'test', ['documents'], { team: 'x' }]);
  assert.match(made.auth_link_url, new RegExp(`^http://127\\.0\\.0\\.1:${port + 10}/connect/\\w+$`));
  assert.deepEqual([made.account.status, made.account.provider, made.account_id], ['inactive', 'keyed', made.account.id]);
  assert.ok(Math.abs(Date.parse(made.expires_at) - Date.parse(made.created_at) - 600_000) < 1000);
  assert.ok(made.mcp_config.mcpServers);
  for (const [agent, type] of [['speakeasy-sdk/typescript 4.28.0 2.721.3 1.0.0 @stackone/stackone-client-ts', 'number'], ['speakeasy-sdk/typescript 4.33.1 x', 'number'], ['speakeasy-sdk/typescript 4.33.2 x', 'string'], ['speakeasy-sdk/typescript 4.34.1 2.836.4', 'string'], ['curl/8', 'string']]) {
    assert.equal(typeof (await create({}, { 'user-agent': agent })).organization_id, type, agent);
    const seen = await ok(await get('/connect_sessions/authenticate', json({ token: made.token }, { headers: { 'user-agent': agent } })), 201);
    assert.deepEqual([typeof seen.organization_id, seen.token, seen.auth_link_url, seen.id], [type, undefined, undefined, made.id]);
  }
});

for (const [name, body, status, code, field] of [
  ['no owner', { origin_owner_name: 'Me' }, 422, 'schema_violation', 'origin_owner_id'],
  ['no name of the owner', { origin_owner_id: 'x' }, 422, 'schema_violation', 'origin_owner_name'],
  ['a type of another kind', session({ type: 'staging' }), 422, 'schema_violation', 'type'],
  ['a category that nobody has', session({ categories: ['hris', 'nonsense'] }), 422, 'schema_violation', 'categories'],
  ['a life of nothing', session({ expires_in: 0 }), 422, 'schema_violation', 'expires_in'],
  ['a life that is text', session({ expires_in: 'long' }), 422, 'schema_violation', 'expires_in'],
  ['sharing', session({ shared: true }), 400, 'invalid_request', undefined],
  ['an unknown provider', session({ provider: 'nope' }), 404, 'not_found', undefined],
  ['an unknown account', session({ account_id: 'acc_none' }), 404, 'not_found', undefined],
  ['an unknown effect', session({ effects: ['all'] }), 422, 'schema_violation', 'effects']]) {
  test(`a session is refused for ${name}`, async () => {
    const body_ = await failed(await get('/connect_sessions', json(body)), status, code);
    assert.equal(body_.field, field);
  });
}

test('the same owner, name and provider is the same account; several only when asked for', async () => {
  const first = await create({ origin_owner_id: 'ana', origin_owner_name: 'Ana', provider: 'keyed' });
  await ok(await keyed(first.token), 201);
  const again = await create({ origin_owner_id: 'ana', origin_owner_name: 'Ana', provider: 'keyed', label: 'new', origin_username: 'ana.b', metadata: { n: 1 } });
  assert.deepEqual([again.account.id, again.account.status], [first.account.id, 'active']);
  await ok(await keyed(again.token), 201);
  const updated = await ok(await get(`/accounts/${first.account.id}`));
  assert.deepEqual([updated.label, updated.origin_username, updated.metadata], ['new', 'ana.b', { n: 1 }]);
  const another = await create({ origin_owner_id: 'ana', origin_owner_name: 'Ana', provider: 'keyed', multiple: true });
  assert.notEqual(another.account.id, first.account.id);
  const namesake = await create({ origin_owner_id: 'ana', origin_owner_name: 'Ana at work', provider: 'keyed' });
  assert.ok(![first.account.id, another.account.id].includes(namesake.account.id));
});

test('integration_id names the connector as /hub/connectors lists it, or a profile of it', async () => {
  await stage.hub.ctl('profiles', 'set', 'authority', '--client-id', 'hub-public', '--name', 'second');
  const plain = await create({ integration_id: 'authority' });
  assert.deepEqual([plain.provider, plain.integration_id], ['authority', 'authority']);
  const second = await create({ provider: 'authority', integration_id: 'second' });
  assert.deepEqual([second.provider, second.integration_id], ['authority', 'second']);
  await stage.hub.ctl('profiles', 'delete', 'authority', '--name', 'second');
});

test('a session ends by its number and by its id, and its link with it', async () => {
  for (const name of ['id', 'session_id']) {
    const made = await create({ provider: 'keyed' });
    await ok(await get(`/connect_sessions/${made[name]}`, { method: 'DELETE' }));
    await failed(await hubFetch(made.token, '/hub/settings'), 401, 'key_invalid');
    await failed(await get('/connect_sessions/authenticate', json({ token: made.token })), 404, 'not_found');
    assert.equal((await fetch(made.auth_link_url)).status, 410);
    await failed(await get(`/connect_sessions/${made[name]}`, { method: 'DELETE' }), 404, 'not_found');
  }
  const opened = await create({ provider: 'keyed' });
  const minted = /cst_\w+/.exec(await (await fetch(opened.auth_link_url)).text())[0];
  await ok(await hubFetch(minted, '/hub/settings'));
  await ok(await get(`/connect_sessions/${opened.id}`, { method: 'DELETE' }));
  await failed(await hubFetch(minted, '/hub/settings'), 401, 'key_invalid', 'what its link had minted ends, too');
  const mine = await create({ provider: 'keyed' });
  const other = await stage.hub.key('--scope', 'full', '--owner', 'somebody');
  await failed(await stage.hub.fetch(`/connect_sessions/${mine.id}`, other, { method: 'DELETE' }), 404, 'not_found');
  await ok(await hubFetch(mine.token, '/hub/settings'));
});

test('a link mints a fresh session each time, and is used up by success', async () => {
  const made = await create({ provider: 'keyed', origin_owner_id: 'eve', origin_owner_name: 'Eve', expires_in: 60 });
  const open = async () => { const page = await fetch(made.auth_link_url); return [page, /cst_\w+/.exec(await page.text())?.[0]]; };
  const [page, one] = await open();
  const [, two] = await open();
  assert.equal(page.status, 200);
  assert.ok(one && two && new Set([one, two, made.token]).size === 3);
  await ok(await keyed(two), 201);
  const [gone, none] = await open();
  assert.deepEqual([gone.status, gone.headers.get('x-connect-hub-error'), none], [410, 'link_gone', undefined]);
  const unknown = await fetch(`${stage.hub.url}/connect/AAAAAAAAAAAAAAAA`);
  assert.deepEqual([unknown.status, unknown.headers.get('x-connect-hub-error')], [404, 'not_found']);
  assert.match(unknown.headers.get('content-type'), /^text\/html/);
});

test('PATCH changes what is said of an account, ignores {} and refuses what is not to be changed', async () => {
  const made = await create({ provider: 'keyed', origin_owner_id: 'kim', origin_owner_name: 'Kim', label: 'before', metadata: { a: 1 } });
  await ok(await keyed(made.token), 201);
  const { id } = made.account;
  const kept = await ok(await patch(id, { label: {}, metadata: {}, credentials: {}, secrets: {}, origin_username: 'jo', type: 'Test' }));
  assert.deepEqual([kept.label, kept.metadata, kept.origin_username, kept.type], ['before', { a: 1 }, 'jo', 'test']);
  const named = await ok(await patch(id, { label: 'after', alias: 'kim-work', origin_owner_id: 'kim', provider: 'keyed' }));
  assert.deepEqual([named.label, named.alias, named.type], ['after', 'kim-work', 'test']);
  for (const body of [{ shared: true }, { origin_owner_id: 'other' }, { provider: 'authority' }, { credentials: { api_key: 'x' } }, { alias: 'Not An Alias' }]) await failed(await patch(id, body), 400, 'invalid_request', JSON.stringify(body));
  await failed(await patch(id, { type: 'staging' }), 422, 'schema_violation');
});

test('the page of a session reads its account by id and by alias, without its secrets', async () => {
  const first = await create({ provider: 'keyed', origin_owner_id: 'lee', origin_owner_name: 'Lee', alias: 'lee-work' });
  await ok(await keyed(first.token), 201);
  const edit = await create({ account_id: first.account.id, origin_owner_id: 'lee', origin_owner_name: 'Lee' });
  assert.equal((await ok(await hubFetch(edit.token, '/hub/settings'))).existing_account_id, first.account.id);
  for (const name of [first.account.id, 'lee-work']) {
    const shown = await ok(await hubFetch(edit.token, `/hub/accounts/${name}`));
    assert.deepEqual([shown.secureId, shown.provider, shown.integrationId], [first.account.id, 'keyed', 'keyed']);
    assert.match(shown.secrets.api_key, /^__secretvalue:\*\*redacted\*\*/);
  }
  await ok(await hubFetch(edit.token, `/hub/accounts/${first.account.id}`, json({ integration_id: 'keyed', credentials: {} }, { method: 'PATCH' })));
  assert.equal((await ok(await get(`/accounts/${first.account.id}`))).status, 'active');
});

test('accounts that do not serve answer 412 with the way back where there is one', async () => {
  const made = await create({ provider: 'authority', origin_owner_id: 'max', origin_owner_name: 'Max' });
  const inactive = await failed(await get(`/proxy/items?x-account-id=${made.account.id}`), 412, 'account_inactive');
  assert.equal(inactive.action.type, 'reconnect');
  assert.equal((await fetch(inactive.action.auth_link_url)).status, 200);
  const id = await stage.hub.connect(stage.authority, { alias: 'short' });
  await stage.hub.ctl('accounts', 'suspend', 'short');
  await failed(await get(`/proxy/items?x-account-id=${id}`), 412, 'account_suspended');
  await stage.hub.ctl('accounts', 'resume', 'short');
  await stage.authority.call('/revoke-grants', {});
  await stage.authority.call('/expire-access-tokens', {});
  const expired = await failed(await get(`/proxy/items?x-account-id=${id}`), 412, 'account_expired');
  assert.match(expired.action.auth_link_url, /\/connect\/\w+$/);
  assert.equal((await ok(await get(`/accounts/${id}`))).status, 'expired');
  const gone = await ok(await get(`/accounts/${id}`, { method: 'DELETE' }));
  assert.equal(gone.id, id);
  await failed(await get(`/accounts/${id}`), 404, 'not_found');
});
