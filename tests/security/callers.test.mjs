// Keys, session tokens, other users of the machine, and damage done behind the hub's back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { HubProcess, makeFolder, makeStage, until } from '../e2e/lib/hub.mjs';
import { bearer, bytes, exact, failed, json, ok, OddProvider, session } from '../e2e/lib/wire.mjs';

const port = 26300;
let stage;
let odd;
let key;
before(async () => {
  odd = new OddProvider(port + 50);
  stage = await makeStage(port, { hub: { port: port + 10, args: ['--allow-local', 'odd'] } });
  odd.write(stage.folder);
  await stage.hub.stop();
  await stage.hub.start();
  for (const alias of ['one', 'two', 'three']) assert.equal((await stage.hub.ctlWith(`odd-secret-of-${alias}`, 'connect', 'odd', '--secret-stdin', '--alias', alias)).code, 0);
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { odd?.stop(); await stage?.stop(); });

const call = (alias, options = {}) => exact(stage.hub, key, '/proxy/x', { ...options, headers: { 'x-account-id': alias } });
const sql = (text) => execFileSync('python3', ['-c', 'import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]) if ";" in sys.argv[2] else print(c.execute(sys.argv[2]).fetchall()); c.commit()', join(stage.hub.data, 'hub.sqlite'), text], { encoding: 'utf8' });

test('A04 S20 guesses slow down, a good key does not', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
  const guess = () => new Promise((done, fail) => http.get(`${stage.hub.url}/accounts`, { agent, ...bearer(`ch_guess_${Math.random().toString(36).slice(2)}`) }, (answer) => { answer.resume(); answer.on('end', () => done(answer.statusCode)); }).on('error', fail));
  let over = false;
  const begun = Date.now();
  const guesses = Promise.all(Array.from({ length: 400 }, guess)).then((statuses) => { over = true; return statuses; });
  const waits = [];
  await until(async () => {
    const start = process.hrtime.bigint();
    await ok(await stage.hub.fetch('/accounts', key));
    waits.push(Number(process.hrtime.bigint() - start) / 1e6);
    return over;
  }, 'the end of the guesses', 60_000);
  agent.destroy();
  assert.deepEqual([...new Set(await guesses)], [401]);
  // 390 guesses of 300 ms each on 20 connections
  assert.ok(Date.now() - begun > 5_000, `${Date.now() - begun} ms`);
  waits.sort((a, b) => a - b);
  assert.ok(waits.length > 20 && waits[Math.floor(waits.length * 0.95)] < 50, `a good key waited ${waits.at(-1)} ms`);
});

test('S7 A15 a session token reaches its account and effects only, ends in time, and at once when it is revoked', async () => {
  const make = async (more) => ok(await stage.hub.fetch('/connect_sessions', key, json(session({ account_ids: ['one'], effects: ['read'], ...more }))), 201);
  const made = await make({});
  assert.match(made.token, /^cst_[A-Za-z0-9]{43}$/);
  const get = (token, headers) => fetch(`${stage.hub.url}/proxy/x`, bearer(token, headers));
  await ok(await get(made.token));
  await ok(await get(made.token, { 'x-account-id': 'one' }));
  const body = async (id) => (await failed(await get(made.token, { 'x-account-id': id }), 404, 'not_found')).message;
  assert.equal(await body('two'), await body('acc_AAAAAAAAAAAAAAAAAAAAAA'), 'another account answers like none');
  await failed(await fetch(`${stage.hub.url}/proxy/x`, json({}, bearer(made.token))), 403, 'scope_insufficient');
  const narrow = await make({ actions: ['odd_list_*'] });
  await failed(await get(narrow.token), 403, 'policy_denied', 'a path that belongs to none of its actions');
  await ok(await stage.hub.fetch(`/connect_sessions/${made.session_id}`, key, { method: 'DELETE' }));
  await failed(await get(made.token), 401, 'key_invalid');
  const short = await make({ expires_in: 1 });
  await until(async () => (await get(short.token)).status === 401, 'the end of a second', 5_000);
});

test('S23 where a write can\'t be put on record it does not happen, and reads go on', async () => {
  assert.equal((await call('one', { method: 'POST', body: '{}' })).status, 200);
  // another program holds the database: the record can't be written
  const held = execHolding();
  try {
    await held.ready;
    const { result, seen } = await odd.during(() => call('one', { method: 'POST', body: '{}' }));
    assert.ok([500, 503, 507].includes(result.status), String(result.status));
    assert.deepEqual(seen, [], 'the provider saw nothing of it');
    assert.equal((await call('one')).status, 200, 'a read is served');
  } finally { await held.release(); }
  await until(async () => (await call('one', { method: 'POST', body: '{}' })).status === 200, 'writes again');
});

