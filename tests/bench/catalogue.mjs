// A catalogue of many connectors, generated from one that ships: what its start, its memory and its search cost.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { source } from '../e2e/lib/hub.mjs';
import { median, output } from './lib/processes.mjs';

//! Files as large as a usual one, with names that differ.
export function generateConnectors(folder, count) {
  const model = JSON.parse(readFileSync(join(source, 'resources/connectors/jira.json'), 'utf8'));
  const kinds = ['crm', 'ticketing', 'documents', 'payments', 'scheduling', 'messaging', 'hris', 'developer'];
  mkdirSync(folder, { recursive: true });
  return [...Array(count)].map((_, i) => {
    const key = `c${i}`;
    const made = { ...model, key, name: `${['Vendor', 'Connector', 'Acme', 'Cloud'][i % 4]} ${i}`, aliases: [`alias ${i}`], categories: [kinds[i % kinds.length]],
      actions: model.actions.map((action) => ({ ...action, id: action.id.replace(/^[^_]+/, key) })) };
    const file = join(folder, `${key}.json`);
    writeFileSync(file, JSON.stringify(made, null, 2));
    return file;
  });
}

export async function measureCatalogue(count, runs) {
  const root = mkdtempSync(join(tmpdir(), 'bench-catalogue-'));
  try {
    const files = generateConnectors(join(root, 'connectors'), count);
    const indexed = spawnSync('python3', [join(source, 'resources/connector_index.py'), join(root, 'connectors.index'), ...files], { encoding: 'utf8' });
    if (indexed.status !== 0) throw new Error(indexed.stderr);
    const seen = [];
    for (let i = 0; i < runs; ++i) seen.push(JSON.parse(await output(spawn(join(source, 'build/release/bin/bench_catalogue'), [`${root}/`], { stdio: ['ignore', 'pipe', 'inherit'] }), 'bench_catalogue')));
    if (seen.some((each) => each.count !== count)) throw new Error(`${seen[0].count} of ${count} connectors were loaded`);
    return Object.fromEntries(['load', 'kB', 'search', 'find'].map((what) => [what, median(seen.map((each) => each[what]))]));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
