// The main job, headless: connect once, call through the port, heal after a refused token.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { makeStage, source } from './lib/hub.mjs';

let stage;
let account;
let key;
before(async () => {
  stage = await makeStage(21400);
  account = await stage.hub.connect(stage.authority);
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { await stage?.stop(); });

test('a call through the port reaches the provider with the token', async () => {
  const answer = await stage.hub.fetch('/proxy/items', key);
  assert.equal(answer.status, 200);
  assert.equal((await answer.json()).items[0].name, 'first');
});

test('C19 a refused token is renewed once and the call goes out again', async () => {
  await stage.authority.call('/expire-access-tokens', {});
  const before = await stage.authority.call('/ledger');
  const answer = await stage.hub.fetch('/proxy/items', key, { method: 'POST', body: '{"name":"third"}', headers: { 'content-type': 'application/json' } });
  assert.equal(answer.status, 201);
  const ledger = await stage.authority.call(`/ledger?since=${before.seq}`);
  const types = ledger.events.map((event) => event.type);
  assert.equal(types.filter((type) => type === 'token_ok:refresh_token').length, 1);
  assert.equal(types.filter((type) => type === 'rs_401').length, 1);
  assert.equal(types.filter((type) => type === 'rs_ok').length, 1);
});

test('the raw HTTP set: 46 of 46', () => {
  const port = new URL(stage.hub.url).port;
  const auth = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  const run = spawnSync('node', ['raw.mjs', '--port', port, '--path', '/proxy/items', '--auth', auth, '--wait', '700'], { cwd: join(source, 'tests/authority'), encoding: 'utf8' });
  assert.equal(run.status, 0, run.stdout.split('\n').filter((line) => line.startsWith('FAIL')).join('\n'));
  assert.match(run.stdout, /46 passed, 0 failed/);
});