//! Another process with the database locked for writing, until it is released.
function execHolding() {
  const child = spawn('python3', ['-c', 'import sqlite3,sys; c=sqlite3.connect(sys.argv[1],isolation_level=None); c.execute("BEGIN IMMEDIATE"); print("held",flush=True); sys.stdin.read()', join(stage.hub.data, 'hub.sqlite')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ready = new Promise((done) => child.stdout.once('data', done));
  return { ready, release: () => new Promise((done) => { child.on('exit', done); child.stdin.end(); }) };
}

test('A39 rows of the vault that are swapped or flipped serve nobody, and hurt no other account', async () => {
  const ids = Object.fromEntries((await ok(await stage.hub.fetch('/accounts', key))).filter((each) => each.provider === 'odd').map((each) => [each.alias, each.id]));
  const before = sql('SELECT item, generation, sealed FROM vault_items ORDER BY item');
  await stage.hub.stop();
  sql(`UPDATE vault_items SET item = 'x' WHERE item = '${ids.one}'; UPDATE vault_items SET item = '${ids.one}' WHERE item = '${ids.two}'; UPDATE vault_items SET item = '${ids.two}' WHERE item = 'x';`);
  await stage.hub.start();
  const { seen } = await odd.during(async () => {
    for (const alias of ['one', 'two']) {
      const answer = await call(alias);
      assert.ok(answer.status >= 500 && answer.headers.get('x-connect-hub-error'), `${alias} ${answer.status}`);
    }
  });
  assert.deepEqual(seen, [], 'nobody got the other one\'s key');
  assert.equal((await call('three')).status, 200);
  assert.match((await stage.hub.ctl('doctor')).out, /ERROR|warn/, 'the doctor tells of it');
  await stage.hub.stop();
  sql(`UPDATE vault_items SET item = 'x' WHERE item = '${ids.one}'; UPDATE vault_items SET item = '${ids.one}' WHERE item = '${ids.two}'; UPDATE vault_items SET item = '${ids.two}' WHERE item = 'x';`);
  assert.equal(sql('SELECT item, generation, sealed FROM vault_items ORDER BY item'), before);
  sql(`UPDATE vault_items SET sealed = substr(sealed, 1, 40) || CASE WHEN substr(sealed, 41, 1) = 'A' THEN 'B' ELSE 'A' END || substr(sealed, 42) WHERE item = '${ids.one}';`);
  await stage.hub.start();
  assert.ok((await call('one')).status >= 500);
  for (const alias of ['two', 'three']) assert.equal((await call(alias)).status, 200);
  assert.equal((await ok(await stage.hub.fetch('/accounts/one', key))).id, ids.one, 'nothing was deleted');
});

test('A38 another user of the machine reads no file, no socket and no memory of the hub', { skip: process.getuid() !== 0 && 'only root can become somebody else' }, () => {
  const asNobody = (...args) => spawnSync(args[0], args.slice(1), { uid: 65534, gid: 65534, encoding: 'utf8' });
  assert.equal(asNobody('cat', '/etc/hostname').status, 0, 'nobody can read what is open');
  for (const path of [join(stage.hub.data, 'hub.sqlite'), join(stage.hub.data, 'hub.json'), join(stage.hub.data, 'control.sock'), stage.hub.data, `/proc/${stage.hub.pid}/environ`, `/proc/${stage.hub.pid}/mem`, `/proc/${stage.hub.pid}/maps`])
    assert.notEqual(asNobody('head', '-c', '1', path).status, 0, path);
  const connect = asNobody('python3', '-c', 'import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])', join(stage.hub.data, 'control.sock'));
  assert.match(connect.stderr, /PermissionError/);
});

test('C37 the hub leaves no core dump', () => {
  assert.match(readFileSync(`/proc/${stage.hub.pid}/limits`, 'utf8'), /^Max core file size +0 +0 /m);
});

test('F25 of twenty hubs that start at once on one folder one lives', async () => {
  const folder = makeFolder();
  const hubs = Array.from({ length: 20 }, () => new HubProcess(folder));
  const codes = await Promise.all(hubs.map((hub) => hub.start().then(() => 'up', (error) => error.code)));
  assert.equal(codes.filter((code) => code === 'up').length, 1, codes.join(' '));
  assert.equal(codes.filter((code) => code === 75).length, 19, codes.join(' '));
  assert.equal(await hubs[codes.indexOf('up')].stop(), 0);
  rmSync(folder, { recursive: true });
});

test('S19 more connections than are allowed get 503, and the hub is well when they go', async () => {
  const folder = makeFolder();
  const hub = await new HubProcess(folder, { args: ['--max-connections', '10'] }).start();
  const half = `GET /healthz HTTP/1.1\r\nHost: ${new URL(hub.url).host}\r\n`;
  const held = Array.from({ length: 10 }, () => bytes(hub, half, 30_000));
  const last = await until(async () => { const answer = await exact(hub, undefined, '/healthz'); return answer.status === 503 && answer; }, 'the limit');
  assert.deepEqual([last.headers.get('x-connect-hub-error'), last.headers.get('retry-after')], ['overloaded', '1']);
  await Promise.all(held); // dropped at their deadline
  await until(async () => (await exact(hub, undefined, '/healthz')).status === 200, 'service again');
  await hub.stop();
  rmSync(folder, { recursive: true });
});
