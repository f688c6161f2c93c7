// Who may call what, and whose accounts he sees: routes × scopes × owners.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeStage } from './lib/hub.mjs';

let stage;
const account = {};
const keys = {};
before(async () => {
  stage = await makeStage(22300);
  for (const [owner, user] of [['ana', 'alice'], ['bob', 'bob']]) {
    account[owner] = await stage.hub.connect(stage.authority, { owner, user, alias: `${owner}-work` });
    keys[owner] = {};
    for (const scope of ['full', 'read', 'accounts', 'actions']) keys[owner][scope] = await stage.hub.key('--scope', scope, '--owner', owner);
  }
});
after(async () => { await stage?.stop(); });

const json = (body) => ({ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const session = () => json({ origin_owner_id: 'ana', origin_owner_name: 'Ana', provider: 'authority' });
const rpc = (name, args) => json({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } });

// each: what it takes, on an account of ana's, and which scopes may
const routes = [
  { name: 'GET /accounts', path: () => '/accounts', may: ['full', 'read', 'accounts'], lists: true },
  { name: 'GET /accounts/{id}', path: (id) => `/accounts/${id}`, may: ['full', 'read', 'accounts'] },
  { name: 'PATCH /accounts/{id}', path: (id) => `/accounts/${id}`, options: { ...json({ label: 'mine' }), method: 'PATCH' }, may: ['full', 'accounts'] },
  { name: 'GET /proxy', path: (id) => `/proxy/items?x-account-id=${id}`, may: ['full', 'read', 'actions'] },
  { name: 'POST /proxy', path: (id) => `/proxy/items?x-account-id=${id}`, options: json({ name: 'new' }), may: ['full', 'actions'], done: 201 },
  { name: 'GET /proxy/{account}/-/', path: (id) => `/proxy/${id}/-/items`, may: ['full', 'read', 'actions'] },
  { name: 'POST /unified/proxy (GET)', path: (id) => `/unified/proxy?x-account-id=${id}`, options: json({ method: 'GET', path: '/items' }), may: ['full', 'read', 'actions'] },
  { name: 'POST /actions/rpc (read)', path: (id) => `/actions/rpc?x-account-id=${id}`, options: json({ action: 'authority_list_items' }), may: ['full', 'read', 'actions'] },
  { name: 'POST /actions/rpc (write)', path: (id) => `/actions/rpc?x-account-id=${id}`, options: json({ action: 'authority_create_item', body: { name: 'x' } }), may: ['full', 'actions'] },
];

for (const route of routes) {
  for (const scope of ['full', 'read', 'accounts', 'actions']) {
    const may = route.may.includes(scope);
    test(`S6 S8 A13 ${route.name} with scope ${scope}: ${may ? 'yes' : 'no'}, and never on another owner's account`, async () => {
      const own = await stage.hub.fetch(route.path(account.ana), keys.ana[scope], route.options);
      const text = await own.text();
      if (may) assert.equal(own.status, route.done ?? 200, text);
      else assert.deepEqual([own.status, own.headers.get('x-connect-hub-error')], [403, 'scope_insufficient'], text);
      if (route.lists) {
        if (may) assert.ok(text.includes(account.ana) && !text.includes(account.bob), 'only what is hers');
        return;
      }
      const other = await stage.hub.fetch(route.path(account.bob), keys.ana[scope], route.options);
      const none = await stage.hub.fetch(route.path('acc_AAAAAAAAAAAAAAAAAAAAAA'), keys.ana[scope], route.options);
      const strip = (body) => body.replace(/"timestamp":"[^"]*"/, '').replaceAll(account.bob, 'ID').replaceAll('acc_AAAAAAAAAAAAAAAAAAAAAA', 'ID');
      // a key that may read finds nothing there to write to; one that may not call at all is told so first
      assert.ok(may ? other.status === 404 : [403, 404].includes(other.status), String(other.status));
      assert.equal(other.status, none.status);
      assert.equal(strip(await other.text()), strip(await none.text()), "another's account answers like none");
      assert.equal((await stage.hub.fetch(route.path('bob-work'), keys.ana[scope], route.options)).status, none.status, 'nor by its name');
    });
  }
}

test('S6 only scopes that manage accounts start sessions, and only for their owner', async () => {
  for (const scope of ['full', 'accounts']) assert.equal((await stage.hub.fetch('/connect_sessions', keys.ana[scope], session())).status, 201);
  for (const scope of ['read', 'actions']) assert.equal((await stage.hub.fetch('/connect_sessions', keys.ana[scope], session())).status, 403);
  assert.equal((await stage.hub.fetch('/connect_sessions', keys.bob.full, session())).status, 404);
});

test('S6 a tool of MCP obeys the same scopes', async () => {
  const call = async (key, name, args) => {
    const start = await stage.hub.fetch('/mcp', key, { ...json({ jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } } }), headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' } });
    const id = start.headers.get('mcp-session-id');
    const options = rpc(name, args);
    const answer = await stage.hub.fetch('/mcp', key, { ...options, headers: { ...options.headers, accept: 'application/json, text/event-stream', 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' } });
    const text = await answer.text();
    return JSON.parse(text.startsWith('{') ? text : /data: (.*)/.exec(text)[1]);
  };
  // the session above left a pending account: it makes nothing ambiguous
  const read = await call(keys.ana.read, 'authority_list_items', {});
  assert.equal(read.result?.isError ?? false, false, JSON.stringify(read));
  const write = await call(keys.ana.read, 'authority_create_item', { name: 'x' });
  assert.ok(write.error || write.result.isError, JSON.stringify(write));
});

test('A05 S4 without a key there is nothing, and a switched-off key ends at once', async () => {
  for (const path of ['/accounts', '/proxy/items', '/connectors/meta']) {
    const answer = await stage.hub.fetch(path);
    assert.deepEqual([answer.status, answer.headers.get('x-connect-hub-error')], [401, 'key_missing']);
    assert.match(answer.headers.get('www-authenticate'), /^Basic/);
  }
  const extra = await stage.hub.key('--scope', 'full', '--owner', 'ana');
  assert.equal((await stage.hub.fetch('/accounts', extra)).status, 200);
  const id = /^ch_([^_]+)_/.exec(extra)[1];
  assert.equal((await stage.hub.ctl('keys', 'disable', id)).code, 0);
  const refused = await stage.hub.fetch('/accounts', extra);
  assert.deepEqual([refused.status, refused.headers.get('x-connect-hub-error')], [401, 'key_invalid']);
});
