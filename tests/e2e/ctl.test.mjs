// connect-hubctl: everything without a window.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HubProcess, bin, makeFolder, makeStage } from './lib/hub.mjs';

let stage;
let account;
before(async () => { stage = await makeStage(22700); });
after(async () => { await stage?.stop(); });

const ctl = async (...args) => {
  const told = await stage.hub.ctl(...args);
  assert.equal(told.code, 0, `${args.join(' ')}: ${told.err}`);
  return told.out;
};
const json = async (...args) => JSON.parse(await ctl('--json', ...args));

test('a consent is walked from the terminal, and the account is there', async () => {
  account = await stage.hub.connect(stage.authority, { alias: 'work' });
  const { accounts } = await json('accounts', 'list');
  assert.deepEqual(accounts.map((each) => [each.id, each.alias, each.status]), [[account, 'work', 'active']]);
});

test('the data folder may be named from where one stands', async () => {
  const { stdout } = await promisify(execFile)(join(bin, 'connect-hubctl'), ['--data-dir', 'data', '--json', 'accounts', 'list'], { cwd: stage.folder });
  assert.equal(JSON.parse(stdout).accounts[0].id, account);
});

test('a key type is connected at once, its secret from stdin', async () => {
  const made = await stage.hub.ctlWith('stub-key-1\n', 'connect', 'keyed', '--secret-stdin', '--alias', 'second');
  assert.equal(made.code, 0, made.err);
  const refused = await stage.hub.ctlWith('nonsense', 'connect', 'keyed', '--secret-stdin');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /refuses this key/);
});

test('an action is called by its name, and its result is what is printed', async () => {
  const out = await ctl('call', 'authority_list_items', '--account', 'work');
  assert.ok(Array.isArray(JSON.parse(out).items));
  const made = await ctl('call', 'authority_create_item', '--account', 'work', '--arg', 'name="from here"');
  assert.equal(JSON.parse(made).name, 'from here');
  const unknown = await stage.hub.ctl('call', 'authority_list_itms', '--account', 'work');
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /authority_list_items/, 'a near name is said');
});

test('accounts are renamed, suspended, resumed, refreshed, deleted', async () => {
  await ctl('accounts', 'alias', 'work', 'office');
  await ctl('accounts', 'suspend', 'office');
  assert.equal((await json('accounts', 'show', 'office')).account.status, 'suspended');
  const refused = await stage.hub.ctl('call', 'authority_list_items', '--account', 'office');
  assert.equal(refused.code, 1);
  await ctl('accounts', 'resume', 'office');
  await ctl('accounts', 'refresh', 'office');
  assert.equal((await json('accounts', 'show', 'office')).account.status, 'active');
  await ctl('accounts', 'suspend', 'second');
  assert.equal((await stage.hub.ctl('accounts', 'refresh', 'second')).code, 1, 'only active ones are refreshed');
  await ctl('accounts', 'delete', 'second');
  assert.equal((await stage.hub.ctl('accounts', 'show', 'second')).code, 1);
});

test('keys are printed once, alone on the last line, and can be ended', async () => {
  const out = (await ctl('keys', 'create', '--name', 'bot', '--scope', 'full', '--expires', '30d')).trim().split('\n');
  assert.match(out.at(-1), /^ch_[a-z0-9]+_[A-Za-z0-9]+$/);
  const { keys } = await json('keys', 'list');
  assert.ok(!JSON.stringify(keys).includes(out.at(-1)));
  const id = keys.find((each) => each.name === 'bot').id;
  await ctl('keys', 'disable', id);
  assert.equal((await stage.hub.fetch('/accounts', out.at(-1))).status, 401);
  await ctl('keys', 'enable', id);
  assert.equal((await stage.hub.fetch('/accounts', out.at(-1))).status, 200);
  await ctl('keys', 'delete', id);
  assert.equal((await stage.hub.fetch('/accounts', out.at(-1))).status, 401);
});

test('a key without a scope may read, and no more', async () => {
  const key = await stage.hub.key();
  assert.equal((await stage.hub.fetch('/proxy/items?x-account-id=office', key)).status, 200);
  const write = await stage.hub.fetch('/proxy/items?x-account-id=office', key, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"x"}' });
  assert.equal(write.status, 403);
});

test('connectors, profiles and links are shown, made and revoked', async () => {
  assert.match(await ctl('connectors', 'list'), /github/);
  assert.match(await ctl('connectors', 'show', 'gitlab', '--dry-run'), /gitlab\.com\/oauth\/authorize/);
  const shown = await ctl('profiles', 'show', 'authority');
  assert.match(shown, new RegExp(`${stage.hub.url}/callback`));
  const url = /http:\/\/\S+\/connect\/\S+/.exec(await ctl('links', 'create', '--connector', 'authority'))[0];
  assert.equal((await fetch(url)).status, 200);
  const { links } = await json('links', 'list');
  await ctl('links', 'revoke', links.find((each) => each.state === 'open').id);
  assert.equal((await fetch(url)).status, 410);
});

test('the record tells who did what, and is whole', async () => {
  const out = await ctl('audit', 'tail');
  assert.match(out, /authority_create_item/);
  await ctl('audit', 'verify');
  assert.match(await ctl('doctor'), /ok/i);
});

test('usage is 2, and a hub that does not run is 69', async () => {
  assert.equal((await stage.hub.ctl('nonsense')).code, 2);
  assert.equal((await stage.hub.ctl('keys', 'create')).code, 2);
  const nobody = new HubProcess(makeFolder());
  const told = await nobody.ctl('accounts', 'list');
  assert.equal(told.code, 69);
  assert.match(told.err, /connect-hubd --data-dir/);
});
