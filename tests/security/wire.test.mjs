// The port itself: who may speak to it, in which form, and what its own answers carry.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeStage, source, until } from '../e2e/lib/hub.mjs';
import { bytes, exact, failed, json, ok, session } from '../e2e/lib/wire.mjs';

const port = 26000;
let stage;
let key;
before(async () => {
  stage = await makeStage(port, { hub: { port: port + 10 } });
  await stage.hub.connect(stage.authority, { alias: 'work' });
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { await stage?.stop(); });

//! One of the published raw cases.
function raw(...ids) {
  for (const id of ids) {
    const told = spawnSync('node', ['raw.mjs', '--port', String(port + 10), '--path', '/proxy/items', '--auth', `Bearer ${key}`, '--wait', '700', '--only', id], { cwd: join(source, 'tests/authority'), encoding: 'utf8' });
    assert.match(told.stdout, new RegExp(`^ok +${id} [^]*1 passed, 0 failed`), told.stdout + told.stderr);
  }
}

//! Local addresses of the sockets on which a process listens, from the kernel's tables.
function listening(pid) {
  const own = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => { try { return readlinkSync(`/proc/${pid}/fd/${fd}`); } catch { return ''; } }));
  return ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').trim().split('\n').slice(1).map((line) => line.trim().split(/\s+/)))
    .filter((row) => row[3] === '0A' && own.has(`socket:[${row[9]}]`)).map((row) => row[1]);
}

test('S1 C1 the hub listens on one loopback socket and no other', () => {
  const hex = (port + 10).toString(16).toUpperCase().padStart(4, '0');
  assert.deepEqual(listening(stage.hub.pid), [`0100007F:${hex}`]);
});

test('S18 A20 it is no forward proxy', () => raw('connect', 'trace', 'host-absolute-form'));

test('A23 what two servers would read differently is refused and closed', () => raw('cl-and-te', 'cl-twice-differ', 'te-not-last', 'te-http10', 'chunk-size-overflow', 'chunk-bare-lf'));

test('A24 oversized heads and addresses are refused with their own status', () => raw('headers-101', 'header-128k', 'uri-64k'));

test('A14 an account id twice, joined, in two places or in the underscore form is refused', async () => {
  raw('account-twice', 'account-underscore');
  const { id } = (await ok(await stage.hub.fetch('/accounts', key)))[0];
  for (const [path, headers] of [
    ['/proxy/items', { 'x-account-id': `${id},other` }], ['/proxy/items', { 'x-account-id': `${id}, ${id}` }], [`/proxy/items?x-account-id=${id},work`, {}],
    ['/proxy/items?x-account-id=other', { 'x-account-id': id }], ['/proxy/items?x-account-id=work&account_id=other', {}], [`/proxy/${id}/-/items`, { 'x-account-id': 'other' }], ['/proxy/items', { x_account_id: id }]])
    await failed(await exact(stage.hub, key, path, { headers }), 400, 'invalid_request', JSON.stringify([path, headers]));
  await failed(await stage.hub.fetch('/actions/rpc', key, json({ action: 'authority_list_items', headers: { 'x-account-id': 'other' } }, { headers: { 'x-account-id': id } })), 400, 'invalid_request');
});

test('S10 no permission for other origins, in no answer, and no preflight', async () => {
  for (const path of ['/accounts', '/hub/settings', '/healthz', '/connect/x', '/mcp', '/proxy/items']) {
    for (const origin of ['https://evil.example', 'null', 'http://localhost', `http://127.0.0.1:${port}`]) {
      const answer = await exact(stage.hub, undefined, path, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-private-network': 'true' } });
      assert.deepEqual([answer.status, answer.headers.get('x-connect-hub-error')], [403, 'origin_refused'], `${origin} ${path}`);
      assert.ok(!answer.raw.some((name) => /^access-control-/i.test(name)), `${origin} ${path}`);
    }
  }
  const own = await exact(stage.hub, undefined, '/accounts', { method: 'OPTIONS', headers: { origin: `http://127.0.0.1:${port + 10}`, 'access-control-request-method': 'POST' } });
  assert.ok(own.status >= 400 && !own.raw.some((name) => /^access-control-/i.test(name)));
});

test('A03 a simple request of a web page makes nothing', async () => {
  const before = JSON.parse((await stage.hub.ctl('--json', 'links', 'list')).out).links.length;
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const wish = { ...json(session()), headers: { 'content-type': type } };
    await failed(await stage.hub.fetch('/connect_sessions', key, { ...wish, headers: { ...wish.headers, origin: 'https://evil.example' } }), 403, 'origin_refused');
    await failed(await stage.hub.fetch('/connect_sessions', key, wish), 415, 'unsupported_media_type');
  }
  assert.equal(JSON.parse((await stage.hub.ctl('--json', 'links', 'list')).out).links.length, before);
});

