// @stackone/stackone-client-ts as it is published: sessions, accounts, actions, logs and the proxy, and its typed errors.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { StackOne } from '@stackone/stackone-client-ts';
import * as errors from '@stackone/stackone-client-ts/sdk/models/errors/index.js';
import { makeStage } from '../e2e/lib/hub.mjs';

let stage;
let account;
let client;
let reader;
const clientFor = (key) => new StackOne({ serverURL: stage.hub.url, security: { username: key, password: '' }, retryConfig: { strategy: 'none' } });
before(async () => {
  stage = await makeStage(26800);
  account = await stage.hub.connect(stage.authority, { alias: 'work' });
  client = clientFor(await stage.hub.key('--scope', 'full'));
  reader = clientFor(await stage.hub.key('--scope', 'read'));
});
after(async () => { await stage?.stop(); });

const all = async (iterator) => { const pages = []; for await (const page of iterator) pages.push(page); return pages; };

test('a session is made and read again', async () => {
  const made = await client.connectSessions.createConnectSession({ originOwnerId: 'local', originOwnerName: 'Me', provider: 'authority', multiple: true });
  const session = made.connectSessionTokenAuthLink;
  assert.match(session.authLinkUrl, new RegExp(`^${stage.hub.url}/connect/`));
  assert.equal(typeof session.organizationId, 'number', 'what this version of the client wants');
  const read = await client.connectSessions.authenticateConnectSession({ token: session.token });
  assert.equal(read.connectSession.originOwnerId, 'local');
  assert.equal(read.connectSession.id, session.id);
});

test('accounts are listed, read, changed and deleted', async () => {
  const listed = await client.accounts.listLinkedAccounts({ providers: ['authority'], status: ['active'] });
  assert.deepEqual(listed.classes.map((each) => [each.id, each.status]), [[account, 'active']]);
  const one = await client.accounts.getAccount({ id: 'work' });
  assert.equal(one.linkedAccount.id, account);
  assert.ok(one.linkedAccount.createdAt instanceof Date);
  const meta = await client.accounts.getAccountMetaInfo({ id: account });
  assert.deepEqual([meta.linkedAccountMeta.provider, meta.linkedAccountMeta.category], ['authority', 'ticketing']);
  const changed = await client.accounts.updateAccount({ id: account, patchAccountExternalDto: { originUsername: 'jo', type: 'test' } });
  assert.deepEqual([changed.linkedAccount.originUsername, changed.linkedAccount.type], ['jo', 'test']);
  const extra = await stage.hub.connect(stage.authority, { user: 'bob', alias: 'extra' });
  assert.equal((await client.accounts.deleteAccount({ id: extra })).linkedAccount.id, extra);
  await assert.rejects(client.accounts.getAccount({ id: extra }), errors.NotFoundResponse);
});

test('connectors are described, with pictures on wish', async () => {
  const plain = (await client.connectors.listConnectorsMeta({})).classes.find((each) => each.provider === 'authority');
  assert.equal(plain.providerName, 'Authority');
  assert.equal(plain.resources, undefined);
  const pictured = (await client.connectors.listConnectorsMeta({ include: 'resources' })).classes.find((each) => each.provider === 'authority');
  assert.match(pictured.resources.images.logoUrl, /^data:image/);
  assert.equal((await client.connectors.getConnectorMeta({ provider: 'authority' })).connectorsMeta.provider, 'authority');
});

test('actions are listed with what they take', async () => {
  const pages = await all(await client.actions.listActionsMeta({ filter: { connectors: 'authority' }, include: ['operation_details'], pageSize: '1' }));
  const rows = pages.flatMap((page) => page.actionsMetaPaginated.data);
  assert.deepEqual(rows.map((row) => [row.key, row.actions.map((each) => each.id)]), [['authority', ['authority_list_items', 'authority_create_item']]]);
  assert.ok(rows[0].actions[0].operationDetails.input_schema.properties.query);
  assert.deepEqual(rows[0].authentication, [{ key: 'oauth2', label: 'oauth2', type: 'oauth2' }]);
  const filtered = await all(await client.actions.listActionsMeta({ filter: { accountIds: account, actionKey: 'authority_create_item' } }));
  assert.deepEqual(filtered.flatMap((page) => page.actionsMetaPaginated.data).map((row) => row.actions.map((each) => each.id)), [['authority_create_item']]);
  const forReader = await all(await reader.actions.listActionsMeta({}));
  assert.ok(!JSON.stringify(forReader.map((page) => page.actionsMetaPaginated)).includes('authority_create_item'), 'nothing is listed that calling would refuse');
});

test('an action runs; its account is named in the body', async () => {
  const answer = await client.actions.rpcAction({ action: 'authority_list_items', headers: { 'x-account-id': account }, query: { debug: false } });
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.actionsRpcResponse, { data: {}, next: null }, 'this version keeps no more of it');
});

