// The official A2A SDK of version 0.3, over both bindings that it has.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ClientFactory, ClientFactoryOptions, DefaultAgentCardResolver, JsonRpcTransportFactory, RestTransportFactory } from 'a2a-sdk-v03/client';
import { makeStage } from '../e2e/lib/hub.mjs';
import { fetchWith, signInThrough } from './lib/a2a.mjs';

let stage;
let key;
let account;
before(async () => {
  stage = await makeStage(28500);
  account = await stage.hub.connect(stage.authority, { alias: 'work' });
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { await stage?.stop(); });

function clientOf(binding) {
  const fetchImpl = fetchWith(key);
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [new JsonRpcTransportFactory({ fetchImpl }), new RestTransportFactory({ fetchImpl })],
    cardResolver: new DefaultAgentCardResolver({ fetchImpl: fetch }),
    preferredTransports: [binding],
  });
  return new ClientFactory(options).createFromUrl(stage.hub.url);
}
const message = (part, more = {}) => ({ message: { kind: 'message', messageId: randomUUID(), role: 'user', parts: [part], ...more } });
const order = (data, more) => message({ kind: 'data', data }, more);
const dataOf = (parts) => parts.find((each) => each.kind === 'data').data;
const told = (event) => event.status?.state ?? event.kind;
const list = { action: 'authority_list_items' };

for (const binding of ['JSONRPC', 'HTTP+JSON']) {
  test(`${binding}: the card without a version is one that the SDK takes`, async () => {
    const card = await (await fetch(`${stage.hub.url}/.well-known/agent-card.json`)).json();
    assert.equal(card.protocolVersion, '0.3.0');
    assert.equal(card.url, `${stage.hub.url}/a2a`);
    const full = await (await clientOf(binding)).getAgentCard();
    assert.deepEqual(full.skills.map((each) => each.id), ['authority_list_items', 'authority_create_item']);
  });

  test(`${binding}: a data part runs an action`, async () => {
    const client = await clientOf(binding);
    const task = await client.sendMessage(order(list));
    assert.equal(task.kind, 'task');
    assert.equal(task.status.state, 'completed', JSON.stringify(task));
    assert.equal(dataOf(task.artifacts[0].parts).body.items[0].name, 'first');
    assert.equal(dataOf(task.artifacts[0].parts).account_id, account);
    assert.equal((await client.getTask({ id: task.id })).status.state, 'completed');
    await assert.rejects(client.getTask({ id: 'task_none' }), /[Tt]ask not found|no such task/);
    await assert.rejects(client.cancelTask({ id: task.id }), /cancel|ended/);
  });

  test(`${binding}: words bring the actions that fit`, async () => {
    const asked = await (await clientOf(binding)).sendMessage(message({ kind: 'text', text: 'which items are there?' }));
    assert.equal(asked.status.state, 'input-required');
    assert.equal(dataOf(asked.status.message.parts).actions[0].action, 'authority_list_items');
  });

  test(`${binding}: a dead account asks for a sign-in, and the task goes on by itself after it`, async () => {
    await stage.authority.call('/revoke-grants', {});
    await stage.authority.call('/expire-access-tokens', {});
    const client = await clientOf(binding);
    const seen = [];
    for await (const event of client.sendMessageStream(order(list))) {
      seen.push(told(event));
      if (seen.at(-1) !== 'auth-required') continue;
      assert.equal(event.final, false);
      await signInThrough(stage, dataOf(event.status.message.parts).url);
    }
    assert.deepEqual(seen, ['submitted', 'working', 'auth-required', 'working', 'artifact-update', 'completed']);
  });

  test(`${binding}: waiting for a sign-in can be cancelled`, async () => {
    await stage.authority.call('/revoke-grants', {});
    await stage.authority.call('/expire-access-tokens', {});
    const client = await clientOf(binding);
    const task = await client.sendMessage(order(list));
    assert.equal(task.status.state, 'auth-required');
    assert.equal((await client.cancelTask({ id: task.id })).status.state, 'canceled');
    await signInThrough(stage, dataOf(task.status.message.parts).url);
  });
}

test('the extended card is where clients of StackOne look for it', async () => {
  const answer = await stage.hub.fetch('/agent/authenticatedExtendedCard', key);
  assert.equal(answer.status, 200);
  assert.deepEqual((await answer.json()).skills.map((each) => each.id), ['authority_list_items', 'authority_create_item']);
  assert.equal((await fetch(`${stage.hub.url}/agent/authenticatedExtendedCard`)).status, 401);
});