test('S21 each answer of the hub itself carries the strict headers, each page its own policy', async () => {
  for (const [path, options] of [['/healthz'], ['/accounts'], ['/accounts', { method: 'PUT' }], ['/openapi.json'], ['/metrics'], ['/connectors/meta'], ['/nowhere'], ['/hub/settings'], ['/callback?state=x'], ['/connect/x'], ['/connect/'], ['/assets/page.css'], ['/connect/oauth2/x'], ['/mcp', json({ jsonrpc: '2.0', id: 1, method: 'ping' })], ['/.well-known/x'], [`/${'a'.repeat(9000)}`]]) {
    const answer = await stage.hub.fetch(path, key, options);
    const policy = answer.headers.get('content-security-policy');
    assert.equal(answer.headers.get('cache-control'), 'no-store', path);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path);
    assert.match(policy, /default-src 'none'/, path);
    assert.match(policy, /frame-ancestors 'none'/, path);
    if (answer.headers.get('content-type')?.startsWith('text/html')) for (const kind of ['script-src', 'style-src', 'connect-src']) assert.match(policy, new RegExp(`${kind} 'self'(;|$)`), path);
    await answer.arrayBuffer();
  }
  const proxied = await stage.hub.fetch('/proxy/items', key);
  assert.equal(proxied.headers.get('content-security-policy'), null, "a provider's answer is its own");
});

test('S22 errors hold no key, path, SQL or stack, whatever they are asked with', async () => {
  const marker = 'markerOfTheCaller1234567890';
  const hostile = ["'; DROP TABLE accounts; --", '../../../../etc/passwd', '%00', '{{7*7}}', '\u0000', 'é'.repeat(300), marker];
  let seen = 0;
  for (const text of hostile) {
    const coded = encodeURIComponent(text);
    for (const [path, options] of [[`/accounts/${coded}`], [`/accounts?status=${coded}`], [`/connectors/meta/${coded}`], [`/connect_sessions/${coded}`, { method: 'DELETE' }], ['/connect_sessions', json(session({ provider: text }))], ['/connect_sessions/authenticate', json({ token: text })], ['/actions/rpc', json({ action: text })], [`/proxy/items?x-account-id=${coded}`], ['/unified/proxy', json({ path: text, url: text, method: text })]]) {
      const answer = await stage.hub.fetch(path, key, options);
      const body = await answer.text();
      if (answer.status < 400) continue;
      ++seen;
      assert.notEqual(answer.status, 500, path + body);
      assert.doesNotMatch(body, /SELECT|INSERT|UPDATE|sqlite|QSql|\.cpp|0x[0-9a-f]{6}|terminate|exception/i, path);
      for (const secret of [key, stage.hub.data, stage.folder]) assert.ok(!body.includes(secret), path);
    }
  }
  assert.ok(seen > 30, `${seen} errors were looked at`);
});

test('A22 C42 CR, LF and NUL are refused in every value that could reach a header or a path', async () => {
  for (const evil of ['a\r\nx-evil: 1', 'a\nb', 'a\0b']) {
    await failed(await stage.hub.fetch('/unified/proxy', key, json({ path: `/items?x=${evil}` })), 400, 'invalid_request');
    await failed(await stage.hub.fetch('/unified/proxy', key, json({ path: '/items', headers: { 'x-a': evil } })), 400, 'invalid_request');
    await failed(await stage.hub.fetch('/unified/proxy', key, json({ path: '/items', headers: { [evil]: 'x' } })), 400, 'invalid_request');
    const connected = await stage.hub.ctlWith(`stub${evil.slice(1)}`, 'connect', 'keyed', '--secret-stdin');
    assert.equal(connected.code, 1, connected.out);
    const renamed = await stage.hub.fetch('/accounts/work', key, json({ alias: evil }, { method: 'PATCH' }));
    await failed(renamed, 400, 'invalid_request');
  }
  for (const line of ['x-account-id: work\0', 'x-account-id: wo\rrk', 'x-a: 1\r\n folded: 2']) {
    const answer = await bytes(stage.hub, `GET /proxy/items HTTP/1.1\r\nHost: 127.0.0.1:${port + 10}\r\nAuthorization: Bearer ${key}\r\n${line}\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 400 /, JSON.stringify(line));
  }
});

test('F18 A25 two hundred slow heads do not slow others, and are dropped', async () => {
  const head = `GET /accounts HTTP/1.1\r\nHost: 127.0.0.1:${port + 10}\r\nX-Slow: `;
  const started = Date.now();
  const slow = Promise.all([...Array(200)].map(() => bytes(stage.hub, head, 30_000)));
  let worst = 0;
  let over = false;
  slow.then(() => { over = true; });
  await until(async () => {
    const begun = Date.now();
    await ok(await stage.hub.fetch('/accounts', key));
    worst = Math.max(worst, Date.now() - begun);
    return over;
  }, 'the end of the slow ones', 25_000);
  const took = Date.now() - started;
  assert.ok(took > 8_000 && took < 16_000, `dropped after ${took} ms`);
  assert.ok(worst < 200, `a good client waited ${worst} ms`);
});
