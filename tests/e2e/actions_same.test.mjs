// One action, three faces: REST, MCP and A2A send the provider the same bytes and leave the same row in the record.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rmSync } from 'node:fs';
import { HubProcess, makeFolder } from './lib/hub.mjs';
import { bearer, json, ok, startMcp } from './lib/wire.mjs';
import { RawProvider } from './lib/raw_provider.mjs';

const port = 27000;
const text = { type: 'string', description: 'Text' };
const actions = [
  { id: 'raw_list_things', title: 'List things', description: 'All of them.', effect: 'read', method: 'GET', path: '/things', parameters: { query: { q: text, limit: { type: 'integer', description: 'How many' }, tags: { type: 'array', items: { type: 'string' }, description: 'Tags' }, debug: { type: 'boolean', description: 'The provider has one, too' } } } },
  { id: 'raw_get_thing', title: 'Get a thing', description: 'One of them.', effect: 'read', method: 'GET', path: '/things/{id}/parts', parameters: { path: { id: text }, headers: { 'X-Version': { type: 'string', description: 'Of the answer' } } }, required: { path: ['id'] } },
  { id: 'raw_create_thing', title: 'Create a thing', description: 'One more.', effect: 'write', method: 'POST', path: '/things', parameters: { query: { dry: { type: 'boolean', description: 'Only try' } }, body: { name: text, count: { type: 'integer', description: 'How many' }, price: { type: 'number', description: 'Of one' }, nested: { type: 'object', description: 'More' }, list: { type: 'array', items: {}, description: 'Of anything' } } }, required: { body: ['name'] } },
  { id: 'raw_form_thing', title: 'Send a form', description: 'As forms go.', effect: 'write', method: 'PUT', path: '/form', parameters: { headers: { 'Content-Type': { const: 'application/x-www-form-urlencoded' } }, body: { name: text } } },
  { id: 'raw_delete_thing', title: 'Delete a thing', description: 'For good.', effect: 'delete', method: 'DELETE', path: '/things/{id}', parameters: { path: { id: text } }, required: { path: ['id'] } },
];
let folder;
let provider;
let hub;
let key;
let account;
let mcp;
before(async () => {
  folder = makeFolder();
  provider = new RawProvider(port);
  provider.write(folder, actions);
  hub = await new HubProcess(folder, { args: ['--allow-local', 'raw'] }).start();
  const made = await hub.ctlWith('raw-key-0123456789abcdef\n', 'connect', 'raw', '--alias', 'mine', '--secret-stdin');
  assert.equal(made.code, 0, made.err);
  key = await hub.key('--scope', 'full');
  [account] = (await ok(await hub.fetch('/accounts', key)));
  mcp = await startMcp(hub, key);
});
after(async () => { await hub?.stop(); provider?.stop(); rmSync(folder, { recursive: true, force: true }); });

const rest = async (action, args) => ok(await fetch(`${hub.url}/actions/rpc`, json({ action, ...args, headers: { ...args.headers, 'x-account-id': account.id } }, bearer(key))));
//! The task of an order, over A2A 1.0.
const a2a = async (action, args) => {
  const data = { action, ...args };
  const message = { messageId: 'm', role: 'ROLE_USER', parts: [{ data }] };
  const request = { jsonrpc: '2.0', id: 1, method: 'SendMessage', params: { message } };
  return (await ok(await fetch(`${hub.url}/a2a`, json(request, bearer(key, { 'a2a-version': '1.0' }))))).result.task;
};
const record = async () => (await hub.ctl('audit', 'export')).out.trim().split('\n').map((line) => JSON.parse(line)).reverse();
//! A row without what no two calls share.
const comparable = ({ seq, at, request_id: request, duration_ms: duration, protocol, ...row }) => row;

// each: an action and its arguments
const calls = [
  ['no arguments', 'raw_list_things', {}],
  ['blanks, signs and other scripts', 'raw_list_things', { query: { q: 'a b&c=d/é~+%20 漢字', limit: 5, tags: ['x', 'y z'] } }],
  ['a parameter with the name of a switch', 'raw_list_things', { query: { debug: true } }],
  ['a path segment with a slash, and a header', 'raw_get_thing', { path: { id: 'a/b ?#é' }, headers: { 'X-Version': '2026-01-01' } }],
  ['a body of many kinds', 'raw_create_thing', { query: { dry: false }, body: { name: 'é "quoted" \u2028', count: 9007199254740991, price: 0.1, nested: { b: 1, a: [null, true, ''] }, list: [1, '2', { three: 3 }] } }],
  ['a form', 'raw_form_thing', { body: { name: 'a b&c=d+é' } }],
  ['no body', 'raw_delete_thing', { path: { id: '7' } }],
];
for (const [name, action, args] of calls) {
  test(`${action} with ${name}: the same bytes, the same row`, async () => {
    const before = (await record()).length;
    const first = await provider.during(() => rest(action, args));
    const second = await provider.during(() => mcp('tools/call', { name: action, arguments: args }));
    assert.ok(!second.result.error && !second.result.result.isError, JSON.stringify(second.result));
    const third = await provider.during(() => a2a(action, args));
    assert.equal(third.result.status.state, 'TASK_STATE_COMPLETED', JSON.stringify(third.result));
    assert.equal(first.seen.length, 1);
    assert.deepEqual(second.seen, first.seen);
    assert.deepEqual(third.seen, first.seen);
    assert.match(first.seen[0], /x-api-key: raw-key-0123456789abcdef/i);
    assert.deepEqual(second.result.result.structuredContent.data, first.result.data);
    const rows = (await record()).slice(before);
    const [ofRest, ofMcp] = ['rest', 'mcp'].map((face) => rows.filter((row) => row.protocol === face));
    assert.deepEqual(ofMcp.map(comparable), ofRest.map(comparable));
    assert.deepEqual(ofRest.map((row) => row.event), actions.find((each) => each.id === action).effect === 'read' ? ['call'] : ['call.begin', 'call']);
  });
}

test('what is wrong with the arguments is told alike, and nothing is sent', async () => {
  const { result, seen } = await provider.during(async () => {
    const answer = await fetch(`${hub.url}/actions/rpc`, json({ action: 'raw_create_thing', body: { count: 'many' } }, bearer(key)));
    const tool = await mcp('tools/call', { name: 'raw_create_thing', arguments: { body: { count: 'many' } } });
    const task = await a2a('raw_create_thing', { body: { count: 'many' } });
    return [await answer.json(), tool.result.content[0].text, task.status.message.parts[1].data];
  });
  assert.deepEqual(seen, []);
  assert.equal(result[0].errorCode, 'schema_violation');
  assert.deepEqual([result[2].message, result[2].field], [result[0].message, result[0].field]);
  assert.ok(result[1].includes(result[0].message) && result[1].includes(result[0].field), result[1]);
});

test('all list the same actions', async () => {
  const listed = (await ok(await hub.fetch('/actions', key))).data.flatMap((each) => each.actions.map((action) => action.id));
  const tools = (await mcp('tools/list', {})).result.tools.map((each) => each.name);
  assert.deepEqual(listed.toSorted(), tools.toSorted());
  const card = await ok(await hub.fetch('/a2a/v1/extendedAgentCard', key));
  assert.deepEqual(listed.toSorted(), card.skills.map((each) => each.id).toSorted());
  const found = (await ok(await fetch(`${hub.url}/actions/search`, json({ query: 'create a thing' }, bearer(key))))).results;
  assert.equal(found[0].id, 'raw_create_thing');
});
