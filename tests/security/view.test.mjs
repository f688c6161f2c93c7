// The embedded view against a hostile sign-in page: it shows where it is, and nothing gets out of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Desktop } from '../e2e/lib/desktop.mjs';
import { authorityConnector, HubProcess, makeFolder, until } from '../e2e/lib/hub.mjs';

const port = 26700;
const hostile = `http://127.0.0.1:${port}`;
let folder;
let server;
let hub;
let app;
let view;
let seen = []; // what the hostile server was asked for

const pages = {
  '/authorize': '<title>Sign in</title><body><h1 id="evil">Sign in</h1><a id="down" download="evil.bin" href="/file">get</a><input id="upload" type="file"></body>',
  '/file': 'x'.repeat(1000),
};

before(async () => {
  server = http.createServer((request, answer) => {
    const { pathname } = new URL(request.url, hostile);
    seen.push({ path: pathname, cookie: request.headers.cookie ?? '' });
    if (pathname === '/private') { answer.writeHead(401, { 'www-authenticate': 'Basic realm="Your password, please"' }); answer.end('no'); return; }
    answer.writeHead(200, { 'content-type': pathname === '/file' ? 'application/octet-stream' : 'text/html', ...(pathname === '/authorize' ? { 'set-cookie': 'who=first; Max-Age=99999' } : {}) });
    answer.end(pages[pathname] ?? 'ok');
  }).listen(port, '127.0.0.1');
  folder = makeFolder();
  const file = (base) => ({ ...base, key: 'hostile', name: 'Hostile', actions: [], probe: undefined, auth: [{ ...base.auth[0], authorization_url: `${hostile}/authorize`, token_url: `${hostile}/token`, revocation_url: undefined }] });
  writeFileSync(join(folder, 'connectors/hostile.json'), JSON.stringify(authorityConnector(port, file)));
  hub = await new HubProcess(folder, { args: ['--allow-local', 'hostile'] }).start();
  assert.equal((await hub.ctl('profiles', 'set', 'hostile', '--client-id', 'x')).code, 0);
  app = await new Desktop(hub.args).start();
  await app.see('Hub is running');
});
after(async () => { view?.close(); await app?.stop(); await hub?.stop(); server?.close(); server?.closeAllConnections(); rmSync(folder, { recursive: true, force: true }); });

//! A new sign-in, from the picker to the provider's own page.
async function enter() {
  view?.close();
  await app.keys('ctrl+n');
  view = await until(async () => {
    const fresh = await app.view();
    if (await fresh.evaluate('Boolean(document.querySelector("[data-provider=hostile]"))')) return fresh;
    fresh.close();
    return undefined;
  }, 'the picker');
  await view.click('[data-provider=hostile]');
  await view.click('#connect');
  await view.wait('#evil');
}
const alive = async () => { await app.see(`Not secure, 127.0.0.1:${port}`); return view.evaluate('1 + 1'); };

test('C8 the view shows whose page it is, and gives the page nothing of ours', async () => {
  await enter();
  await app.see(`Not secure, 127.0.0.1:${port}`);
  await app.see('Continue in my browser');
  assert.deepEqual(await view.evaluate('[typeof qt, typeof QWebChannel, typeof window.connectHub]'), ['undefined', 'undefined', 'undefined']);
});

for (const address of ['file:///etc/passwd', 'qrc:/pages/app.js', 'chrome://version', 'view-source:http://127.0.0.1/', 'ms-search:x', 'data:text/html,<h1>data</h1>', 'connect-hub:own-app?connector=hostile']) {
  test(`C8 A40 a page can't take the view to ${address.slice(0, 24)}`, async () => {
    await enter();
    await view.evaluate(`location.href = ${JSON.stringify(address)}`).catch(() => {});
    await view.evaluate(`fetch(${JSON.stringify(address)}).then(() => 'read', () => 'refused')`).then((read) => assert.equal(read, address.startsWith('data:') ? 'read' : 'refused'), () => {});
    const here = await view.url().catch(() => 'gone'); // a page that wanted too much is taken off the screen
    assert.ok(here === 'gone' || here.startsWith(`${hostile}/authorize`), here);
    assert.ok(!(await app.list()).some((each) => /Your app at/.test(each.name)));
  });
}

test('A40 windows, dialogs, files and passwords of a page lead nowhere', async () => {
  await enter();
  assert.equal(await view.evaluate('window.open("/popup") === null'), true);
  assert.equal(await view.evaluate('window.opener === null'), true);
  assert.equal(await view.evaluate('(() => { for (let i = 0; i < 2000; ++i) alert(i); return confirm("?") === false && prompt("?") === null; })()'), true);
  assert.equal(await alive(), 2);
  await view.evaluate('document.querySelector("#down").click()');
  await until(async () => seen.some((each) => each.path === '/file'), 'the download to be tried');
  assert.equal(await alive(), 2);
  const names = [folder, homedir(), join(homedir(), 'Downloads'), process.cwd()].flatMap((each) => { try { return readdirSync(each); } catch { return []; } });
  assert.ok(!names.some((name) => name.startsWith('evil')));
  assert.equal(await view.evaluate('fetch("/private").then((answer) => answer.status)'), 401);
  assert.equal(await view.evaluate('Notification.requestPermission().catch(() => "denied")'), 'denied');
  assert.equal(await view.evaluate('navigator.geolocation ? new Promise((done) => navigator.geolocation.getCurrentPosition(() => done("told"), () => done("refused"), { timeout: 2000 })) : "refused"'), 'refused');
  await view.evaluate('document.title = "x".repeat(10 * 1024 * 1024)');
  assert.equal(await alive(), 2);
});

test('C40 a second sign-in knows nothing of the first one\'s cookies', async () => {
  await enter();
  await view.evaluate('(document.cookie = "more=1; Max-Age=99999", localStorage.setItem("who", "first"))');
  seen = [];
  await enter();
  assert.deepEqual(seen.filter((each) => each.path === '/authorize').map((each) => each.cookie), ['']);
  assert.equal(await view.evaluate('localStorage.getItem("who")'), null);
});

test('C8 the shipped application opens no port of its own', async () => {
  const plain = new Desktop(hub.args, { env: { QTWEBENGINE_REMOTE_DEBUGGING: '' } });
  view.close();
  await app.stop();
  await plain.start();
  app = plain;
  await app.see('Hub is running');
  await app.press('Connect');
  await app.see('Continue in my browser');
  const mine = execFileSync('ss', ['-ltnpH'], { encoding: 'utf8' }).split('\n').filter((line) => line.includes(`pid=${app.pid},`));
  assert.deepEqual(mine, []);
});
