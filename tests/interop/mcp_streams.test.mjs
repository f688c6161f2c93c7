// Streams of /mcp against the shipped hub: taken up again, cancelled, ended with their key, and 1,000 clients that vanish.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { until } from '../e2e/lib/hub.mjs';
import { startSlowStage } from './lib/slow_provider.mjs';

let stage;
let key;
before(async () => {
  stage = await startSlowStage(22880, ['--test-fixtures', '--max-connections', '4000']);
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { await stage?.stop(); });

const both = 'application/json, text/event-stream';
const stateless = (method, params, name) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: both, 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, ...(name ? { 'mcp-name': name } : {}) },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} } } }),
});
const inSession = (id, message) => ({ method: 'POST', headers: { 'content-type': 'application/json', accept: both, 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' }, body: JSON.stringify({ jsonrpc: '2.0', ...message }) });
const callSlow = { method: 'tools/call', params: { name: 'keyed_list_items', arguments: {} } };
const listen = () => stateless('subscriptions/listen', { notifications: { toolsListChanged: true } });
async function session() {
  const start = await stage.hub.fetch('/mcp', key, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } } }) });
  return start.headers.get('mcp-session-id');
}
//! The events of a stream's text.
const events = (text) => text.split('\n\n').filter((block) => block.includes('data:')).map((block) => ({ id: /^id: (.*)$/m.exec(block)?.[1], data: /^data: (.*)$/m.exec(block)?.[1] }));
//! Reads until the text fits, or the end.
async function readUntil(reader, fits) {
  let text = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    text += Buffer.from(piece.value).toString();
    if (fits(text)) break;
  }
  return text;
}
//! The calls that the record says were given up.
const givenUp = async () => (await stage.hub.ctl('audit', 'export')).out.trim().split('\n').map((line) => JSON.parse(line)).filter((row) => row.status === 499 && row.detail === 'cancelled').length;

