// What goes wrong outside is said clearly, and costs nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { HubProcess, keyConnector, makeFolder, makeStage } from './lib/hub.mjs';

const port = 22500;
let stage;
let key;
let provider; // a provider that behaves as `behave` says
let behave = (request, answer) => answer.end('{}');
before(async () => {
  provider = http.createServer((request, answer) => behave(request, answer)).listen(port + 50, '127.0.0.1');
  stage = await makeStage(port, { hub: { port: port + 10, args: ['--allow-local', 'odd'] } });
  const odd = { ...keyConnector(port), key: 'odd', name: 'Odd', base_url: `http://127.0.0.1:${port + 50}`, probe: undefined };
  writeFileSync(join(stage.folder, 'connectors/odd.json'), JSON.stringify(odd));
  writeFileSync(join(stage.folder, 'connectors/broken.json'), '{"schema": 1, "key": "broken", ');
  writeFileSync(join(stage.folder, 'connectors/typo.json'), JSON.stringify({ ...odd, key: 'typo', base_ulr: 'https://x.example' }));
  await stage.hub.stop();
  await stage.hub.start();
  const made = await stage.hub.ctlWith('stub-key-1', 'connect', 'odd', '--secret-stdin', '--alias', 'odd');
  assert.equal(made.code, 0, made.err);
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { provider?.close(); provider?.closeAllConnections(); await stage?.stop(); });

const call = (path = '/x') => stage.hub.fetch(`/proxy${path}`, key, { headers: { 'x-account-id': 'odd' } });
async function failed(answer, status, code) {
  const text = await answer.text();
  assert.deepEqual([answer.status, answer.headers.get('x-connect-hub-error')], [status, code], text);
  return JSON.parse(text);
}

test('a broken connector file is named with its fault, and the others are served', async () => {
  const list = await stage.hub.ctl('connectors', 'list');
  assert.equal(list.code, 0);
  assert.match(list.out + list.err, /broken\.json/);
  assert.match(list.out + list.err, /typo\.json.*base_ulr|base_ulr.*typo\.json/s);
  assert.match(list.out, /github/);
  const check = await stage.hub.ctl('connectors', 'validate', join(stage.folder, 'connectors/typo.json'));
  assert.equal(check.code, 1);
  assert.match(check.out + check.err, /base_ulr/);
});

test('HTML instead of JSON is handed on by the proxy, and is an error for an action', async () => {
  behave = (request, answer) => { answer.writeHead(200, { 'content-type': 'text/html' }); answer.end('<h1>Maintenance</h1>'); };
  const answer = await call();
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), '<h1>Maintenance</h1>');
});

test('a provider that closes, sends no HTTP, or is away: 502 that names it', async () => {
  behave = (request) => request.socket.destroy();
  assert.match((await failed(await call(), 502, 'upstream_failed')).message, /127\.0\.0\.1/);
  behave = (request) => request.socket.end('hello there\r\n\r\n');
  await failed(await call(), 502, 'upstream_failed');
});

test('a body that breaks off is not completed by the hub', async () => {
  behave = (request, answer) => { answer.writeHead(200, { 'content-length': '100' }); answer.write('half'); setTimeout(() => request.socket.destroy(), 50); };
  const answer = await call();
  await assert.rejects(answer.text());
});

