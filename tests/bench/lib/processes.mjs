// Processes under measurement: started on one core, and what the kernel says about them.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { connect } from 'node:net';
import { until } from '../../e2e/lib/hub.mjs';

const tick = 10_000; // µs; USER_HZ is 100 on every Linux that we know

//! The server under test has a core of its own; load and stub share the other.
export const cores = { server: 0, load: 1 };

export function checkCores() {
  if (availableParallelism() < 2) throw new Error('the benchmark needs two cores: one for the server, one for the load');
}

const started = [];
process.on('exit', () => { for (const child of started) child.kill('SIGKILL'); });

//! Ends with this process, however that ends.
export function owned(child) {
  started.push(child);
  return child;
}

export const pinned = (core, program, args, options) => owned(spawn('taskset', ['-c', String(core), program, ...args], options));

//! A running process, all its threads.
export const move = (pid, core) => output(spawn('taskset', ['-acp', String(core), String(pid)], { stdio: ['ignore', 'pipe', 'inherit'] }), 'taskset');

export function ended(child) {
  return new Promise((done, fail) => { child.once('error', fail); child.once('exit', (code, signal) => done(code ?? signal)); });
}

//! Standard output of a program that must succeed.
export async function output(child, what) {
  let out = '';
  child.stdout.on('data', (text) => { out += text; });
  const code = await ended(child);
  if (code !== 0) throw new Error(`${what} ended with ${code}`);
  return out;
}

export function listens(port) {
  return until(() => new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1', () => { socket.destroy(); done(true); });
    socket.once('error', fail);
  }), `a server on port ${port}`);
}

function statOf(path) {
  const line = readFileSync(path, 'utf8');
  return line.slice(line.lastIndexOf(')') + 2).split(' ').map(Number); // the name may hold blanks
}

//! µs of CPU that a process has used, all its threads.
export function cpuOf(pid) {
  const fields = statOf(`/proc/${pid}/stat`);
  return { user: fields[11] * tick, all: (fields[11] + fields[12]) * tick };
}

//! µs of CPU of the children that this process has waited for.
export function cpuOfChildren() {
  const fields = statOf('/proc/self/stat');
  return (fields[13] + fields[14]) * tick;
}

//! µs of CPU that the whole machine has used.
export function cpuOfMachine() {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq) * tick;
}

const field = (text, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? NaN);

//! kB. PSS of a process that can't be dumped is for root alone.
export function memoryOf(pid) {
  let pss = NaN;
  try { pss = field(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss'); } catch { /* not root */ }
  return { anon: field(readFileSync(`/proc/${pid}/status`, 'utf8'), 'RssAnon'), pss };
}

//! A process and all below it.
export function family(pid) {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try { return [[Number(name), statOf(`/proc/${name}/stat`)[1]]]; } catch { return []; } // it has ended
  });
  const found = [pid];
  for (let i = 0; i < found.length; ++i) found.push(...parents.filter(([, parent]) => parent === found[i]).map(([child]) => child));
  return found;
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
