// The hub in agents' own files, in a home folder of the test's own: in, used as the agent would, out.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { bin, makeStage, until } from './lib/hub.mjs';
import { Keyring } from './lib/keyring.mjs';

const run = promisify(execFile);
const port = 27100;
const home = mkdtempSync(join(tmpdir(), 'hub-home-'));
const keyring = new Keyring();
const files = {
  'claude-code': ['.claude.json', '{\n  "numStartups": 7,\n  "mcpServers": {\n    "other": { "command": "x" }\n  }\n}'],
  'claude-desktop': ['.config/Claude/claude_desktop_config.json', '{}'],
  codex: ['.codex/config.toml', 'model = "m" # mine\n'],
  gemini: ['.gemini/settings.json', '{\r\n\t"theme": "x"\r\n}\r\n'],
  cursor: ['.cursor/mcp.json', '{"mcpServers":{}}'],
  vscode: ['.config/Code/User/mcp.json', '// mine\n{\n  "servers": {\n    "a": { "command": "x" }, // the first\n  },\n}\n'],
};
const names = Object.keys(files);
const path = (name) => join(home, files[name][0]);
const text = (name) => readFileSync(path(name), 'utf8');

let stage;
before(async () => {
  await keyring.startBus();
  await keyring.start();
  const env = { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), CLAUDE_CONFIG_DIR: '', CODEX_HOME: '', DBUS_SESSION_BUS_ADDRESS: keyring.env.DBUS_SESSION_BUS_ADDRESS };
  stage = await makeStage(port, { hub: { port: port + 10, env } });
  await stage.hub.connect(stage.authority, { alias: 'work' });
});
after(async () => { await stage?.stop(); keyring.stop(); rmSync(home, { recursive: true, force: true }); });

const ctl = async (...args) => {
  const told = await stage.hub.ctl(...args);
  assert.equal(told.code, 0, `${args.join(' ')}: ${told.err}`);
  return told.out;
};
const agents = async () => Object.fromEntries(JSON.parse(await ctl('--json', 'agents', 'list')).agents.map((each) => [each.name, each]));
const tools = async (headers) => {
  const opened = await fetch(`${stage.hub.url}/mcp`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } } }) });
  if (opened.status !== 200) return opened.status;
  await opened.text();
  const session = opened.headers.get('mcp-session-id');
  const listed = await fetch(`${stage.hub.url}/mcp`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...(session ? { 'mcp-session-id': session } : {}), ...headers }, body: JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' }) });
  const body = await listed.text();
  const message = body.startsWith('{') ? body : body.split('\n').filter((line) => line.startsWith('data: {')).at(-1).slice(6);
  return JSON.parse(message).result.tools.map((each) => each.name);
};

test('an agent is found by its folder', async () => {
  const before = await agents();
  assert.deepEqual(Object.keys(before).sort(), [...names].sort());
  assert.deepEqual(new Set(Object.values(before).map((each) => each.state)), new Set(['absent']));
  const refused = await stage.hub.ctl('agents', 'install', 'cursor');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /was not found/);
  for (const [file, content] of Object.values(files)) {
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), content, { mode: 0o644 });
  }
  mkdirSync(join(home, '.claude'));
  assert.deepEqual(new Set(Object.values(await agents()).map((each) => each.state)), new Set(['none']));
  assert.match(await ctl('agents', 'list'), /not connected/);
});

test('each agent gets an entry with a key of its own, once', async () => {
  const keys = new Set();
  for (const name of names) {
    await ctl('agents', 'install', name);
    const first = text(name);
    await ctl('agents', 'install', name);
    assert.equal(text(name), first, `${name}: again is the same`);
    const agent = (await agents())[name];
    assert.deepEqual([agent.state, agent.file], ['connected', path(name)]);
    keys.add(agent.key_id);
  }
  assert.equal(keys.size, names.length);
  const list = JSON.parse(await ctl('--json', 'keys', 'list')).keys.filter((each) => keys.has(each.id));
  for (const key of list) assert.deepEqual([key.scopes, key.effects, key.owner], [['actions'], ['read'], 'local'], key.name);
});

