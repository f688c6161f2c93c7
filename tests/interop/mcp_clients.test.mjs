// Clients that others wrote list the tools and call one: SDK 2 in both eras, the Inspector, mcp-remote.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { makeStage } from '../e2e/lib/hub.mjs';
import { modulePath, node22, runNode } from './lib/conformance.mjs';

let stage;
let url;
let authorization;
before(async () => {
  stage = await makeStage(22860);
  await stage.hub.connect(stage.authority, { alias: 'work' });
  url = `${stage.hub.url}/mcp`;
  authorization = `Basic ${Buffer.from(`${await stage.hub.key('--scope', 'full')}:`).toString('base64')}`;
});
after(async () => { await stage?.stop(); });

const hasItems = (result) => assert.equal(JSON.parse(result.content[0].text).data.items[0].name, 'first', JSON.stringify(result));

for (const [what, options, version] of [['the session era', {}, '2025-11-25'], ['the stateless era', { versionNegotiation: { mode: 'auto' } }, '2026-07-28']]) {
  test(`the TypeScript SDK 2 in ${what}`, async () => {
    const client = new Client({ name: 'interop', version: '1' }, options);
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { authorization } } }));
    try {
      assert.equal(client.getNegotiatedProtocolVersion?.() ?? version, version);
      const { tools } = await client.listTools();
      assert.deepEqual(tools.map((each) => each.name), ['authority_list_items', 'authority_create_item']);
      hasItems(await client.callTool({ name: 'authority_list_items', arguments: {} }));
      assert.equal((await client.listResources()).resources.length, 2);
      assert.equal((await client.listPrompts()).prompts.length, 1);
    } finally { await client.close(); }
  });
}

for (const era of ['legacy', 'modern']) {
  const inspect = (...args) => runNode([modulePath('@modelcontextprotocol/inspector/clients/launcher/build/index.js'), '--cli', '--server-url', url, '--transport', 'http', '--header', `Authorization: ${authorization}`, '--protocol-era', era, ...args], { env: { ...process.env, HOME: stage.folder } });
  test(`the Inspector in its ${era} era finds nothing to say about the schemas`, async () => {
    const listed = await inspect('--method', 'tools/list', '--strict');
    assert.equal(listed.code, 0, listed.text);
    assert.match(listed.out, /authority_list_items/);
    const called = await inspect('--method', 'tools/call', '--tool-name', 'authority_list_items');
    assert.equal(called.code, 0, called.text);
    hasItems(JSON.parse(called.out));
  });
}

test('mcp-remote carries a stdio client', async () => {
  const client = new OldClient({ name: 'interop', version: '1' });
  const args = [modulePath('mcp-remote/dist/proxy.js'), url, '--allow-http', '--transport', 'http-only', '--header', `Authorization:${authorization}`];
  await client.connect(new StdioClientTransport({ command: node22, args, stderr: 'ignore', env: { ...process.env, HOME: stage.folder, MCP_REMOTE_CONFIG_DIR: stage.folder } }));
  try {
    assert.equal((await client.listTools()).tools.length, 2);
    hasItems(await client.callTool({ name: 'authority_list_items', arguments: {} }));
  } finally { await client.close(); }
});
