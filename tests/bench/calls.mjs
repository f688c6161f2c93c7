// The call path: what one proxied call costs, beside nginx doing the same work in the same rounds.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPeer, startStub } from './lib/nginx.mjs';
import { cores, cpuOf, cpuOfChildren, cpuOfMachine, median, memoryOf, move, output, owned, pinned } from './lib/processes.mjs';
import { HubProcess, makeFolder } from '../e2e/lib/hub.mjs';

const lua = join(import.meta.dirname, 'load.lua');
export const credential = 'provider-credential-0123456789abcdef';

export const shapes = [
  { name: 'GET 64', path: '/small', connections: 64 },
  { name: 'GET 16', path: '/small', connections: 16 },
  { name: 'GET 256', path: '/small', connections: 256 },
  { name: 'POST 1 KiB 64', path: '/small', connections: 64, method: 'POST', body: 1024 },
  { name: 'GET 1 MiB 8', path: '/large', connections: 8 },
  { name: 'GET 50 ms 256', path: '/slow', connections: 256 },
];

//! A connector with a key for the stub, and an account of it.
async function startHub(port) {
  const folder = makeFolder();
  writeFileSync(join(folder, 'connectors/bench.json'), JSON.stringify({
    schema: 1, key: 'bench', name: 'Bench', categories: ['documents'], docs_url: 'https://docs.example.test', evidence: 'exercised', base_url: `http://127.0.0.1:${port}`,
    auth: [{ key: 'api_key', type: 'api_key', fields: [{ key: 'api_key', label: 'API key', type: 'password', required: true, secret: true }], placement: { headers: { Authorization: 'Bearer {api_key}' }, query: {} } }],
    probe: { method: 'GET', path: '/small', identity: { id: '/id', label: '/id' } },
  }));
  const hub = await new HubProcess(folder, { args: ['--allow-local', 'bench'] }).start();
  owned(hub.child);
  await move(hub.pid, cores.server);
  await addAccount(hub, 'first');
  return hub;
}

export async function addAccount(hub, alias) {
  const made = await hub.ctlWith(`${credential}\n`, 'connect', 'bench', '--alias', alias, '--owner', alias, '--secret-stdin');
  if (made.code !== 0) throw new Error(`no account: ${made.err}`);
}

export async function startStage(port) {
  const folder = makeFolder();
  const stub = await startStub(join(folder, 'stub'), cores.load, port, `Bearer ${credential}`);
  const hub = await startHub(port);
  const key = `Basic ${Buffer.from(`${await hub.key('--scope', 'full')}:`).toString('base64')}`;
  const peer = await startPeer(join(folder, 'peer'), cores.server, port + 1, port, key, `Bearer ${credential}`);
  return {
    hub, stub,
    servers: [
      { name: 'direct', url: `http://127.0.0.1:${port}`, authorization: `Bearer ${credential}` },
      { name: 'nginx', url: `http://127.0.0.1:${port + 1}`, authorization: key, pid: peer.pid },
      { name: 'hub', url: `${hub.url}/proxy`, authorization: key, pid: hub.pid }],
    stop: async () => { await peer.stop(); await stub.stop(); rmSync(folder, { recursive: true, force: true }); rmSync(hub.folder, { recursive: true, force: true }); },
  };
}

async function runOnce(stage, server, shape, seconds) {
  const env = { ...process.env, BENCH_METHOD: shape.method ?? 'GET', BENCH_BODY: String(shape.body ?? 0), BENCH_AUTHORIZATION: server.authorization };
  const look = () => ({ server: server.pid ? cpuOf(server.pid) : { user: 0, all: 0 }, stub: cpuOf(stage.stub.pid).all, load: cpuOfChildren(), own: process.cpuUsage(), machine: cpuOfMachine() });
  const before = look();
  const text = await output(pinned(cores.load, 'wrk', ['-t1', `-c${shape.connections}`, `-d${seconds}s`, '-s', lua, server.url + shape.path], { env, stdio: ['ignore', 'pipe', 'inherit'] }), 'wrk');
  const after = look();
  const seen = JSON.parse(text.trim().split('\n').at(-1));
  if (seen.failed > 0 || seen.requests === 0) throw new Error(`${shape.name} through ${server.name}: ${seen.failed} calls failed, ${seen.requests} done`);
  const own = after.own.user + after.own.system - before.own.user - before.own.system;
  const used = (what) => after.server[what] - before.server[what];
  const ours = used('all') + after.stub - before.stub + after.load - before.load + own;
  return {
    perSecond: seen.requests / seen.us * 1e6, cpu: used('all') / seen.requests, user: used('user') / seen.requests, p50: seen.p50 / 1000, p99: seen.p99 / 1000,
    foreign: Math.max(0, after.machine - before.machine - ours) / seen.us,
  };
}

//! All servers in turn, round by round, so that what else the machine does meets them alike.
export async function measureCalls(stage, { rounds, seconds, only }) {
  const rows = [];
  for (const shape of shapes.filter((each) => !only || each.name === only)) {
    const seen = new Map(stage.servers.map((server) => [server.name, []]));
    for (let round = 0; round < rounds; ++round) {
      for (const server of stage.servers) seen.get(server.name).push(await runOnce(stage, server, shape, seconds));
    }
    const middle = (name, what) => median(seen.get(name).map((each) => each[what]));
    for (const { name } of stage.servers) {
      const row = { shape: shape.name, server: name };
      for (const what of ['perSecond', 'cpu', 'user', 'p50', 'p99', 'foreign']) row[what] = middle(name, what);
      if (name !== 'direct') row.cpuToNginx = row.cpu / middle('nginx', 'cpu');
      rows.push(row);
    }
  }
  return { rows, hub: memoryOf(stage.hub.pid) };
}
