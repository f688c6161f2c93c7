// TLS to providers: chain, name, dates and version are checked, and nothing switches that off.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HubProcess, keyConnector, makeFolder, startAuthority } from '../e2e/lib/hub.mjs';
import { exact, failed } from '../e2e/lib/wire.mjs';

const port = 26400;
const kinds = { good: 10, wronghost: 11, selfsigned: 12, expired: 13, old: 14 };
let folder;
let authority;
let hub;
let key;
before(async () => {
  folder = makeFolder();
  authority = await startAuthority(port, ['--tls']);
  for (const [kind, offset] of Object.entries(kinds)) writeFileSync(join(folder, `connectors/${kind}.json`), JSON.stringify({ ...keyConnector(port), key: kind, base_url: `https://localhost:${port + offset}`, probe: undefined }));
  hub = await new HubProcess(folder, { port: port + 20, args: Object.keys(kinds).flatMap((kind) => ['--allow-local', kind]), env: { SSL_CERT_FILE: authority.tls.ca } }).start();
  for (const kind of Object.keys(kinds)) assert.equal((await hub.ctlWith('some-key-of-a-provider', 'connect', kind, '--secret-stdin', '--alias', kind)).code, 0);
  key = await hub.key('--scope', 'full');
});
after(async () => { await hub?.stop(); await authority?.stop(); rmSync(folder, { recursive: true, force: true }); });

const call = (kind) => exact(hub, key, '/proxy/.well-known/openid-configuration', { headers: { 'x-account-id': kind } });

test('C22 a provider with a good certificate of a trusted authority is reached', async () => {
  const answer = await call('good');
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), new RegExp(`"issuer":"https://localhost:${port + 10}"`));
});

for (const [kind, why] of [['wronghost', 'another name'], ['selfsigned', 'no authority'], ['expired', 'a date that is over'], ['old', 'TLS 1.1 only']]) {
  test(`C22 a provider with ${why} gets no byte of a request`, async () => {
    await failed(await call(kind), 502, 'upstream_failed');
    assert.deepEqual((await authority.call('/ledger?type=tls_bad_reached')).events, []);
  });
}
