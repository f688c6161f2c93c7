// The auth link in Debian's Chromium, driven from outside.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { makeStage, source } from './lib/hub.mjs';

const pictures = join(source, 'build/screenshots');
let stage;
let browser;
before(async () => {
  mkdirSync(pictures, { recursive: true });
  stage = await makeStage(21500);
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] });
});
after(async () => { await browser?.close(); await stage?.stop(); });

async function openLink(...args) {
  const made = await stage.hub.ctl('links', 'create', ...args);
  assert.equal(made.code, 0, made.err);
  const url = /http:\/\/\S+\/connect\/\S+/.exec(made.out)[0];
  const page = await browser.newPage({ viewport: { width: 1180, height: 760 } });
  const problems = [];
  page.on('console', (message) => { if (message.type() === 'error' && !message.location().url.startsWith(stage.authority.as)) problems.push(`${message.text()} ${message.location().url}`); });
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(url);
  return { page, url, problems };
}

test('S26 the page hides its link, a login in the browser connects the account, and the link is used up', async () => {
  const { page, url, problems } = await openLink();
  await page.waitForSelector('.card');
  assert.equal(new URL(page.url()).pathname, '/connect/');
  await page.screenshot({ path: join(pictures, 'page-picker.png') });
  await page.fill('#search', 'authorty');
  await page.click('[data-provider=authority]');
  await page.waitForSelector('.scopes');
  assert.equal(await page.isChecked('.scopes input[value="items:read"]'), true);
  await page.screenshot({ path: join(pictures, 'page-scopes.png') });
  await page.fill('#alias', 'my-work');
  await page.click('#connect');
  await page.fill('#login', 'alice');
  await page.fill('#password', 'pw-alice');
  await page.click('#submit');
  await page.click('#allow');
  await page.waitForSelector('main[data-state=ok]');
  assert.equal(new URL(page.url()).search, '', 'the code does not stay in the address');
  await page.screenshot({ path: join(pictures, 'page-connected.png') });
  const key = await stage.hub.key('--scope', 'actions');
  assert.equal((await stage.hub.fetch('/proxy/items?x-account-id=my-work', key)).status, 200);
  assert.equal((await page.goto(url)).status(), 410);
  assert.deepEqual(problems.filter((text) => !text.includes('410')), []);
});

test('a key form checks the key with the provider, keeps what was typed, and connects', async () => {
  const { page, problems } = await openLink('--connector', 'keyed');
  await page.waitForSelector('#field-0');
  await page.click('#connect');
  assert.equal(await page.getAttribute('#field-0', 'aria-invalid'), 'true');
  await page.fill('#field-0', 'wrong-key');
  await page.click('#connect');
  await page.waitForSelector('#field-0-problem:not([hidden])');
  assert.match(await page.textContent('#field-0-problem'), /refuses this key/);
  assert.equal(await page.inputValue('#field-0'), 'wrong-key');
  await page.screenshot({ path: join(pictures, 'page-key.png') });
  await page.fill('#field-0', 'stub-key-1');
  await page.click('#connect');
  await page.waitForSelector('.pill.ok');
  const list = await stage.hub.ctl('--json', 'accounts', 'list');
  assert.match(list.out, /keyed/);
  assert.deepEqual(problems.filter((text) => !/40\d/.test(text)), []);
});

test('a person who does not agree is told so, and nothing is connected', async () => {
  const before = await stage.hub.ctl('--json', 'accounts', 'list');
  const { page } = await openLink('--connector', 'authority', '--owner', 'somebody');
  await page.waitForSelector('#connect');
  await page.click('#connect');
  await page.click('#abort');
  await page.waitForSelector('main[data-state=err]');
  assert.match(await page.textContent('main'), /did not agree/);
  const accounts = JSON.parse((await stage.hub.ctl('--json', 'accounts', 'list')).out).accounts;
  assert.equal(accounts.filter((each) => each.status === 'active').length, JSON.parse(before.out).accounts.filter((each) => each.status === 'active').length);
});

test('the picker is whole in dark and in a narrow window', async () => {
  const { page } = await openLink();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForSelector('.card');
  await page.screenshot({ path: join(pictures, 'page-picker-dark.png') });
  await page.setViewportSize({ width: 520, height: 760 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), true);
});

test('what no provider fits is said, and one press shows all of them again', async () => {
  const { page } = await openLink();
  await page.waitForSelector('.card');
  const all = await page.locator('.pills .count').first().textContent();
  await page.fill('#search', 'zzzz');
  assert.match(await page.textContent('main'), /Nothing for “zzzz”/);
  await page.fill('#search', '');
  await page.selectOption('.filters select', 'none');
  await page.click('[data-category=people]');
  assert.match(await page.textContent('main'), /Nothing fits/);
  await page.click('text=Clear search');
  assert.equal(await page.textContent('#news'), `${all} providers`);
  assert.equal(await page.inputValue('.filters select'), '');
});
