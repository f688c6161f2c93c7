#!/usr/bin/env node
// Measures the shipped binaries: one table on stdout, all figures in build/bench/. See README.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { credential, measureCalls, startStage } from './calls.mjs';
import { measureCatalogue } from './catalogue.mjs';
import { measureDesktop, measureHubMemory, measureStart } from './start_and_memory.mjs';
import { measureToolsList, measureUsualLists } from './tools_list.mjs';
import { checkCores } from './lib/processes.mjs';
import { source } from '../e2e/lib/hub.mjs';

const { values: options } = parseArgs({ options: {
  rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '2' }, shape: { type: 'string' },
  part: { type: 'string', multiple: true, default: ['calls', 'tools', 'start', 'memory', 'desktop', 'catalogue'] },
} });
const port = 24000;
const has = (part) => options.part.includes(part);
const number = (value, digits) => (Number.isFinite(value) ? value.toFixed(digits) : '–');

function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  for (const row of rows) console.log(row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ').trimEnd());
}

const verdict = (met) => (met ? 'met' : 'missed');
const megabytes = (kB) => `${number(kB / 1024, 1)} MB`;
const still = [['else', '', 'figure', 'aim', '']];
const result = { at: new Date().toISOString(), options };

async function calls(stage) {
  result.calls = await measureCalls(stage, { rounds: Number(options.rounds), seconds: Number(options.seconds), only: options.shape });
  const { rows, hub } = result.calls;
  table([['call path', 'server', 'calls/s', 'CPU µs/call', 'user µs', '÷ nginx', 'p50 ms', 'p99 ms', 'foreign cores'],
    ...rows.map((row) => [row.shape, row.server, number(row.perSecond, 0), row.server === 'direct' ? '–' : number(row.cpu, 1), row.server === 'direct' ? '–' : number(row.user, 1), number(row.cpuToNginx, 2), number(row.p50, 2), number(row.p99, 2), number(row.foreign, 2)])]);
  const small = rows.find((row) => row.shape === 'GET 64' && row.server === 'hub');
  if (small) still.push(['CPU a call to nginx, GET 64', '', number(small.cpuToNginx, 2), '<= 1.00', verdict(small.cpuToNginx <= 1)]);
  still.push(['hub after the calls, RssAnon', '', megabytes(hub.anon), '', '']);
}

async function tools() {
  const rows = await measureToolsList(`http://127.0.0.1:${port}`, credential, port + 2, { rounds: Number(options.rounds), seconds: Number(options.seconds) });
  const usual = await measureUsualLists(`http://127.0.0.1:${port}`, credential);
  result.tools = { rows, usual };
  table([['tools/list', 'server', 'tools', 'bytes', 'first ms', 'least ms', 'p10 ms', 'p50 ms', 'CPU ms', 'user ms'],
    ...rows.map((row) => ['warm connection, nothing parsed', row.server, String(row.tools), String(row.bytes), ...['first', 'least', 'p10', 'p50', 'cpu', 'user'].map((what) => number(row[what], 2))])]);
  still.push(['tools/list, 2,000 tools', '', `${number(rows[0].p50, 2)} ms`, '< 3 ms', verdict(rows[0].p50 < 3)]);
  for (const [mode, { tools: count, bytes }] of Object.entries(usual)) still.push([`tools/list, 5 accounts, ${mode}, ${count} tools`, '', `${bytes} B`, ...(mode === 'individual' ? ['', ''] : ['< 8192 B', verdict(bytes < 8192)])]);
}

async function start(stage) {
  const seen = result.start = await measureStart(stage.hub.folder, 20);
  still.push([`start to the listening line, median of ${seen.runs}`, '', `${number(seen.median, 0)} ms`, '< 100 ms', verdict(seen.median < 100)]);
}

async function memory(stage) {
  result.memory = {};
  for (const more of [0, 199]) {
    const seen = result.memory[more + 1] = await measureHubMemory(stage.hub.folder, more);
    still.push([`idle hub, ${more + 1} account(s), RssAnon`, '', megabytes(seen.anon), '< 10 MB', verdict(seen.anon < 10 * 1024)]);
    still.push([`idle hub, ${more + 1} account(s), PSS`, '', megabytes(seen.pss), '', '']);
  }
}

async function desktop() {
  const seen = result.desktop = await measureDesktop(port + 100);
  for (const [name, what] of [['before the first consent', 'before'], ['in the consent', 'during'], ['after it', 'after']])
    still.push([`application ${name}, PSS of ${seen[what].processes} process(es), the first alone, RssAnon`, '', [seen[what].pss, seen[what].own, seen[what].anon].map(megabytes).join(', '), '', '']);
}

async function catalogue() {
  const seen = result.catalogue = await measureCatalogue(1000, 11);
  still.push(['catalogue of 1,000: start', '', `${number(seen.load, 1)} ms`, '< 30 ms', verdict(seen.load < 30)]);
  still.push(['catalogue of 1,000: RssAnon', '', megabytes(seen.kB), '< 4 MB', verdict(seen.kB < 4 * 1024)]);
  still.push(['catalogue of 1,000: the slowest search', '', `${number(seen.search, 2)} ms`, '< 1 ms', verdict(seen.search < 1)]);
  still.push(['catalogue of 1,000: first use of one', '', `${number(seen.find, 2)} ms`, '', '']);
}

checkCores();
if (['calls', 'tools', 'start', 'memory'].some(has)) {
  const stage = await startStage(port);
  try {
    if (has('calls')) await calls(stage);
    if (has('tools')) await tools();
    await stage.hub.stop();
    if (has('start')) await start(stage);
    if (has('memory')) await memory(stage);
  } finally {
    await stage.stop();
  }
}
if (has('catalogue')) await catalogue();
if (has('desktop')) await desktop();
table(still);
const file = join(source, 'build/bench', `${result.at.replaceAll(':', '-')}.json`);
mkdirSync(join(source, 'build/bench'), { recursive: true });
writeFileSync(file, JSON.stringify(result, null, 2));
console.log(file);
