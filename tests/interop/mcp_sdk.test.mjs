// One POST /connect_sessions, and the official MCP TypeScript SDK with the mcp_config of its answer and nothing else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { makeStage } from '../e2e/lib/hub.mjs';

let stage;
let account;
let answer;
let client;
before(async () => {
  stage = await makeStage(22800);
  account = await stage.hub.connect(stage.authority, { alias: 'work' });
  const key = await stage.hub.key('--scope', 'full');
  const made = await stage.hub.fetch('/connect_sessions', key, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ origin_owner_id: 'local', origin_owner_name: 'Me', provider: 'authority', account_id: account, account_ids: [account], effects: ['read'] }) });
  assert.equal(made.status, 201, await made.clone().text());
  answer = await made.json();
});
after(async () => { await client?.close(); await stage?.stop(); });

test('the answer has token, link, account and mcp_config', () => {
  assert.ok(answer.token.length > 30);
  assert.match(answer.auth_link_url, new RegExp(`^${stage.hub.url}/connect/`));
  assert.equal(answer.account.id, account);
  assert.deepEqual(Object.keys(answer.mcp_config.mcpServers), ['connect-hub']);
});

test('the SDK lists the tools and calls one', async () => {
  const server = answer.mcp_config.mcpServers['connect-hub'];
  assert.equal(server.type, 'http');
  client = new Client({ name: 'interop', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers: server.headers } }));
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map((each) => each.name), ['authority_list_items'], 'only what the session may');
  assert.equal(tools[0].annotations.readOnlyHint, true);
  const result = await client.callTool({ name: 'authority_list_items', arguments: {} });
  assert.ok(!result.isError, JSON.stringify(result));
  assert.equal(JSON.parse(result.content[0].text).data.items[0].name, 'first');
});

test('wrong arguments come back as something a model can act on', async () => {
  const result = await client.callTool({ name: 'authority_list_items', arguments: { cursr: 1 } });
  assert.equal(result.isError, true);
  assert.match(result.content[0].text, /cursr/);
  await assert.rejects(client.callTool({ name: 'authority_create_item', arguments: { name: 'x' } }).then((refused) => { if (refused.isError) throw new Error('refused'); }));
});