test('A01 A02 S2 S3 an unknown key, a hostile Host and a foreign Origin are refused before anything else', async () => {
  await failed(await stage.hub.fetch('/accounts', 'ch_nobody_0000000000000000000000000000000000000000000000000'), 401, 'key_invalid');
  const raw = (head) => new Promise((done) => {
    const socket = net.connect(port + 10, '127.0.0.1', () => socket.write(head));
    let text = '';
    socket.on('data', (part) => { text += part; });
    socket.on('close', () => done(text));
  });
  const rebound = await raw('GET /accounts HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
  assert.match(rebound, /^HTTP\/1\.1 421 /);
  assert.match(rebound, /x-connect-hub-error: wrong_host/i);
  await failed(await stage.hub.fetch('/accounts', key, { headers: { origin: 'https://evil.example' } }), 403, 'origin_refused');
});

test('S28 a second hub on the same data ends with 75 and names the first', async () => {
  const second = new HubProcess(stage.folder, { port: port + 11 });
  const error = await second.start().then(() => undefined, (reason) => reason);
  assert.equal(error?.code, 75);
  assert.match(second.log, new RegExp(String(stage.hub.pid)));
});

test('a taken port ends the start with 71 and names the holder', async () => {
  const folder = makeFolder();
  const taken = new HubProcess(folder, { port: port + 10 });
  const error = await taken.start().then(() => undefined, (reason) => reason);
  rmSync(folder, { recursive: true, force: true });
  assert.equal(error?.code, 71, taken.log);
  assert.match(taken.log, new RegExp(`${port + 10}`));
  assert.match(taken.log, /connect-hubd|process/);
});

test('wrong options are one line and exit 2', async () => {
  for (const args of [['--port', 'many'], ['--vault', 'drawer'], ['--nonsense'], ['--host', '0.0.0.0']]) {
    const wrong = new HubProcess(stage.folder, { args });
    const error = await wrong.start().then(() => undefined, (reason) => reason);
    assert.equal(error?.code, 2, args.join(' '));
    assert.equal(wrong.log.trim().split('\n').length, 1, wrong.log);
  }
});

test('F10 a full disk: what must be kept answers 507, reads go on, and nothing is lost', { skip: process.getuid() !== 0 && 'a small disk needs root' }, async () => {
  const folder = makeFolder();
  mkdirSync(join(folder, 'data'), { mode: 0o700 });
  try { execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=700', 'tmpfs', join(folder, 'data')]); } catch { rmSync(folder, { recursive: true }); return; }
  try {
    writeFileSync(join(folder, 'connectors/odd.json'), readFileSync(join(stage.folder, 'connectors/odd.json')));
    const small = await new HubProcess(folder, { args: ['--allow-local', 'odd'] }).start();
    assert.equal((await small.ctlWith('stub-key-1', 'connect', 'odd', '--secret-stdin')).code, 0);
    const full = await small.key('--scope', 'full');
    execFileSync('sh', ['-c', `dd if=/dev/zero of=${join(folder, 'data/filler')} bs=4k 2>/dev/null || true`]);
    behave = (request, answer) => answer.end('{"ok":true}');
    const made = [];
    for (let i = 0; i < 40; ++i) made.push(await small.ctl('keys', 'create', '--name', `k${i}`));
    assert.ok(made.some((each) => each.code === 1 && /disk|space|full/i.test(each.err)), made.map((each) => each.err).join(''));
    assert.equal((await small.fetch('/proxy/x', full)).status, 200, 'reads go on');
    rmSync(join(folder, 'data/filler'));
    assert.equal((await small.ctl('keys', 'create', '--name', 'again')).code, 0, 'and writes, once there is room');
    assert.equal(await small.stop(), 0);
    const again = await new HubProcess(folder, { args: ['--allow-local', 'odd'] }).start();
    assert.equal(JSON.parse((await again.ctl('--json', 'accounts', 'list')).out).accounts[0].status, 'active');
    await again.stop();
  } finally {
    execFileSync('umount', [join(folder, 'data')]);
    rmSync(folder, { recursive: true, force: true });
  }
});

test('S31 SIGTERM lets a call in flight finish, and ends with 0', async () => {
  behave = (request, answer) => setTimeout(() => answer.end('{"late":true}'), 500);
  const running = call();
  await new Promise((done) => setTimeout(done, 150));
  const ended = stage.hub.stop();
  assert.deepEqual(await (await running).json(), { late: true });
  assert.equal(await ended, 0);
  await stage.hub.start();
});
