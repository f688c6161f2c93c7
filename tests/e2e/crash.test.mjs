// kill -9 at any moment costs no account.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeStage } from './lib/hub.mjs';

const cycles = 100;
let stage;
let key;
let account;
before(async () => {
  stage = await makeStage(22100, { hub: { port: 22110 } });
  // a lost answer is repeated within 30 s, as RFC 9700 section 4.14.2 lets a server allow
  await stage.authority.call('/knobs', { rotation: { default: 'grace:30' }, atTtl: { default: 300 } });
  account = await stage.hub.connect(stage.authority);
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { await stage?.stop(); });

test(`F1 C17 ${cycles} kills at random moments under load with rotating tokens lose no account`, { timeout: 240_000 }, async () => {
  let refreshes = 0;
  for (let i = 0; i < cycles; ++i) {
    await stage.authority.call('/expire-access-tokens', {});
    let running = true;
    const load = Array.from({ length: 4 }, async () => {
      while (running) await stage.hub.fetch('/proxy/items', key).then((answer) => answer.arrayBuffer()).catch(() => {});
    });
    const expire = (async () => { while (running) await stage.authority.call('/expire-access-tokens', {}); })();
    // the moments are spread over the time that a refresh takes
    await new Promise((done) => setTimeout(done, (i * 7919) % 60));
    await stage.hub.stop('SIGKILL');
    running = false;
    await Promise.all([...load, expire]);
    await stage.hub.start();
    const answer = await stage.hub.fetch('/proxy/items', key);
    assert.equal(answer.status, 200, `after kill ${i + 1}: ${await answer.text()}`);
  }
  const ledger = await stage.authority.call('/ledger?n=1');
  refreshes = ledger.byClient['hub-public']['token_ok:refresh_token'];
  assert.ok(refreshes >= cycles, `the kills met ${refreshes} refreshes`);
  assert.equal(ledger.byClient['hub-public'].rt_reuse_detected, undefined);
  const accounts = JSON.parse((await stage.hub.ctl('--json', 'accounts', 'list')).out).accounts;
  assert.deepEqual(accounts.map((each) => [each.id, each.status]), [[account, 'active']]);
  assert.equal((await stage.hub.ctl('audit', 'verify')).code, 0, 'the record is whole');
});
