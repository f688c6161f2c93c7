// Sign-ins that go another way than a page and back: a code for another device, a request sent ahead, OAuth 1.0a, a pasted address.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { authorityConnector, bin, makeStage, source, until } from './lib/hub.mjs';
import { Oauth1Provider } from './lib/oauth1_provider.mjs';
import { json, ok, session } from './lib/wire.mjs';

const port = 27100;
const pictures = join(source, 'build/screenshots');
const as = `http://127.0.0.1:${port}`;
let stage;
let key;
let first;
let browser;

function variant(name, change) {
  const file = authorityConnector(port, (plain) => ({ ...plain, key: name, name: name[0].toUpperCase() + name.slice(1), actions: [] }));
  file.auth = [change(file.auth[0])];
  return file;
}

before(async () => {
  mkdirSync(pictures, { recursive: true });
  const names = ['device', 'both', 'par', 'identified', 'pasted', 'first'];
  stage = await makeStage(port, { hub: { port: port + 10, args: names.flatMap((name) => ['--allow-local', name]) } });
  first = new Oauth1Provider(port + 20);
  const { authorization_url: _, ...noPage } = authorityConnector(port).auth[0];
  const files = [
    variant('device', () => ({ ...noPage, grant: 'device_code', device_authorization_url: `${as}/device/auth` })),
    variant('both', (auth) => ({ ...auth, device_authorization_url: `${as}/device/auth` })),
    variant('par', (auth) => ({ ...auth, pushed_authorization_url: `${as}/request` })),
    variant('identified', (auth) => ({ ...auth, issuer: as })),
    variant('pasted', (auth) => ({ ...auth, redirect: { host: '127.0.0.1', https_url: 'https://caught.hub.test/cb' } })),
    first.file()];
  for (const file of files) writeFileSync(join(stage.folder, `connectors/${file.key}.json`), JSON.stringify(file));
  await stage.hub.stop();
  await stage.hub.start();
  for (const name of names) {
    const id = { par: 'hub-par', first: first.consumer.key }[name] ?? 'hub-public';
    const set = await stage.hub.ctlWith(name === 'first' ? first.consumer.secret : undefined, 'profiles', 'set', name, '--client-id', id, ...(name === 'first' ? ['--client-secret-stdin'] : []));
    assert.equal(set.code, 0, set.err);
  }
  key = await stage.hub.key('--scope', 'full');
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] });
});
after(async () => { await browser?.close(); first?.stop(); await stage?.stop(); });

async function open(connector, wish = {}) {
  const made = await ok(await stage.hub.fetch('/connect_sessions', key, json(session({ provider: connector, multiple: true, ...wish }))), 201);
  const headers = { 'x-hub-session-token': made.token };
  const post = (path, body) => fetch(`${stage.hub.url}${path}`, json(body, { headers }));
  const show = async (id) => ok(await fetch(`${stage.hub.url}/hub/connection_attempts/${id}`, { headers }));
  return { made, headers, post, show };
}

//! Up to the provider's page.
async function begin(connector, wish) {
  const opened = await open(connector, wish);
  const { id } = await ok(await opened.post('/hub/connection_attempts', { token: opened.made.token }), 201);
  const away = await fetch(`${stage.hub.url}/connect/oauth2/${connector}?token=${opened.made.token}&connection_attempt_id=${id}`, { redirect: 'manual' });
  assert.equal(away.status, 302, await away.text());
  return { ...opened, id, url: new URL(away.headers.get('location')), attempt: () => opened.show(id) };
}

const ended = (show, id) => until(async () => { const state = await show(id); return state.status !== 'pending' && state; }, 'the end of an attempt', 60_000);

test('C28 a code typed on another device connects the account', async () => {
  const { post, show } = await open('device', { origin_owner_name: 'device' });
  const started = await ok(await post('/hub/connection_attempts', { integration_id: 'device', auth: 'oauth2', grant: 'device_code' }), 201);
  assert.match(started.device.user_code, /^[A-Z]{4}-[A-Z]{4}$/);
  assert.equal(started.device.verification_uri, `${as}/device`);
  assert.ok(Date.parse(started.device.expires_at) > Date.now());
  assert.ok(started.device.qr.length >= 21 && started.device.qr.every((row) => row.length === started.device.qr.length));
  await stage.authority.call('/device', { user_code: started.device.user_code, user: 'alice' });
  const state = await ended(show, started.id);
  assert.equal(state.status, 'authenticated', JSON.stringify(state));
  assert.equal((await ok(await stage.hub.fetch('/proxy/me', key, { headers: { 'x-account-id': state.account.id } }))).sub, 'alice');
});