test('a broken stream is taken up where it broke, and nothing comes twice', async () => {
  const id = await session();
  const aborted = new AbortController();
  const first = await stage.hub.fetch('/mcp', key, { ...inSession(id, { id: 5, method: 'tools/call', params: { name: 'test_tool_with_progress', arguments: {}, _meta: { progressToken: 'p' } } }), signal: aborted.signal });
  const text = await readUntil(first.body.getReader(), (seen) => events(seen).some((event) => event.data));
  aborted.abort();
  const last = events(text).at(-1).id;
  const rest = await stage.hub.fetch('/mcp', key, { headers: { accept: 'text/event-stream', 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25', 'last-event-id': last } });
  assert.equal(rest.status, 200);
  const messages = events(text).concat(events(await rest.text())).filter((event) => event.data).map((event) => JSON.parse(event.data));
  assert.deepEqual(messages.filter((each) => each.method).map((each) => each.params.progress), [0, 50, 100]);
  assert.equal(messages.at(-1).id, 5);
  const unknown = await stage.hub.fetch('/mcp', key, { headers: { accept: 'text/event-stream', 'mcp-session-id': id, 'last-event-id': 'nothing::1' } });
  assert.equal(unknown.status, 400);
});

test('in the session era a client that breaks off has cancelled nothing; saying so does', async () => {
  const id = await session();
  const aborted = new AbortController();
  const seen = stage.provider.seen;
  const broken = stage.hub.fetch('/mcp', key, { ...inSession(id, { id: 6, ...callSlow }), signal: aborted.signal }).catch(() => {});
  await until(async () => stage.provider.seen > seen, 'the call upstream');
  aborted.abort();
  await broken;
  assert.equal((await stage.hub.fetch('/mcp', key, inSession(id, { id: 7, method: 'ping' }))).status, 200);
  assert.equal(stage.provider.open.size, 1);
  assert.equal((await stage.hub.fetch('/mcp', key, inSession(id, { method: 'notifications/cancelled', params: { requestId: 6 } }))).status, 202);
  await until(async () => stage.provider.open.size === 0, 'the end of the call upstream');
  await until(async () => await givenUp() === 1, 'its row in the record');
});

test('in the stateless era a client that goes cancels its call, once and for good', async () => {
  // a connection that is kept would be tried again on another one
  const warm = stage.hub.fetch('/mcp', key, stateless('tools/call', callSlow.params, 'keyed_list_items'));
  await until(async () => stage.provider.open.size === 1, 'the first call upstream');
  stage.provider.answer();
  assert.equal((await (await warm).json()).result.isError ?? false, false);
  const seen = stage.provider.seen;
  const aborted = new AbortController();
  const gone = stage.hub.fetch('/mcp', key, { ...stateless('tools/call', callSlow.params, 'keyed_list_items'), signal: aborted.signal }).catch(() => {});
  await until(async () => stage.provider.seen === seen + 1, 'the call upstream');
  aborted.abort();
  await gone;
  await until(async () => stage.provider.open.size === 0, 'the end of the call upstream');
  assert.equal((await stage.hub.fetch('/healthz')).status, 200);
  assert.equal(stage.provider.seen, seen + 1, 'it was sent again');
  await until(async () => await givenUp() === 2, 'its row in the record');
});

test('a change of the accounts reaches both kinds of listener', async () => {
  const id = await session();
  const streams = [await stage.hub.fetch('/mcp', key, listen()), await stage.hub.fetch('/mcp', key, { headers: { accept: 'text/event-stream', 'mcp-session-id': id } })];
  const readers = streams.map((stream) => stream.body.getReader());
  const acknowledged = events(await readUntil(readers[0], (seen) => seen.includes('acknowledged')))[0];
  assert.deepEqual(JSON.parse(acknowledged.data).params, { notifications: { toolsListChanged: true }, _meta: { 'io.modelcontextprotocol/subscriptionId': 1 } });
  assert.equal((await stage.hub.ctl('accounts', 'alias', 'work', 'office')).code, 0);
  for (const reader of readers) {
    assert.match(await readUntil(reader, (seen) => seen.includes('list_changed')), /notifications\/tools\/list_changed/);
    await reader.cancel();
  }
  assert.equal((await stage.hub.ctl('accounts', 'alias', 'office', 'work')).code, 0);
});

test('a key that is switched off loses its streams at once', async () => {
  const other = await stage.hub.key('--scope', 'full');
  const stream = await stage.hub.fetch('/mcp', other, listen());
  const ended = stream.text();
  assert.equal((await stage.hub.ctl('keys', 'disable', /^ch_([^_]+)_/.exec(other)[1])).code, 0);
  assert.match(await ended, /acknowledged/);
});

test('1,000 clients that vanish leave nothing behind', async () => {
  const descriptors = () => readdirSync(`/proc/${stage.hub.pid}/fd`).length;
  const before = descriptors();
  const controllers = [];
  const answers = []; // one that nobody holds is closed by the garbage collector
  for (let batch = 0; batch < 10; ++batch) {
    await Promise.all(Array.from({ length: 100 }, async () => {
      const aborted = new AbortController();
      controllers.push(aborted);
      const answer = await stage.hub.fetch('/mcp', key, { ...listen(), signal: aborted.signal });
      assert.equal(answer.status, 200);
      answers.push(answer);
      answer.body.getReader().read().catch(() => {});
    }));
  }
  assert.ok(descriptors() >= before + 980, `${descriptors()} after ${before}`); // some use connections that were there
  for (const each of controllers) each.abort();
  await until(async () => descriptors() <= before + 20, 'the end of all streams');
});

test('the hub ends in good order while clients listen', async () => {
  const stream = await stage.hub.fetch('/mcp', key, listen());
  const text = stream.text();
  const begun = Date.now();
  assert.equal(await stage.stop(), 0);
  stage = undefined;
  assert.ok(Date.now() - begun < 5000);
  const last = JSON.parse(events(await text).at(-1).data);
  assert.deepEqual([last.id, last.result.resultType], [1, 'complete']);
});
