// The official A2A SDK of version 1.x, over both bindings that it has.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ClientFactory, ClientFactoryOptions, DefaultAgentCardResolver, JsonRpcTransportFactory, RestTransportFactory } from 'a2a-sdk-v1/client';
import { Role, TaskState } from 'a2a-sdk-v1';
import { makeStage } from '../e2e/lib/hub.mjs';
import { fetchWith, signInThrough } from './lib/a2a.mjs';

let stage;
let key;
let account;
before(async () => {
  stage = await makeStage(28400);
  account = await stage.hub.connect(stage.authority, { alias: 'amber-account' });
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { await stage?.stop(); });

function clientOf(binding, secret = key) {
  const fetchImpl = fetchWith(secret);
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [new JsonRpcTransportFactory({ fetchImpl }), new RestTransportFactory({ fetchImpl })],
    cardResolver: new DefaultAgentCardResolver({ fetchImpl: fetch }), // the public card, without the key
    preferredTransports: [binding],
  });
  return new ClientFactory(options).createFromUrl(stage.hub.url);
}
const message = (content, more = {}) => ({
  tenant: '', metadata: undefined, configuration: undefined,
  message: { messageId: randomUUID(), contextId: '', taskId: '', role: Role.ROLE_USER, parts: [{ content, metadata: undefined, filename: '', mediaType: '' }], metadata: undefined, extensions: [], referenceTaskIds: [], ...more },
});
const order = (value, more) => message({ $case: 'data', value }, more);
const words = (value, more) => message({ $case: 'text', value }, more);
const stateOf = (task) => TaskState[task.status.state];
const dataOf = (parts) => parts.find((each) => each.content.$case === 'data').content.value;
//! The event's name, or the state that it tells.
const told = ({ payload: { $case, value } }) => (value.status ? TaskState[value.status.state].replace('TASK_STATE_', '') : $case);
const list = { action: 'authority_list_items' };

for (const binding of ['JSONRPC', 'HTTP+JSON']) {
  test(`${binding}: the public card is one that the SDK takes, and names no account`, async () => {
    const client = await clientOf(binding);
    assert.equal(client.protocolVersion, '1.0');
    const answer = await fetch(`${stage.hub.url}/.well-known/agent-card.json`, { headers: { 'a2a-version': '1.0' } });
    const card = await answer.json();
    assert.ok(card.skills.some((each) => each.id === 'authority'));
    assert.ok(!JSON.stringify(card).includes('amber-account'));
    assert.ok(!JSON.stringify(card).includes('authority_list_items'));
    const again = await fetch(answer.url, { headers: { 'a2a-version': '1.0', 'if-none-match': answer.headers.get('etag') } });
    assert.equal(again.status, 304);
  });

  test(`${binding}: the extended card has the key's actions`, async () => {
    const full = await (await clientOf(binding)).getAgentCard();
    assert.deepEqual(full.skills.map((each) => each.id), ['authority_list_items', 'authority_create_item']);
    assert.deepEqual(JSON.parse(full.skills[1].examples[0]), { action: 'authority_create_item', body: { name: '…' } });
    const read = await (await clientOf(binding, await stage.hub.key('--scope', 'read'))).getAgentCard();
    assert.deepEqual(read.skills.map((each) => each.id), ['authority_list_items']);
  });

  test(`${binding}: a data part runs an action`, async () => {
    const client = await clientOf(binding);
    const task = await client.sendMessage(order(list));
    assert.equal(stateOf(task), 'TASK_STATE_COMPLETED', JSON.stringify(task));
    const data = dataOf(task.artifacts[0].parts);
    assert.equal(data.status, 200);
    assert.equal(data.account_id, account);
    assert.equal(data.body.items[0].name, 'first');
    assert.deepEqual((await client.getTask({ tenant: '', id: task.id })).artifacts, task.artifacts);
  });

  test(`${binding}: a stream tells of the task from its beginning to its end`, async () => {
    const client = await clientOf(binding);
    const events = [];
    for await (const event of client.sendMessageStream(order({ action: 'authority_create_item', body: { name: binding } }))) events.push(event);
    assert.deepEqual(events.map(told), ['SUBMITTED', 'WORKING', 'artifactUpdate', 'COMPLETED']);
    assert.equal(dataOf(events[2].payload.value.artifact.parts).body.name, binding);
  });

  test(`${binding}: words bring the actions that fit, and the task takes the order`, async () => {
    const client = await clientOf(binding);
    const asked = await client.sendMessage(words('which items are there?'));
    assert.equal(stateOf(asked), 'TASK_STATE_INPUT_REQUIRED');
    const data = dataOf(asked.status.message.parts);
    assert.equal(data.actions[0].action, 'authority_list_items');
    assert.deepEqual(data.actions[0].accounts, ['amber-account']);
    const done = await client.sendMessage(order(list, { taskId: asked.id, contextId: asked.contextId }));
    assert.equal(done.id, asked.id);
    assert.equal(stateOf(done), 'TASK_STATE_COMPLETED');
    await assert.rejects(client.sendMessage(order(list, { taskId: asked.id })), { name: 'UnsupportedOperationError' });
  });

  test(`${binding}: tasks are listed in pages, and are nobody else's`, async () => {
    const client = await clientOf(binding);
    const query = { tenant: '', contextId: '', status: TaskState.TASK_STATE_COMPLETED, pageToken: '', statusTimestampAfter: undefined, pageSize: 2 };
    const first = await client.listTasks(query);
    assert.equal(first.tasks.length, 2);
    assert.ok(first.totalSize >= 3 && first.nextPageToken);
    const second = await client.listTasks({ ...query, pageToken: first.nextPageToken });
    assert.ok(!first.tasks.some((each) => each.id === second.tasks[0].id));
    const stranger = await clientOf(binding, await stage.hub.key('--scope', 'full'));
    assert.equal((await stranger.listTasks(query)).totalSize, 0);
    await assert.rejects(stranger.getTask({ tenant: '', id: first.tasks[0].id }), { name: 'TaskNotFoundError' });
    await assert.rejects(client.cancelTask({ tenant: '', id: first.tasks[0].id, metadata: undefined }), { name: 'TaskNotCancelableError' });
  });

  test(`${binding}: a dead account asks for a sign-in, and the task goes on by itself after it`, async () => {
    await stage.authority.call('/revoke-grants', {});
    await stage.authority.call('/expire-access-tokens', {});
    const client = await clientOf(binding);
    const seen = [];
    let watched;
    for await (const event of client.sendMessageStream(order(list))) {
      seen.push(told(event));
      if (seen.at(-1) !== 'AUTH_REQUIRED') continue;
      const data = dataOf(event.payload.value.status.message.parts);
      assert.equal(data.type, 'connect_session');
      assert.equal(data.provider, 'authority');
      assert.ok(Date.parse(data.expires_at) > Date.now());
      // another one listens to the same task
      const second = client.resubscribeTask({ tenant: '', id: event.payload.value.taskId });
      const { value: first } = await second.next();
      assert.equal(told(first), 'AUTH_REQUIRED');
      watched = (async () => { const rest = []; for await (const more of second) rest.push(told(more)); return rest; })();
      await signInThrough(stage, data.url);
    }
    assert.deepEqual(seen, ['SUBMITTED', 'WORKING', 'AUTH_REQUIRED', 'WORKING', 'artifactUpdate', 'COMPLETED']);
    assert.deepEqual(await watched, ['WORKING', 'artifactUpdate', 'COMPLETED']);
  });

  test(`${binding}: waiting for a sign-in can be cancelled`, async () => {
    await stage.authority.call('/revoke-grants', {});
    await stage.authority.call('/expire-access-tokens', {});
    const client = await clientOf(binding);
    const task = await client.sendMessage(order(list));
    assert.equal(stateOf(task), 'TASK_STATE_AUTH_REQUIRED');
    assert.equal(stateOf(await client.cancelTask({ tenant: '', id: task.id, metadata: undefined })), 'TASK_STATE_CANCELED');
    await signInThrough(stage, dataOf(task.status.message.parts).url);
    assert.equal(stateOf(await client.getTask({ tenant: '', id: task.id })), 'TASK_STATE_CANCELED');
  });
}