test('C28 connect-hubctl prints the code and waits', async () => {
  const child = spawn(join(bin, 'connect-hubctl'), ['--data-dir', stage.hub.data, 'connect', 'device', '--alias', 'from-ctl'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (text) => { out += text; });
  child.stderr.on('data', (text) => { out += text; });
  const code = await until(async () => /^[A-Z]{4}-[A-Z]{4}$/m.exec(out)?.[0], 'a code');
  assert.match(out, new RegExp(`^${as}/device$`, 'm'));
  await stage.authority.call('/device', { user_code: code, user: 'alice' });
  assert.equal(await new Promise((done) => child.on('exit', done)), 0, out);
  assert.match(out, /acc_\w+/);
});

test('C31 the browser gets client_id and request_uri only, and each sign-in a request of its own', async () => {
  const one = await begin('par');
  const two = await begin('par');
  assert.deepEqual([...one.url.searchParams.keys()].sort(), ['client_id', 'request_uri']);
  assert.notEqual(one.url.searchParams.get('request_uri'), two.url.searchParams.get('request_uri'));
  await stage.authority.call('/login', { url: one.url.href, user: 'alice', deliver: true });
  assert.equal((await one.attempt()).status, 'authenticated');
  assert.equal((await two.attempt()).status, 'pending');
});

test('C33 an ID token with a defect connects nothing', async () => {
  const defects = ['bad_iss', 'missing_iss', 'missing_sub', 'bad_aud', 'missing_aud', 'multi_aud_no_azp', 'wrong_azp', 'missing_iat', 'exp_past', 'missing_exp', 'iat_future', 'bad_nonce', 'missing_nonce', 'bad_at_hash', 'alg_none', 'alg_hs256_pubkey'];
  try {
    for (const defect of defects) {
      await stage.authority.call('/knobs', { idToken: defect });
      const one = await begin('identified');
      await stage.authority.call('/login', { url: one.url.href, user: 'alice', deliver: true });
      const state = await one.attempt();
      assert.deepEqual([state.status, state.error?.code], ['error', 'invalid_id_token'], defect);
    }
  } finally {
    await stage.authority.call('/knobs', { idToken: null });
  }
  const good = await begin('identified');
  await stage.authority.call('/login', { url: good.url.href, user: 'alice', deliver: true });
  assert.equal((await good.attempt()).status, 'authenticated');
});

test('OAuth 1.0a: each of its requests is signed, and so is a call', async () => {
  first.strangers = true;
  const wrong = await begin('first');
  await fetch(wrong.url, { redirect: 'follow' });
  assert.equal((await wrong.attempt()).error.code, 'wrong_token');
  first.strangers = false;
  const one = await begin('first');
  assert.equal(one.url.pathname, '/authorize');
  await fetch(one.url, { redirect: 'follow' });
  const state = await one.attempt();
  assert.equal(state.status, 'authenticated', JSON.stringify(state));
  const answer = await ok(await stage.hub.fetch('/proxy/things?b=2%20x&a=1', key, { headers: { 'x-account-id': state.account.id } }));
  assert.equal(answer.query, '?b=2%20x&a=1');
  assert.deepEqual(first.refused, []);
});

test('C34 somebody else\'s sign-in waits for a yes', async () => {
  const id = await stage.hub.connect(stage.authority, { user: 'alice', alias: 'changing' });
  const other = await begin('authority', { account_id: id, multiple: false });
  await stage.authority.call('/login', { url: other.url.href, user: 'bob', deliver: true });
  const asked = await other.attempt();
  assert.deepEqual([asked.status, asked.error.code, asked.can_accept], ['error', 'different_identity', true]);
  assert.deepEqual(asked.identities, { account: 'alice', signed_in: 'bob' });
  assert.equal((await ok(await other.post(`/hub/connection_attempts/${other.id}/accept`, {}))).status, 'authenticated');
  assert.equal((await ok(await stage.hub.fetch('/proxy/me', key, { headers: { 'x-account-id': id } }))).sub, 'bob');
});

async function page(connector, scheme = 'light') {
  const made = await stage.hub.ctl('links', 'create', '--connector', connector, '--owner', `page-${connector}-${scheme}`);
  const tab = await browser.newPage({ viewport: { width: 1000, height: 700 }, colorScheme: scheme });
  const problems = [];
  tab.on('pageerror', (error) => problems.push(String(error)));
  tab.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
  await tab.goto(/http:\/\/\S+\/connect\/\S+/.exec(made.out)[0]);
  await tab.waitForSelector('#connect');
  return { tab, problems };
}

for (const scheme of ['light', 'dark']) {
  test(`the page shows the code, and goes on when it was typed (${scheme})`, async () => {
    const { tab, problems } = await page('both', scheme);
    await tab.click('text=Read only');
    assert.equal(await tab.isChecked('.scopes input[value="items:write"]'), false);
    await tab.screenshot({ path: join(pictures, `page-presets-${scheme}.png`) });
    await tab.click('#device');
    const code = await (await tab.waitForSelector('.copy.code code')).textContent();
    assert.ok(await tab.isVisible('svg.qr path'));
    await tab.waitForFunction(() => /\d:\d\d left/.test(document.body.textContent));
    await tab.screenshot({ path: join(pictures, `page-device-${scheme}.png`) });
    await stage.authority.call('/device', { user_code: code, user: 'alice' });
    await tab.waitForSelector('.pill.ok', { timeout: 30_000 });
    assert.deepEqual(problems, []);
  });
}

test('a wait ends when nothing can answer it any more', async () => {
  const { tab } = await page('device', 'dark');
  await tab.click('#device').catch(() => tab.click('#connect'));
  await tab.waitForSelector('.device');
  await tab.route('**/hub/connection_attempts/*', (route) => route.abort());
  await tab.waitForFunction(() => document.body.textContent.includes('Connect Hub does not answer'));
  await tab.waitForSelector('#cancel'); // it may come back
  await tab.unroute('**/hub/connection_attempts/*');
  await tab.waitForFunction(() => / left/.test(document.body.textContent));
  await tab.route('**/hub/connection_attempts/*', (route) => route.fulfill({ status: 401, json: { statusCode: 401, errorCode: 'key_invalid', message: 'over' } }));
  await tab.waitForFunction(() => document.querySelector('h1').textContent === 'This page has expired');
});

test('an address that is pasted back ends the sign-in', async () => {
  const { tab, problems } = await page('pasted');
  await tab.click('#connect');
  const [popup] = await Promise.all([tab.waitForEvent('popup'), tab.click('#open')]);
  const landed = popup.waitForRequest((request) => request.url().startsWith('https://caught.hub.test/'));
  await popup.fill('#login', 'alice');
  await popup.fill('#password', 'pw-alice');
  await popup.click('#submit');
  await popup.click('#allow');
  const url = await landed.then((request) => request.url(), () => undefined);
  await tab.fill('#pasted', 'https://evil.example/done?code=1&state=2');
  await tab.click('#paste');
  await tab.waitForSelector('#pasted-problem:not([hidden])');
  await tab.screenshot({ path: join(pictures, 'page-paste.png') });
  await tab.fill('#pasted', url);
  await tab.click('#paste');
  await tab.waitForSelector('.pill.ok');
  assert.deepEqual(problems.filter((text) => !/400/.test(text)), []);
});

test('the page asks whose the account is to be', async () => {
  const id = await stage.hub.connect(stage.authority, { user: 'alice', alias: 'asked' });
  const { made } = await open('authority', { account_id: id, multiple: false });
  const tab = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  await tab.goto(made.auth_link_url);
  await tab.click('#connect');
  await tab.fill('#login', 'bob');
  await tab.fill('#password', 'pw-bob');
  await tab.click('#submit');
  await tab.click('#allow');
  await tab.click('#next');
  await tab.waitForSelector('#keep');
  assert.match(await tab.textContent('.identities'), /alice.*bob/s);
  await tab.screenshot({ path: join(pictures, 'page-identity.png') });
  const accepts = [];
  tab.on('request', (request) => { if (request.url().endsWith('/accept')) accepts.push(request.url()); });
  await tab.dblclick('#use');
  await tab.waitForSelector('.pill.ok');
  assert.equal(accepts.length, 1, 'a second press asks for nothing');
  assert.equal((await ok(await stage.hub.fetch('/proxy/me', key, { headers: { 'x-account-id': id } }))).sub, 'bob');
});
