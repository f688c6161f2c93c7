// The two command lines: flags, exit codes, what stands on which line.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { authorityConnector, bin, HubProcess, keyConnector, makeFolder, makeStage } from './lib/hub.mjs';

const port = 25300;
let stage;
before(async () => { stage = await makeStage(port, { hub: { port: port + 10 } }); });
after(async () => { await stage?.stop(); });

const hubd = (...args) => spawnSync(join(bin, 'connect-hubd'), args, { encoding: 'utf8', timeout: 10_000 });
const ctl = async (...args) => {
  const told = await stage.hub.ctl(...args);
  assert.equal(told.code, 0, `${args.join(' ')}: ${told.err}`);
  return told.out;
};

for (const [name, args, says] of [
  ['--tls-cert', ['--tls-cert', 'x'], /--tls-cert is not supported by this version yet/], ['--tls-key', ['--tls-key', 'x'], /--tls-key is not supported/],
  ['a public name with a path', ['--public-url', 'https://hub.example/x'], /--public-url takes http or https and a host/], ['--config', ['--config', 'x.json'], /--config is not supported/],
  ['--test-fixtures with PostgreSQL', ['--test-fixtures', '--store', 'postgresql://db/hub'], /--test-fixtures is for tests/], ['--store postgresql', ['--store', 'postgresql://db/hub'], /PostgreSQL is not supported by this version yet/],
  ['more threads', ['--threads', '2'], /--threads: more than 1 is not supported/], ['a host without TLS', ['--host', '0.0.0.0'], /needs --tls-cert and --tls-key/],
  ['no connection at all', ['--max-connections', '0'], /--max-connections takes a number from 1/], ['a directory that is not there', ['--connectors', '/no/such/place'], /no directory \/no\/such\/place/],
  ['a flag of nobody', ['--nonsense'], /nonsense/], ['a stray word', ['serve'], /serve/]]) {
  test(`connect-hubd refuses ${name} in one line, before it touches anything`, () => {
    const folder = makeFolder();
    const told = hubd('--data-dir', join(folder, 'data'), '--vault', 'sealed', '--master-key', `file:${join(folder, 'master.key')}`, '--port', '0', ...args);
    assert.equal(told.status, 2);
    assert.match(told.stderr, says);
    assert.deepEqual([told.stdout, told.stderr.trim().split('\n').length], ['', 1]);
    assert.throws(() => readFileSync(join(folder, 'data/hub.json')));
    rmSync(folder, { recursive: true });
  });
}

test('connect-hubd tells its flags and its version', () => {
  const help = hubd('--help');
  assert.equal(help.status, 0);
  for (const flag of ['--port', '--host', '--data-dir', '--vault', '--master-key', '--store', '--connectors', '--allow-local', '--threads', '--max-connections']) assert.ok(help.stdout.includes(flag), flag);
  assert.match(hubd('--version').stdout, /^connect-hubd \d+\.\d+\.\d+\n$/);
});

test('the first line on stdout says where, the port is kept, and is never changed silently', async () => {
  const folder = makeFolder();
  const fresh = (args) => Object.assign(new HubProcess(folder), { args: ['--data-dir', join(folder, 'data'), '--vault', 'sealed', '--connectors', join(folder, 'connectors'), ...args], env: { CONNECT_HUB_MASTER_KEY_FILE: join(folder, 'master.key') } });
  const first = await fresh(['--port', String(port + 20), '--threads', '1']).start();
  assert.equal(first.url, `http://127.0.0.1:${port + 20}`);
  assert.equal(await first.stop(), 0);
  assert.equal(JSON.parse(readFileSync(join(folder, 'data/hub.json'))).port, port + 20);
  const any = await fresh(['--port', '0']).start();
  assert.notEqual(any.url, first.url);
  await any.stop('SIGINT');
  const again = await fresh([]).start();
  assert.equal(again.url, first.url, '--port 0 is not kept');
  await again.stop();
  writeFileSync(join(folder, 'data/hub.json'), '{"port": 7');
  const damaged = fresh([]);
  assert.equal((await damaged.start().then(() => undefined, (reason) => reason))?.code, 78);
  assert.match(damaged.log, /hub\.json .*--port N/);
  const righted = await fresh(['--port', String(port + 20)]).start();
  await righted.stop();
  const holder = net.createServer().listen(port + 20, '127.0.0.1');
  await new Promise((done) => holder.on('listening', done));
  const blocked = fresh([]);
  const error = await blocked.start().then(() => undefined, (reason) => reason);
  holder.close();
  assert.equal(error?.code, 71);
  assert.match(blocked.log, new RegExp(`${port + 20}.*node.*${process.pid}`));
  rmSync(folder, { recursive: true });
});