test('what the entry says lets the agent call, and read only', async () => {
  const url = `${stage.hub.url}/mcp`;
  const code = JSON.parse(text('claude-code')).mcpServers;
  assert.deepEqual(Object.keys(code), ['other', 'connect-hub']);
  assert.deepEqual([code['connect-hub'].type, code['connect-hub'].url], ['http', url]);
  const helped = JSON.parse((await run('sh', ['-c', code['connect-hub'].headersHelper])).stdout);
  assert.deepEqual(Object.keys(helped), ['Authorization']);
  const headers = {
    'claude-code': helped,
    codex: { Authorization: /"Authorization" = "(.*)" \}/.exec(text('codex'))[1] },
    gemini: JSON.parse(text('gemini')).mcpServers['connect-hub'].headers,
    cursor: JSON.parse(text('cursor')).mcpServers['connect-hub'].headers,
    vscode: { Authorization: /"Authorization": "(.*)"/.exec(text('vscode'))[1] },
  };
  assert.equal(JSON.parse(text('gemini')).mcpServers['connect-hub'].httpUrl, url);
  for (const [name, header] of Object.entries(headers)) assert.deepEqual(await tools(header), ['authority_list_items'], name);
  await ctl('agents', 'install', 'cursor', '--scope', 'actions', '--effect', 'read', '--effect', 'write', '--account', 'work');
  assert.equal(await tools(headers.cursor), 401, 'the key before is over');
  assert.deepEqual((await tools(JSON.parse(text('cursor')).mcpServers['connect-hub'].headers)).sort(), ['authority_create_item', 'authority_list_items']);
});

test('a file that holds a key is the person\'s alone, others stay as they are', async () => {
  const modes = Object.fromEntries(names.map((name) => [name, statSync(path(name)).mode & 0o777]));
  assert.deepEqual(modes, { 'claude-code': 0o644, 'claude-desktop': 0o644, codex: 0o600, gemini: 0o600, cursor: 0o600, vscode: 0o600 });
  for (const name of ['claude-code', 'claude-desktop']) assert.doesNotMatch(text(name), /Basic|Bearer|ch_/);
  for (const name of names) assert.equal(readFileSync(`${path(name)}.connect-hub-backup`, 'utf8'), files[name][1]);
});

test('what the person changes is told, and a broken file is left alone', async () => {
  const good = text('gemini');
  writeFileSync(path('gemini'), good.replace('false', 'true'));
  assert.equal((await agents()).gemini.state, 'changed');
  writeFileSync(path('gemini'), '{ "mcpServers": ');
  const broken = (await agents()).gemini;
  assert.equal(broken.state, 'unreadable');
  assert.match(broken.detail, /not valid JSON/);
  for (const command of ['install', 'remove']) assert.equal((await stage.hub.ctl('agents', command, 'gemini')).code, 1);
  assert.equal(text('gemini'), '{ "mcpServers": ');
  writeFileSync(path('gemini'), good);
  assert.equal((await agents()).gemini.state, 'connected');
});

test('each key that leaves is on record, and none is in it', async () => {
  const rows = (await ctl('audit', 'export')).trim().split('\n').map((line) => JSON.parse(line));
  const events = rows.map((row) => row.event);
  assert.equal(events.filter((event) => event === 'agent.key').length, 1);
  assert.ok(events.filter((event) => event === 'agent.installed').length >= names.length);
  const secret = Buffer.from(JSON.parse((await stage.hub.ctl('token', '--client', 'claude-code')).out).Authorization.slice(6), 'base64').toString().slice(0, -1);
  assert.match(secret, /^ch_/);
  assert.ok(!JSON.stringify(rows).includes(secret));
  const unknown = await stage.hub.ctl('token', '--client', 'hal');
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /claude-code/);
});

test('keys move with the vault, and stand in the keychain by the agent\'s name', async () => {
  const token = await ctl('token', '--client', 'claude-code');
  await ctl('vault', 'migrate', 'keychain');
  assert.equal(Buffer.from(`${await keyring.read('agent/claude-code')}:`).toString('base64'), JSON.parse(token).Authorization.slice(6));
  assert.equal(await ctl('token', '--client', 'claude-code'), token);
  await ctl('vault', 'migrate', 'sealed');
  assert.equal(await keyring.read('agent/claude-code'), '');
  assert.equal(await ctl('token', '--client', 'claude-code'), token);
});

