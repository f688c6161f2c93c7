// How fast the hub is there, and how much memory it and the application hold while nothing happens.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorityConnector, HubProcess, makeFolder, startAuthority, until } from '../e2e/lib/hub.mjs';
import { Desktop } from '../e2e/lib/desktop.mjs';
import { family, median, memoryOf } from './lib/processes.mjs';
import { addAccount } from './calls.mjs';

//! ms from exec to the line that says that it listens; the data directory holds what the calls left.
export async function measureStart(folder, runs) {
  const times = [];
  for (let i = 0; i < runs; ++i) {
    const hub = new HubProcess(folder, { args: ['--allow-local', 'bench'] });
    const begun = performance.now();
    await hub.start();
    times.push(performance.now() - begun);
    await hub.stop();
  }
  return { runs, median: median(times), most: Math.max(...times) };
}

//! kB of the idle hub: fresh, and with many accounts.
export async function measureHubMemory(folder, accounts) {
  let hub = await new HubProcess(folder, { args: ['--allow-local', 'bench'] }).start();
  for (let i = 0; i < accounts; ++i) await addAccount(hub, `account-${i}`);
  await hub.stop();
  hub = await new HubProcess(folder, { args: ['--allow-local', 'bench'] }).start();
  await until(async () => (await hub.ctl('doctor')).code === 0, 'an answer of the hub');
  const seen = memoryOf(hub.pid);
  await hub.stop();
  return seen;
}

//! The application and its processes.
function sum(pid) {
  const each = family(pid).map(memoryOf);
  const all = (what) => each.reduce((total, one) => total + one[what], 0);
  return { anon: all('anon'), pss: all('pss'), processes: each.length, own: each[0].pss };
}

//! kB of the application with all its processes: window shown, view open, and after the first consent.
export async function measureDesktop(port) {
  const folder = makeFolder();
  const authority = await startAuthority(port);
  writeFileSync(join(folder, 'connectors/authority.json'), JSON.stringify(authorityConnector(port)));
  const hub = new HubProcess(folder, { vault: 'keychain' });
  const app = await new Desktop(hub.args).start();
  try {
    await app.see('Connect your first account');
    await until(async () => (await hub.ctl('profiles', 'set', 'authority', '--client-id', 'hub-public')).code === 0, 'the profile');
    const before = sum(app.pid);
    await app.press('Connect');
    const view = await app.view();
    await view.click('[data-provider=authority]');
    await view.click('#connect');
    await view.type('#login', 'alice');
    await view.type('#password', 'pw-alice');
    await view.click('#submit');
    await view.wait('#allow');
    const during = sum(app.pid);
    await view.click('#allow');
    await app.see('Authority is connected');
    view.close();
    await app.press('Save and finish');
    await app.see('Authority, alice');
    // the view's processes end by themselves; without an end in sight they are part of what is measured
    await until(async () => family(app.pid).length <= before.processes, 'the end of the view', 10_000).catch(() => {});
    return { before, during, after: sum(app.pid) };
  } finally {
    await app.stop();
    process.kill(Number(readFileSync(join(folder, 'data/hub.lock'), 'utf8').split('\n')[0]), 'SIGTERM'); // the application leaves it running
    await authority.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
