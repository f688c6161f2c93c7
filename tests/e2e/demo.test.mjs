// What a newcomer does: ./dev demo, one sign-in, the printed curl line. Only the build is left out.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { bin, source, until } from './lib/hub.mjs';

const data = mkdtempSync(join(tmpdir(), 'hub-demo-'));
let demo;
let browser;
after(async () => {
  await browser?.close();
  demo?.kill('SIGTERM');
  await new Promise((done) => demo?.on('close', done));
  rmSync(data, { recursive: true, force: true });
});

test('from ready to the first agent call in less than 60 seconds, offline', { timeout: 90_000 }, async () => {
  demo = spawn(join(source, 'tests/playground/demo.sh'), [bin, join(data, 'demo'), '--headless', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  demo.stdout.on('data', (text) => { out += text; });
  const link = await until(async () => /http:\/\/\S+\/connect\/\S+/.exec(out)?.[0], 'the link');
  const ready = Date.now();
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
  const page = await browser.newPage();
  await page.goto(link);
  await page.click('#connect');
  await page.fill('#login', 'newcomer');
  await page.click('#allow');
  await page.waitForSelector('main[data-state=ok]');
  const curl = /^\s*(curl -u \S+ \S+\/proxy\/notes)$/m.exec(out)[1];
  const answer = await promisify(execFile)('sh', ['-c', `${curl} -s`]);
  assert.equal(JSON.parse(answer.stdout).notes[0].by, 'playground');
  assert.ok(Date.now() - ready < 60_000);
  assert.match(out, /second call needs "Write notes" ticked/);
  // what was not granted is refused by the provider, and the agent sees that answer
  const write = /^\s*(curl -u \S+ \S+\/actions\/rpc .*)$/m.exec(out)[1];
  assert.match((await promisify(execFile)('sh', ['-c', `${write} -s`])).stdout, /insufficient_scope|403/);
});