test('a provider that nobody has connected waits for its first sign-in', async () => {
  const owner = 'somebody';
  const client = await clientOf('JSONRPC', await stage.hub.key('--scope', 'full', '--owner', owner));
  const seen = [];
  for await (const event of client.sendMessageStream(order(list))) {
    seen.push(told(event));
    if (seen.at(-1) === 'AUTH_REQUIRED') await signInThrough(stage, dataOf(event.payload.value.status.message.parts).url);
  }
  assert.deepEqual(seen, ['SUBMITTED', 'WORKING', 'AUTH_REQUIRED', 'WORKING', 'artifactUpdate', 'COMPLETED']);
});

test('push notifications are refused by name, over both bindings', async () => {
  const init = (body) => ({ method: 'POST', headers: { 'content-type': 'application/json', 'a2a-version': '1.0' }, body: JSON.stringify(body) });
  const rpc = await (await stage.hub.fetch('/a2a', key, init({ jsonrpc: '2.0', id: 1, method: 'CreateTaskPushNotificationConfig', params: { taskId: 'x', url: 'http://127.0.0.1:1/' } }))).json();
  assert.equal(rpc.error.code, -32003);
  const rest = await stage.hub.fetch('/a2a/v1/tasks/x/pushNotificationConfigs', key, init({ url: 'http://127.0.0.1:1/' }));
  assert.equal(rest.status, 400);
  assert.equal((await rest.json()).error.details[0].reason, 'PUSH_NOTIFICATION_NOT_SUPPORTED');
});

test('without a key nothing is served but the public card', async () => {
  for (const [method, path] of [['POST', '/a2a'], ['POST', '/a2a/v1/message:send'], ['GET', '/a2a/v1/tasks'], ['GET', '/a2a/v1/extendedAgentCard'], ['GET', '/agent/authenticatedExtendedCard']]) {
    const answer = await fetch(stage.hub.url + path, { method });
    assert.equal(answer.status, 401, path);
    assert.ok(answer.headers.get('www-authenticate'));
  }
});

test('a stop of the hub ends the streams that wait', async () => {
  await stage.authority.call('/revoke-grants', {});
  await stage.authority.call('/expire-access-tokens', {});
  const client = await clientOf('JSONRPC');
  const seen = [];
  const start = { at: 0 };
  await assert.doesNotReject(async () => {
    for await (const event of client.sendMessageStream(order({ ...list, account_id: account }))) {
      seen.push(told(event));
      if (seen.at(-1) === 'AUTH_REQUIRED') { start.at = Date.now(); stage.hub.child.kill('SIGTERM'); }
    }
  });
  assert.equal(seen.at(-1), 'AUTH_REQUIRED');
  assert.equal(await stage.hub.ended, 0);
  assert.ok(Date.now() - start.at < 8_000, 'it did not wait for the stream');
});