test('what it asks when it searches (newer versions do) is answered in both dialects', async () => {
  const answer = await stage.hub.fetch('/actions/search', await stage.hub.key('--scope', 'actions'), { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"connector":"authority","query":"items","top_k":3}' });
  const { results } = await answer.json();
  assert.deepEqual(results.map((each) => each.id).sort(), ['authority_create_item', 'authority_list_items']);
  assert.ok(results.every((each) => each.action_name === each.id && each.connector_key === 'authority' && each.similarity_score > 0));
});

test('a direct call is described in JSON', async () => {
  const answer = await client.proxy.proxyRequest({ xAccountId: account, proxyRequestBody: { path: '/items?cursor=1', method: 'get' } });
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.contentType, 'application/json');
});

test('what it did is in the logs, page by page', async () => {
  const ask = async (next) => (await client.requestLogs.listLogs({ filter: { accountIds: account, success: true }, orderBy: 'eventDatetime', orderDirection: 'desc', pageSize: 1, include: 'step_logs', next })).unifiedLogsPaginated;
  const first = await ask();
  const second = await ask(first.next);
  assert.ok(second.data[0].eventDatetime <= first.data[0].eventDatetime);
  const entries = [...first.data, ...second.data];
  const call = entries.find((each) => each.action === 'authority_list_items');
  assert.deepEqual([call.accountId, call.provider, call.httpMethod, call.status, call.success], [account, 'authority', 'GET', 200, true]);
  assert.ok(call.eventDatetime instanceof Date);
  assert.equal(call.stepRequests.length, 1);
  const one = await client.requestLogs.getLog({ id: call.requestId, include: 'advanced_logs' });
  assert.equal(one.unifiedLogResult.data.requestId, call.requestId);
  const steps = await client.requestLogs.listStepLogs({ filter: { requestIds: call.requestId } });
  assert.equal(steps.stepLogsPaginated.data[0].requestId, call.requestId);
  const events = await client.requestLogs.listPlatformLogs({ filter: { categories: 'account' } });
  assert.ok(events.platformLogsPaginated.data.some((each) => each.action === 'account.deleted'));
});

// each: what is done wrong, and the class that the client has for it
const wrong = [
  { name: 'no key', error: 'UnauthorizedResponse', run: () => clientFor('').accounts.listLinkedAccounts({}) },
  { name: 'a wrong key', error: 'UnauthorizedResponse', run: () => clientFor('ch_no_key').accounts.listLinkedAccounts({}) },
  { name: 'a scope that is missing', error: 'ForbiddenResponse', run: () => reader.accounts.deleteAccount({ id: account }) },
  { name: 'a write by a reading key', error: 'ForbiddenResponse', run: () => reader.actions.rpcAction({ action: 'authority_create_item', headers: { 'x-account-id': account }, body: { name: 'x' } }) },
  { name: 'an unknown account', error: 'NotFoundResponse', run: () => client.accounts.getAccount({ id: 'nobody' }) },
  { name: 'an unknown action', error: 'NotFoundResponse', run: () => client.actions.rpcAction({ action: 'authority_dance' }) },
  { name: 'a wrong argument', error: 'UnprocessableEntityResponse', run: () => client.actions.rpcAction({ action: 'authority_list_items', headers: { 'x-account-id': account }, query: { cursor: 'x' } }) },
  { name: 'another host', error: 'BadRequestResponse', run: () => client.proxy.proxyRequest({ xAccountId: account, proxyRequestBody: { url: 'https://elsewhere.example', path: '/' } }) },
  { name: 'a unified model', error: 'NotImplementedResponse', run: () => client.hris.listEmployees({ xAccountId: account }) },
];
for (const { name, error, run } of wrong) {
  test(`${name} is a ${error}`, async () => {
    const caught = await Promise.resolve().then(run).then(() => assert.fail('it went well'), (thrown) => thrown);
    assert.equal(caught.constructor.name, error, caught.message);
    assert.ok(caught instanceof errors[error]);
    assert.equal(JSON.parse(caught.body).statusCode, caught.statusCode);
  });
}

test('412 of a suspended account is typed for the proxy', async () => {
  assert.equal((await stage.hub.ctl('accounts', 'suspend', account)).code, 0);
  await assert.rejects(client.proxy.proxyRequest({ xAccountId: account, proxyRequestBody: { path: '/items' } }), errors.PreconditionFailedResponse);
  await assert.rejects(client.actions.rpcAction({ action: 'authority_list_items', headers: { 'x-account-id': account } }), (thrown) => thrown.statusCode === 412);
  assert.equal((await stage.hub.ctl('accounts', 'resume', account)).code, 0);
});
