// connect-hubctl vault migrate: all records move between keychain and sealed rows, while calls go on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorityConnector, HubProcess, keyConnector, makeFolder, startAuthority, until } from './lib/hub.mjs';
import { Keyring } from './lib/keyring.mjs';

const port = 25500;
const keyring = new Keyring();
let folder;
let authority;
let hub;
let account;
let key;
const rows = () => Number(execFileSync('python3', ['-c', 'import sqlite3,sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM vault_items").fetchone()[0])', join(folder, 'data/hub.sqlite')], { encoding: 'utf8' }));
//! The same hub, started with another --vault or none.
const startWith = (...vault) => {
  const next = new HubProcess(folder, { vault: 'keychain', env: keyring.env, port: port + 10 });
  next.args = [...next.args.filter((each, i, all) => each !== '--vault' && all[i - 1] !== '--vault'), ...vault, '--master-key', `file:${join(folder, 'master.key')}`];
  return next;
};
const call = () => hub.fetch('/proxy/items?x-account-id=work', key);
const works = async () => {
  assert.equal((await call()).status, 200);
  await authority.call('/expire-access-tokens', {});
  assert.equal((await call()).status, 200, 'after a refresh, too');
  assert.equal((await hub.fetch('/proxy/me?x-account-id=keyed', key)).status, 200);
};

before(async () => {
  await keyring.startBus();
  await keyring.start();
  folder = makeFolder();
  authority = await startAuthority(port);
  writeFileSync(join(folder, 'connectors/authority.json'), JSON.stringify(authorityConnector(port, (file) => ({ ...file, auth: [{ ...file.auth[0], client_auth: 'body' }] }))));
  writeFileSync(join(folder, 'connectors/keyed.json'), JSON.stringify(keyConnector(port)));
  hub = await startWith('--vault', 'keychain').start();
  assert.equal((await hub.ctlWith('hub-post-secret', 'profiles', 'set', 'authority', '--client-id', 'hub-post', '--client-secret-stdin')).code, 0);
  account = await hub.connect(authority, { alias: 'work' });
  assert.equal((await hub.ctlWith('stub-key-1', 'connect', 'keyed', '--secret-stdin', '--alias', 'keyed')).code, 0);
  key = await hub.key('--scope', 'full');
});
after(async () => {
  await hub?.stop().catch(() => {});
  await authority?.stop();
  keyring.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the kind of the first start lasts: the next one need not be told, and one with the other vault is refused', async () => {
  await hub.stop();
  const wrong = startWith('--vault', 'sealed');
  const error = await wrong.start().then(() => undefined, (reason) => reason);
  assert.equal(error?.code, 78);
  assert.match(wrong.log, /vault migrate sealed/);
  hub = await startWith().start();
  await works();
});

test('from the keychain to sealed rows: two accounts and a client secret, and nothing stays behind', async () => {
  assert.ok(JSON.parse(await keyring.read(`local/${account}`)));
  const told = await hub.ctl('--json', 'vault', 'migrate', 'sealed');
  assert.equal(told.code, 0, told.err);
  assert.deepEqual(JSON.parse(told.out), { kind: 'sealed', moved: 3 });
  assert.equal(await keyring.read(`local/${account}`), '');
  assert.equal(rows(), 3);
  await works();
  assert.equal((await hub.ctl('vault', 'migrate', 'sealed')).code, 1, 'they are there already');
  assert.equal((await hub.ctl('vault', 'migrate', 'paper')).code, 2);
});

test('the move lasts: the next start finds them, and one with the other vault is refused', async () => {
  await hub.stop();
  const wrong = startWith('--vault', 'keychain');
  const error = await wrong.start().then(() => undefined, (reason) => reason);
  assert.equal(error?.code, 78);
  assert.match(wrong.log, /--vault sealed/);
  hub = await startWith().start();
  await works();
});

test('what can\'t be moved stays where it is, and serves', async () => {
  await keyring.lock();
  const refused = await hub.ctl('vault', 'migrate', 'keychain');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /locked/);
  assert.equal(rows(), 3);
  await works();
  await keyring.start();
});

test('and back, in the middle of calls', async () => {
  let over = false;
  const statuses = new Set();
  const load = (async () => { while (!over) statuses.add((await call()).status); })();
  const told = await hub.ctl('vault', 'migrate', 'keychain');
  over = true;
  await load;
  assert.equal(told.code, 0, told.err);
  assert.deepEqual([...statuses], [200]);
  assert.equal(rows(), 0);
  assert.ok(JSON.parse(await keyring.read(`local/${account}`)));
  await works();
  const { rows: record } = JSON.parse((await hub.ctl('--json', 'audit', 'tail', '--count', '1000')).out);
  assert.ok(record.some((row) => row.event === 'vault.migrated' && row.detail === 'to keychain'));
  await until(async () => (await hub.ctl('doctor')).code === 0, 'a healthy hub');
});
