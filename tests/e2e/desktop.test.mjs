// The main job in the real application: real view, real authorization server, real keyring.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Desktop } from './lib/desktop.mjs';
import { authorityConnector, bin, HubProcess, makeFolder, source, startAuthority, until } from './lib/hub.mjs';

const run = promisify(execFile);
const pictures = join(source, 'build/screenshots');
const port = 21600;
let folder;
let authority;
let hub; // never started by us: the application does
let app;
let view;

before(async () => {
  mkdirSync(pictures, { recursive: true });
  folder = makeFolder();
  authority = await startAuthority(port);
  writeFileSync(join(folder, 'connectors/authority.json'), JSON.stringify(authorityConnector(port)));
  const caught = (file) => ({ ...file, key: 'caught', name: 'Caught', auth: [{ ...file.auth[0], redirect: { host: '127.0.0.1', https_url: 'https://caught.hub.test/cb' } }], actions: [] });
  writeFileSync(join(folder, 'connectors/caught.json'), JSON.stringify(authorityConnector(port, caught)));
  hub = new HubProcess(folder, { vault: 'keychain', args: ['--allow-local', 'caught'] });
  app = await new Desktop(hub.args).start();
});
after(async () => {
  view?.close();
  await app?.stop();
  if (hub?.pid) process.kill(hub.pid, 'SIGTERM');
  await authority?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function status() {
  const seen = await hub.ctl('--json', 'doctor');
  return seen.code === 0 ? JSON.parse(seen.out) : undefined;
}

test('the application starts the hub, and says where it listens', async () => {
  await app.see('Hub is running');
  await app.see('Connect your first account');
  await until(status, 'an answer of the hub');
  const line = (await app.list()).map((each) => each.name).find((name) => /^127\.0\.0\.1:\d+$/.test(name));
  hub.url = `http://${line}`;
  hub.pid = Number((await run('sh', ['-c', `cat ${join(folder, 'data/hub.lock')} | head -1`])).stdout);
  await app.picture(join(pictures, 'app-empty.png'));
});

test('a second start raises the first window and ends', async () => {
  const second = await new Desktop(hub.args).start();
  assert.equal(await second.ended, 0);
});

test('the login is clicked through in the view, with the address in sight, and the account appears', async () => {
  const profile = await hub.ctl('profiles', 'set', 'authority', '--client-id', 'hub-public');
  assert.equal(profile.code, 0, profile.err);
  const key = await hub.ctl('keys', 'create', '--name', 'research-bot', '--scope', 'actions');
  assert.equal(key.code, 0, key.err);
  await app.press('Connect');
  view = await app.view();
  await view.wait('[data-provider=authority]');
  await app.picture(join(pictures, 'app-picker.png'));
  await view.click('[data-provider=authority]');
  await view.wait('.scopes');
  await app.picture(join(pictures, 'app-scopes.png'));
  await view.click('#connect');
  await view.wait('#login');
  await app.see(`Not secure, 127.0.0.1:${port}`);
  await app.picture(join(pictures, 'app-login.png'));
  await view.type('#login', 'alice');
  await view.type('#password', 'pw-alice');
  await view.click('#submit');
  await view.wait('#allow');
  await app.picture(join(pictures, 'app-consent.png'));
  await view.click('#allow');
  await app.see('Authority is connected');
  await app.picture(join(pictures, 'app-connected.png'));
  await app.press('Save and finish');
  await app.see('Authority, alice');
  await app.picture(join(pictures, 'app-accounts.png'));
});

test('the tokens are one item of the keyring, and an agent calls with its key alone', async () => {
  const accounts = JSON.parse((await hub.ctl('--json', 'accounts', 'list')).out).accounts;
  assert.equal(accounts.length, 1);
  const item = await run('secret-tool', ['lookup', 'server', 'Connect Hub', 'user', `local/${accounts[0].id}`]);
  assert.match(item.stdout, /access_token/);
  const key = await hub.key('--scope', 'actions');
  const answer = await hub.fetch('/proxy/items', key);
  assert.equal(answer.status, 200);
  assert.ok(Array.isArray((await answer.json()).items));
});

test('an https redirect URI is caught in the view: nothing listens there, and the sign-in ends', async () => {
  assert.equal((await hub.ctl('profiles', 'set', 'caught', '--client-id', 'hub-public')).code, 0);
  view.close();
  await app.press('Connect');
  view = await app.view();
  await view.click('[data-provider=caught]');
  await view.click('#connect');
  await view.type('#login', 'alice');
  await view.type('#password', 'pw-alice');
  await view.click('#submit');
  await view.click('#allow');
  await app.see('Caught is connected');
  await app.press('Save and finish');
  await app.see('Caught, alice');
});

test('closing the window leaves the hub running', async () => {
  await app.stop();
  assert.equal((await fetch(`${hub.url}/healthz`)).status, 200);
});
