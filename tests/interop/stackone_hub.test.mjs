// @stackone/hub as it is published, in Debian's Chromium, on a page of another origin that the person let in.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { makeStage, until } from '../e2e/lib/hub.mjs';
import { servePage } from './lib/component.mjs';

const port = 26900;
let stage;
let browser;
let site;
let key;
before(async () => {
  stage = await makeStage(port);
  site = servePage(port + 5);
  key = await stage.hub.key('--scope', 'full');
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-features=LocalNetworkAccessChecks'] });
});
after(async () => { await browser?.close(); site?.stop(); await stage?.stop(); });

async function newSession(wish) {
  const made = await stage.hub.fetch('/connect_sessions', key, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ origin_owner_id: 'local', origin_owner_name: 'Me', ...wish }) });
  assert.equal(made.status, 201, await made.clone().text());
  return made.json();
}

async function show(token, account) {
  const page = await browser.newPage({ viewport: { width: 900, height: 800 } });
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${site.origin}/?token=${token}&base=${encodeURIComponent(stage.hub.url)}${account ? `&account=${account}` : ''}`);
  return { page, asked };
}
const events = (page) => page.evaluate(() => window.events);
const came = (page, name) => until(async () => (await events(page)).find((each) => each[0] === name), name);
const accounts = async () => (await (await stage.hub.fetch('/accounts', key)).json());

test('S3 a page that nobody let in gets nothing', async () => {
  const { token } = await newSession({ provider: 'keyed' });
  const { page } = await show(token);
  const refused = await page.evaluate(async ([url, secret]) => fetch(`${url}/hub/settings`, { headers: { 'x-hub-session-token': secret } }).then(() => 'read', (error) => error.name), [stage.hub.url, token]);
  assert.equal(refused, 'TypeError');
  await page.close();
});

test('a key account', async () => {
  const allowed = await stage.hub.ctl('origins', 'allow', site.origin);
  assert.equal(allowed.code, 0, allowed.err);
  const { token } = await newSession({ provider: 'keyed' });
  const { page, asked } = await show(token);
  await page.waitForSelector('input[type=password], input[name=api_key], #api_key');
  await page.locator('stackone-hub input').first().fill('wrong-key');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByText(/refuses this key/).first().waitFor();
  await page.locator('stackone-hub input').first().fill('stub-key-1');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  const [, account] = await came(page, 'success');
  assert.equal(account.provider, 'keyed');
  assert.deepEqual((await accounts()).filter((each) => each.status === 'active').map((each) => each.id), [account.id]);
  await page.getByText('Connection Successful').first().waitFor();
  const elsewhere = asked.filter((url) => !url.startsWith(stage.hub.url) && !url.startsWith(site.origin) && !url.startsWith('data:'));
  assert.deepEqual(elsewhere, [], 'the component asks nobody else');
  await page.close();
});

test('an OAuth account, in the window that the component opens', async () => {
  const { token } = await newSession({ provider: 'authority' });
  const { page } = await show(token);
  const popup = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  const consent = await popup;
  await consent.fill('#login', 'alice');
  await consent.fill('#password', 'pw-alice');
  await consent.click('#submit');
  await consent.click('#allow');
  const [, account] = await came(page, 'success');
  assert.equal(account.provider, 'authority');
  const [, told] = await came(page, 'message');
  assert.deepEqual(told, account);
  const answer = await stage.hub.fetch(`/proxy/items?x-account-id=${account.id}`, key);
  assert.equal(answer.status, 200);
  await page.close();
});

test('a person who does not agree can start over', async () => {
  const { token } = await newSession({ provider: 'authority', multiple: true });
  const { page } = await show(token);
  const popup = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  const consent = await popup;
  await consent.click('#abort');
  await page.getByText(/did not agree/).first().waitFor();
  assert.deepEqual(await events(page), []);
  await page.close();
});

test('the picker lists what there is, and an account can be changed', async () => {
  const { token } = await newSession({});
  const { page } = await show(token);
  await page.getByText('Authority').first().waitFor();
  await page.getByText('Keyed').first().waitFor();
  await page.close();
  const [account] = (await accounts()).filter((each) => each.provider === 'keyed');
  const again = await newSession({ provider: 'keyed', account_id: account.id });
  const edit = await show(again.token, account.id);
  await edit.page.locator('stackone-hub input').first().waitFor();
  assert.ok(!(await edit.page.content()).includes('stub-key-1'), 'the key does not come back');
  await edit.page.close();
});

test('a session that has ended shows no connector', async () => {
  const made = await newSession({ provider: 'keyed', multiple: true });
  assert.ok((await stage.hub.fetch(`/connect_sessions/${made.id}`, key, { method: 'DELETE' })).ok);
  const { page } = await show(made.token);
  await page.getByText(/No configured integrations available|went wrong|Error/i).first().waitFor();
  await page.close();
});
