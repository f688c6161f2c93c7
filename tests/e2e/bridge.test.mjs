// MCP over stdin and stdout, driven by the official SDK as a desktop client drives its servers.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { bin, makeStage, until } from './lib/hub.mjs';

const port = 27200;
const home = mkdtempSync(join(tmpdir(), 'hub-home-'));
let stage;
let client;
before(async () => {
  mkdirSync(join(home, '.config/Claude'), { recursive: true });
  stage = await makeStage(port, { hub: { port: port + 10, env: { HOME: home, XDG_CONFIG_HOME: join(home, '.config') } } });
  await stage.hub.connect(stage.authority, { alias: 'work' });
  const made = await stage.hub.ctl('agents', 'install', 'claude-desktop', '--scope', 'actions', '--effect', 'read', '--effect', 'write');
  assert.equal(made.code, 0, made.err);
});
after(async () => { await client?.close(); await stage?.stop(); rmSync(home, { recursive: true, force: true }); });

const entry = () => JSON.parse(readFileSync(join(home, '.config/Claude/claude_desktop_config.json'), 'utf8')).mcpServers['connect-hub'];
const connect = async (more = {}) => {
  const made = new Client({ name: 'desktop', version: '1' });
  await made.connect(new StdioClientTransport({ ...entry(), stderr: 'inherit', ...more }));
  return made;
};
const keys = async () => JSON.parse((await stage.hub.ctl('--json', 'keys', 'list')).out).keys;

test('the entry as it stands is a server with the hub\'s tools', async () => {
  client = await connect();
  assert.equal(client.getServerVersion().name, 'connect-hub');
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map((each) => each.name).sort(), ['authority_create_item', 'authority_list_items']);
  const listed = await client.callTool({ name: 'authority_list_items', arguments: {} });
  assert.equal(JSON.parse(listed.content[0].text).data.items[0].name, 'first');
  const wrong = await client.callTool({ name: 'authority_list_items', arguments: { cursr: 1 } });
  assert.equal(wrong.isError, true);
});

test('many calls go side by side, each answer to its own', async () => {
  const names = Array.from({ length: 30 }, (_, number) => `item ${number}`);
  const made = await Promise.all(names.map((name) => client.callTool({ name: 'authority_create_item', arguments: { name } })));
  assert.deepEqual(made.map((each) => JSON.parse(each.content[0].text).data.name), names);
});

test('a hub that is started anew costs the client nothing', async () => {
  assert.equal(await stage.hub.stop(), 0);
  await stage.hub.start();
  const listed = await client.callTool({ name: 'authority_list_items', arguments: {} });
  assert.ok(!listed.isError);
  assert.equal((await client.listTools()).tools.length, 2);
});

test('news of the hub\'s reach the client, before and after a restart', async () => {
  for (const alias of ['second', 'third']) {
    const news = new Promise((done) => client.setNotificationHandler(ToolListChangedNotificationSchema, done));
    // the stream for news opens beside the calls: a change that comes too early would be lost on any client
    const heard = await until(async () => {
      await stage.hub.ctl('accounts', 'suspend', 'work');
      await stage.hub.ctl('accounts', 'resume', 'work');
      return Promise.race([news.then(() => true), new Promise((done) => { setTimeout(done, 200, false); })]);
    }, `news ${alias}`);
    assert.ok(heard);
    if (alias === 'third') break;
    await stage.hub.stop();
    await stage.hub.start();
    await client.listTools();
  }
});

test('a key that was replaced is fetched by itself', async () => {
  const before = (await keys()).map((each) => each.id);
  await stage.hub.ctl('agents', 'install', 'claude-desktop', '--scope', 'actions', '--effect', 'read');
  assert.notDeepEqual((await keys()).map((each) => each.id), before);
  assert.deepEqual((await client.listTools()).tools.map((each) => each.name), ['authority_list_items']);
});

test('it ends with its client', async () => {
  const { pid } = client.transport;
  await client.close();
  client = undefined;
  await until(async () => { try { process.kill(pid, 0); return false; } catch { return true; } }, 'its end');
});

test('without an agent\'s name it has a key as long as it runs', async () => {
  const own = await connect({ args: ['mcp', '--data-dir', stage.hub.data, '--account', 'work'] });
  const made = (await keys()).find((each) => each.name === 'connect-hubctl mcp');
  assert.deepEqual([made.scopes, made.effects, made.owner, made.accounts.length], [['actions'], ['read'], 'local', 1]);
  assert.deepEqual((await own.listTools()).tools.map((each) => each.name), ['authority_list_items']);
  await own.close();
  await until(async () => !(await keys()).some((each) => each.name === 'connect-hubctl mcp'), 'the end of its key');
});

test('lines that are no messages, and what stdout holds', async () => {
  const child = spawn(entry().command, entry().args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (part) => { out += part; });
  child.stdin.end('hello\n\n{"jsonrpc":"2.0","id":"é","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}\n');
  const code = await new Promise((done) => child.on('close', done));
  assert.equal(code, 0);
  const lines = out.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(lines.length, 2);
  assert.ok(lines[0].error);
  assert.deepEqual([lines[1].id, lines[1].result.serverInfo.name], ['é', 'connect-hub']);
});

test('where no hub runs, it starts one', async () => {
  await stage.hub.stop();
  const lock = join(stage.hub.data, 'hub.lock');
  const started = await connect({ env: { ...process.env, CONNECT_HUB_MASTER_KEY_FILE: join(stage.folder, 'master.key') } });
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  try {
    assert.equal(started.getServerVersion().name, 'connect-hub');
    assert.equal((await stage.hub.ctl('accounts', 'list')).code, 0);
    await started.close();
    assert.equal((await stage.hub.ctl('accounts', 'list')).code, 0, 'the hub stays');
  } finally {
    process.kill(pid, 'SIGTERM');
  }
  await until(async () => { try { process.kill(pid, 0); return false; } catch { return true; } }, 'the end of that hub');
  await stage.hub.start();
});

test('where none can be started, each request says why', async () => {
  await stage.hub.stop();
  const child = spawn(join(bin, 'connect-hubctl'), ['mcp', '--data-dir', stage.hub.data], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, CONNECT_HUB_MASTER_KEY_FILE: join(stage.folder, 'no such key') } });
  let out = '';
  child.stdout.on('data', (part) => { out += part; });
  child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
  const line = await until(async () => out.includes('\n') && JSON.parse(out), 'an answer', 60_000);
  assert.match(line.error.message, /could not be started/);
  child.stdin.end();
  assert.equal(await new Promise((done) => child.on('exit', done)), 0);
  await stage.hub.start();
});