test('what a program reads stands alone on the last line of stdout', async () => {
  const last = (out) => out.trimEnd().split('\n').at(-1);
  assert.match(last(await ctl('keys', 'create', '--name', 'n', '--scope', 'read', '--scope', 'accounts', '--owner', 'ana', '--action', 'keyed_*', '--expires', '30d')), /^ch_[a-z0-9]+_[A-Za-z0-9]+$/);
  assert.match(last(await ctl('links', 'create', '--owner', 'ana', '--connector', 'keyed', '--days', '3')), /^http:\/\/127\.0\.0\.1:\d+\/connect\/\w+$/);
  assert.match(last((await stage.hub.ctlWith('stub-key-1\n', 'connect', 'keyed', '--secret-stdin', '--owner', 'ana', '--alias', 'one')).out), /^acc_\w+$/);
  assert.match(last(await ctl('connect', 'keyed', '--field', 'api_key=stub-key-1', '--alias', 'two')), /^acc_\w+$/);
  const { keys } = JSON.parse(await ctl('--json', 'keys', 'list'));
  const made = keys.find((each) => each.name === 'n');
  assert.deepEqual([made.scopes, made.owner, made.actions], [['read', 'accounts'], 'ana', ['keyed_*']]);
  const days = (Date.parse(made.expires_at) - Date.parse(made.created_at)) / 86_400_000;
  assert.ok(Math.abs(days - 30) < 0.01, String(days));
});

for (const [words, code] of [
  [['keys', 'create', '--name', 'x', '--expires', 'soon'], 2], [['keys', 'create', '--name', 'x', '--scope', 'root'], 1], [['keys', 'delete', 'none'], 1],
  [['connectors', 'show', 'none'], 1], [['connectors', 'validate', '/no/file'], 2], [['connectors', 'remove', 'github'], 1],
  [['profiles', 'set', 'authority'], 2], [['profiles', 'set', 'none', '--client-id', 'x'], 1], [['links', 'revoke', 'none'], 1],
  [['links', 'create', '--days', '0'], 2], [['connect', 'keyed'], 2], [['connect', 'keyed', '--field', 'api_key=stub-key-1', '--field', 'colour=red'], 2],
  [['connect', 'none'], 1], [['accounts', 'show', 'none'], 1], [['call', 'none_at_all'], 1], [['call', 'authority_list_items', '--arg', 'nonsense'], 2], [['vault'], 2], [[], 2]]) {
  test(`connect-hubctl ${words.join(' ') || 'alone'} ends with ${code} and one line`, async () => {
    const told = await stage.hub.ctl(...words);
    assert.deepEqual([told.code, told.out], [code, ''], told.err);
    assert.ok(told.err.trim().length > 0);
  });
}

test('a connector file is validated, added, shown, dry-run and removed', async () => {
  const file = join(stage.folder, 'mine.json');
  writeFileSync(file, JSON.stringify({ ...keyConnector(port), key: 'mine' }));
  assert.equal((await stage.hub.ctl('connectors', 'validate', file)).code, 1, 'plain http without --allow-local');
  assert.equal((await stage.hub.ctl('connectors', 'add', file)).code, 1);
  await ctl('connectors', 'validate', file, '--allow-local');
  await ctl('connectors', 'add', file, '--allow-local');
  assert.equal((await stage.hub.ctlWith('stub-key-1', 'connect', 'mine', '--secret-stdin')).code, 0);
  const plan = JSON.parse(await ctl('connectors', 'show', 'authority', '--dry-run'));
  assert.match(plan.authorize_url, /code_challenge_method=S256/);
  assert.equal(plan.token_request.method, 'POST');
  assert.equal(plan.first_call.headers.Authorization, 'Bearer {access_token}');
  await ctl('connectors', 'remove', 'mine');
  assert.equal((await stage.hub.ctl('connectors', 'show', 'mine')).code, 1);
});

const change = (make, where, value) => { const file = make(port); const path = where.split('/').slice(1); const last = path.pop(); path.reduce((at, step) => at[step], file)[last] = value; return file; };
for (const [make, pointer] of [
  [keyConnector, '/base_ulr'], [keyConnector, '/auth/0/fields/0/lable'], [keyConnector, '/auth/0/placement/cookies'], [keyConnector, '/probe/identity/email'],
  [authorityConnector, '/auth/0/tokenurl'], [authorityConnector, '/auth/0/scopes/0/hidden'], [authorityConnector, '/actions/0/parameters/querry'], [authorityConnector, '/actions/0/script']]) {
  test(`an unknown key is told with file and pointer: ${pointer}`, async () => {
    writeFileSync(join(stage.folder, 'bad.json'), JSON.stringify(change(make, pointer, {})));
    const told = await stage.hub.ctl('connectors', 'validate', join(stage.folder, 'bad.json'), '--allow-local');
    assert.equal(told.code, 1);
    assert.match(told.err, new RegExp(`bad\\.json: ${pointer} is not a known key`));
  });
}

test('the record can be exported line by line, and is whole', async () => {
  const rows = (await ctl('audit', 'export')).trim().split('\n').map((line) => JSON.parse(line));
  assert.ok(rows.length > 3);
  assert.deepEqual(rows.map((row) => row.seq), rows.map((_, i) => rows.length - i));
  await ctl('audit', 'verify');
});
