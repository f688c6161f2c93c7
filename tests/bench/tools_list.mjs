// tools/list: many tools of the hub beside the official SDK's server with the same ones, in the same rounds; and how large the usual lists are.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cores, cpuOf, listens, move, output, owned, pinned } from './lib/processes.mjs';
import { HubProcess, makeFolder, source } from '../e2e/lib/hub.mjs';
import { shippedConnector } from '../e2e/lib/shipped.mjs';
import { node22 } from '../interop/lib/conformance.mjs';

const asker = join(import.meta.dirname, 'lib/asker.mjs');
const peer = join(import.meta.dirname, 'lib/sdk_server.mjs');
const files = 20;
const actionsEach = 100;
const probe = '/small';
const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {}, 'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' } };
const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta } });

//! Actions like those that ship: the shipped ones over and over, under new names.
function generatedConnectors(stub) {
  const names = readdirSync(join(source, 'resources/connectors')).filter((name) => name.endsWith('.json'));
  const shipped = names.map((name) => shippedConnector(name.replace('.json', ''), stub, probe));
  const actions = shipped.flatMap((each) => each.actions);
  return Array.from({ length: files }, (_, file) => {
    const key = `made-${String(file).padStart(2, '0')}`;
    const own = Array.from({ length: actionsEach }, (__, i) => ({ ...actions[(file * actionsEach + i) % actions.length], id: `${key}_run_${i}` }));
    return { ...shipped[0], key, name: `Made ${file}`, aliases: [], actions: own };
  });
}

async function startHub(connectors, credential) {
  const folder = makeFolder();
  for (const each of connectors) writeFileSync(join(folder, `connectors/${each.key}.json`), JSON.stringify(each));
  const hub = await new HubProcess(folder, { args: connectors.flatMap(({ key }) => ['--allow-local', key]) }).start();
  owned(hub.child);
  for (const { key } of connectors) {
    const made = await hub.ctlWith(`${credential}\n`, 'connect', key, '--secret-stdin');
    if (made.code !== 0) throw new Error(`no account: ${made.err}`);
  }
  return { hub, authorization: `Bearer ${await hub.key('--scope', 'full')}`, stop: async () => { await hub.stop(); rmSync(folder, { recursive: true, force: true }); } };
}

const headersOf = (authorization) => ({ authorization, accept: 'application/json, text/event-stream', 'content-type': 'application/json', 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' });

async function ask(url, authorization) {
  const begun = performance.now();
  const text = await (await fetch(url, { method: 'POST', headers: headersOf(authorization), body: message })).text();
  const ms = performance.now() - begun;
  const { result } = JSON.parse(text);
  if (!result) throw new Error(`no list from ${url}: ${text.slice(0, 300)}`);
  return { ms, bytes: Buffer.byteLength(text), tools: result.tools };
}

//! One connection that stays open; from the request's first byte to the answer's last one, nothing parsed.
async function runOnce({ url, authorization, pid }, seconds) {
  const { host, pathname } = new URL(url);
  const lines = Object.entries({ host, ...headersOf(authorization), 'content-length': message.length }).map(([name, value]) => `${name}: ${value}\r\n`);
  const before = cpuOf(pid);
  const child = pinned(cores.load, node22, [asker, url, String(seconds)], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${message}`);
  const { requests, least, p10, p50 } = JSON.parse(await output(child, 'the client'));
  const after = cpuOf(pid);
  return { least, p10, p50, cpu: (after.all - before.all) / requests / 1000, user: (after.user - before.user) / requests / 1000 };
}

//! \return rows {server, tools, bytes, first, least, p50, cpu, user}: ms; the best of all rounds, as the machine has more to do than this
export async function measureToolsList(stub, credential, port, { rounds, seconds }) {
  const many = await startHub(generatedConnectors(stub), credential);
  await move(many.hub.pid, cores.server);
  const servers = [{ name: 'hub', url: `${many.hub.url}/mcp`, authorization: many.authorization, pid: many.hub.pid }];
  const seen = await ask(servers[0].url, many.authorization);
  const list = join(many.hub.folder, 'tools.json');
  writeFileSync(list, JSON.stringify(seen.tools));
  const child = pinned(cores.server, node22, [peer, String(port), list], { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    await listens(port);
    servers.push({ name: 'TypeScript SDK', url: `http://127.0.0.1:${port}/`, authorization: 'none', pid: child.pid });
    const rows = servers.map(({ name }) => ({ server: name }));
    const firsts = [seen, await ask(servers[1].url, 'none')];
    rows.forEach((row, i) => Object.assign(row, { first: firsts[i].ms, bytes: firsts[i].bytes, tools: firsts[i].tools.length, least: Infinity, p10: Infinity, p50: Infinity, cpu: Infinity, user: Infinity }));
    for (let round = 0; round < rounds; ++round) {
      for (const [i, server] of servers.entries()) {
        const once = await runOnce(server, seconds);
        for (const what of Object.keys(once)) rows[i][what] = Math.min(rows[i][what], once[what]);
      }
    }
    return rows;
  } finally {
    child.kill('SIGKILL');
    await many.stop();
  }
}

//! \return bytes of the answer with five accounts as many people have them, for each mode
export async function measureUsualLists(stub, credential) {
  const five = await startHub(['gmail', 'gcalendar', 'slack', 'github', 'notion'].map((key) => shippedConnector(key, stub, probe)), credential);
  try {
    const sizes = {};
    for (const mode of ['individual', 'search_execute']) {
      const { bytes, tools } = await ask(`${five.hub.url}/mcp?tool-mode=${mode}`, five.authorization);
      sizes[mode] = { bytes, tools: tools.length };
    }
    return sizes;
  } finally {
    await five.stop();
  }
}
