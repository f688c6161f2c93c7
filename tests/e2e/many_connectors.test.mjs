// A thousand connectors: the hub starts, the page lists them all, and the one that is meant is found.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { generateConnectors } from '../bench/catalogue.mjs';
import { HubProcess, makeFolder } from './lib/hub.mjs';

const port = 25950;
let folder;
let hub;
let browser;
before(async () => {
  folder = makeFolder();
  generateConnectors(join(folder, 'connectors'), 1000);
  hub = await new HubProcess(folder, { port }).start();
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
});
after(async () => { await browser?.close(); await hub?.stop(); rmSync(folder, { recursive: true, force: true }); });

test('the page shows its first cards at once, the rest soon, and finds one by a word with a typo', async (context) => {
  const made = await hub.ctl('links', 'create');
  const page = await browser.newPage({ viewport: { width: 1180, height: 760 } });
  const begun = performance.now();
  await page.goto(/http:\/\/\S+\/connect\/\S+/.exec(made.out)[0]);
  await page.waitForSelector('.card');
  const first = performance.now() - begun;
  await page.waitForFunction(() => document.querySelectorAll('.card').length >= 1000);
  context.diagnostic(`first usable list after ${first.toFixed(0)} ms, all cards after ${(performance.now() - begun).toFixed(0)} ms`);
  const typed = await page.evaluate(async () => {
    const search = document.getElementById('search');
    const start = performance.now();
    search.value = 'conector 777';
    search.dispatchEvent(new Event('input'));
    return { took: performance.now() - start, first: document.querySelector('.card').dataset.provider, count: document.querySelectorAll('.card').length };
  });
  context.diagnostic(`a search took ${typed.took.toFixed(1)} ms`);
  assert.equal(typed.first, 'c777');
  assert.ok(typed.count < 100, `${typed.count} cards`);
  await page.fill('#search', '');
  await page.waitForFunction(() => document.querySelectorAll('.card').length >= 1000);
  await page.focus('.card');
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.evaluate(() => document.activeElement === document.querySelectorAll('.card')[1]), true);
});
