// The public conformance suites of MCP. They score a server only with their own tools: the hub has them behind --test-fixtures.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeStage } from '../e2e/lib/hub.mjs';
import { runSuite } from './lib/conformance.mjs';
import { startKeyProxy } from './lib/key_proxy.mjs';

let stage;
let proxy;
before(async () => {
  stage = await makeStage(22820, { hub: { args: ['--test-fixtures'] } });
  proxy = await startKeyProxy(stage.hub.url, await stage.hub.key('--scope', 'full'));
});
after(async () => { await proxy?.stop(); await stage?.stop(); });

for (const [what, packageName, args, count, alsoPassing] of [
  ['the released suite', '@modelcontextprotocol/conformance', [], 30, []],
  ['what 2025-11-25 requires', 'conformance-next', ['--requirements', '2025-11-25'], 30, ['server-session-lifecycle', 'json-schema-2020-12', 'server-sse-polling']],
  ['what 2026-07-28 requires', 'conformance-next', ['--requirements', '2026-07-28'], 37, ['json-schema-2020-12', 'http-header-validation', 'http-custom-header-server-validation']]]) {
  test(`${what}: ${count} of ${count} scenarios`, async () => {
    const run = await runSuite(packageName, `${proxy.url}/mcp`, ...args);
    const scored = run.scenarios.filter((each) => each.scored);
    assert.deepEqual(scored.filter((each) => each.failed > 0 || each.passed === 0), [], run.text.slice(-4000));
    assert.equal(scored.length, count);
    assert.equal(run.code, 0);
    for (const name of alsoPassing) assert.equal(run.scenarios.find((each) => each.name === name)?.failed, 0, name);
  });
}

test('without the switch there is nothing of the fixtures', async () => {
  const plain = await makeStage(22840);
  try {
    const key = await plain.hub.key('--scope', 'full');
    const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} };
    for (const [method, member] of [['tools/list', 'tools'], ['prompts/list', 'prompts'], ['resources/list', 'resources'], ['resources/templates/list', 'resourceTemplates']]) {
      const headers = { 'content-type': 'application/json', 'mcp-protocol-version': '2026-07-28', 'mcp-method': method };
      const answer = await plain.hub.fetch('/mcp', key, { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { _meta: meta } }) });
      const { result } = await answer.json();
      assert.ok(Array.isArray(result[member]), method);
      assert.doesNotMatch(JSON.stringify(result[member]), /test_|test:\/\//);
    }
  } finally { await plain.stop(); }
});
