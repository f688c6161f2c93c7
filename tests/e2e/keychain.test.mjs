// The platform keychain: read back from outside, locked, gone, absent. Its own bus and keyring, so that nobody else's is touched.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { authorityConnector, HubProcess, makeFolder, startAuthority, until } from './lib/hub.mjs';
import { Keyring } from './lib/keyring.mjs';

const keyring = new Keyring();
let folder;
let authority;
let hub;
let account;
let key;
const call = () => hub.fetch('/proxy/items', key);
const restart = async () => { await hub.stop(); await hub.start(); };

before(async () => {
  await keyring.startBus();
  await keyring.start();
  folder = makeFolder();
  authority = await startAuthority(22400);
  writeFileSync(join(folder, 'connectors/authority.json'), JSON.stringify(authorityConnector(22400)));
  hub = await new HubProcess(folder, { vault: 'keychain', env: keyring.env, port: 22410 }).start();
  assert.equal((await hub.ctl('profiles', 'set', 'authority', '--client-id', 'hub-public')).code, 0);
  account = await hub.connect(authority);
  key = await hub.key('--scope', 'full');
});
after(async () => {
  await hub?.stop().catch(() => {});
  await authority?.stop();
  keyring.stop();
  rmSync(folder, { recursive: true, force: true });
});

const item = () => keyring.read(`local/${account}`);

test('the tokens are one item of the keychain, one line of ASCII', async () => {
  assert.equal((await call()).status, 200);
  const text = await item();
  assert.match(text, /^[\x20-\x7e]+$/);
  assert.ok(JSON.parse(text));
});

test('F13 a locked keychain answers 503 vault_locked, tells the window, deletes nothing, and serves again when it is open', async () => {
  const before = await item();
  assert.equal((await call()).status, 200);
  await keyring.lock();
  // at once: what was read before is held back, too
  await until(async () => (await call()).headers.get('x-connect-hub-error') === 'vault_locked', 'the lock is heard of');
  await restart();
  const events = [];
  const window = connect(join(folder, 'data/control.sock'));
  createInterface(window).on('line', (line) => events.push(JSON.parse(line)));
  // as the window does: the hub may have seen the lock before anybody listened
  window.write('{"jsonrpc":"2.0","id":1,"method":"events.subscribe"}\n{"jsonrpc":"2.0","id":2,"method":"hub.status"}\n');
  await until(async () => events.some((each) => each.id === 2), 'the subscription');
  const refused = await call();
  assert.deepEqual([refused.status, refused.headers.get('x-connect-hub-error')], [503, 'vault_locked']);
  assert.ok(refused.headers.get('retry-after'));
  const accounts = JSON.parse((await hub.ctl('--json', 'accounts', 'list')).out).accounts;
  assert.deepEqual(accounts.map((each) => [each.id, each.status]), [[account, 'active']]);
  await keyring.start();
  await until(async () => (await call()).status === 200, 'the account serves again');
  const states = () => events.map((each) => (each.id === 2 ? each.result.vault.state : each.params?.type === 'vault.changed' ? each.params.state : undefined)).filter(Boolean);
  await until(async () => states().at(-1) === 'ok' && states().includes('locked'), 'both states');
  window.destroy();
  assert.deepEqual([...new Set(states().slice(states().indexOf('locked')))], ['locked', 'ok']);
  assert.equal(await item(), before);
});

test('F13 a keychain that is locked and opened while the hub runs serves again within 5 s', async () => {
  await keyring.lock();
  await until(async () => (await call()).headers.get('x-connect-hub-error') === 'vault_locked', 'the lock is heard of');
  await keyring.start();
  const opened = Date.now();
  await until(async () => (await call()).status === 200, 'the account serves again');
  assert.ok(Date.now() - opened < 5000);
});

test('a keychain that goes away while the hub runs costs no account', async () => {
  await keyring.kill();
  await authority.call('/expire-access-tokens', {});
  const { seq } = await authority.call('/ledger');
  const refused = await call();
  assert.deepEqual([refused.status, refused.headers.get('x-connect-hub-error')], [503, 'vault_locked'], await refused.text());
  const spent = (await authority.call(`/ledger?since=${seq}`)).events.filter((each) => each.type.startsWith('token_'));
  assert.deepEqual(spent, [], 'no refresh token is spent that could not be replaced');
  await keyring.start();
  await until(async () => (await call()).status === 200, 'the account serves again');
});

test('no keychain at the start: exit 78, and what to do', async () => {
  await hub.stop();
  const empty = mkdtempSync(join(tmpdir(), 'hub-nokeyring-'));
  // a bus without service files: nothing can be started on it
  writeFileSync(join(empty, 'bus.conf'), `<busconfig><type>session</type><listen>unix:tmpdir=${empty}</listen><policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`);
  const alone = spawn('dbus-daemon', ['--nofork', '--print-address', `--config-file=${join(empty, 'bus.conf')}`], { stdio: ['ignore', 'pipe', 'ignore'] });
  const address = await new Promise((done) => createInterface({ input: alone.stdout }).once('line', done));
  const other = new HubProcess(folder, { vault: 'keychain', env: { ...keyring.env, DBUS_SESSION_BUS_ADDRESS: address }, port: 22410 });
  const failed = await other.start().then(() => undefined, (error) => error);
  alone.kill();
  rmSync(empty, { recursive: true, force: true });
  assert.equal(failed?.code, 78, other.log);
  assert.match(other.log, /keychain|Secret Service/i);
  assert.match(other.log, /--vault sealed/);
  await hub.start();
  assert.equal((await call()).status, 200);
});