test('a file behind a link is written, and the link stays', async () => {
  rmSync(path('codex'));
  writeFileSync(join(home, 'dotfiles.toml'), '# shared\n', { mode: 0o640 });
  symlinkSync(join(home, 'dotfiles.toml'), path('codex'));
  await ctl('agents', 'install', 'codex');
  assert.match(readFileSync(join(home, 'dotfiles.toml'), 'utf8'), /^# shared\n\n\[mcp_servers\.connect-hub\]\n/);
  await ctl('agents', 'remove', 'codex');
  assert.equal(readFileSync(join(home, 'dotfiles.toml'), 'utf8'), '# shared\n');
  assert.equal(statSync(join(home, 'dotfiles.toml')).mode & 0o777, 0o640);
});

test('removal gives the bytes back and ends the key', async () => {
  const { Authorization } = JSON.parse(text('gemini')).mcpServers['connect-hub'].headers;
  for (const name of names.filter((each) => each !== 'codex')) {
    await ctl('agents', 'remove', name);
    assert.equal(text(name), files[name][1], name);
    assert.equal(statSync(path(name)).mode & 0o777, 0o644, name);
    assert.ok(!existsSync(`${path(name)}.connect-hub-backup`));
  }
  assert.equal(await tools({ Authorization }), 401);
  assert.deepEqual(JSON.parse(await ctl('--json', 'keys', 'list')).keys, []);
  assert.equal((await stage.hub.ctl('token', '--client', 'claude-code')).code, 1);
});

test('a command runs with a key that ends with it', async () => {
  const seen = await stage.hub.ctlWith('from stdin', 'run', '--', 'sh', '-c', 'cat; echo " $CONNECT_HUB_URL $CONNECT_HUB_KEY $1"; exit 7', 'sh', '--json');
  assert.equal(seen.code, 7, seen.err);
  const [, url, key] = /^from stdin (\S+) (ch_\S+) --json$/m.exec(seen.out);
  assert.equal(url, stage.hub.url);
  assert.equal((await stage.hub.fetch('/connectors/meta', key)).status, 401);
  assert.deepEqual(JSON.parse(await ctl('--json', 'keys', 'list')).keys, []);
  assert.equal((await stage.hub.ctl('run', '--', 'no-such-command')).code, 127);
  assert.equal((await stage.hub.ctl('run')).code, 2);
  chmodSync(join(home, 'dotfiles.toml'), 0o600);
  assert.equal((await stage.hub.ctl('run', '--', join(home, 'dotfiles.toml'))).code, 126);
});

test('while the command runs its key reads, and signals reach it', async () => {
  const child = spawn(join(bin, 'connect-hubctl'), ['--data-dir', stage.hub.data, 'run', '--client', 'my job', '--', 'sh', '-c', 'trap "echo got it; exit 9" TERM; echo "$CONNECT_HUB_KEY"; while :; do sleep 0.1; done'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (part) => { out += part; });
  const key = await until(async () => /^ch_\S+(?=\n)/.exec(out)?.[0], 'the key');
  const [record] = JSON.parse(await ctl('--json', 'keys', 'list')).keys;
  assert.deepEqual([record.name, record.effects, record.owner], ['my job', ['read'], 'local']);
  assert.ok(Date.parse(record.expires_at) - Date.now() < 25 * 3_600_000);
  assert.equal((await stage.hub.fetch('/proxy/items?x-account-id=work', key)).status, 200);
  assert.equal((await stage.hub.fetch('/proxy/items?x-account-id=work', key, { method: 'POST', body: '{}' })).status, 403);
  child.kill('SIGTERM');
  const code = await new Promise((done) => child.on('exit', done));
  assert.deepEqual([code, out.includes('got it')], [9, true]);
  assert.deepEqual(JSON.parse(await ctl('--json', 'keys', 'list')).keys, []);
});
