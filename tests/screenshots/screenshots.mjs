// The README's pictures and a look at each screen: the real application, with accounts at a stand-in provider.
// ./dev screenshots [light|dark|hclight|hcdark]… [--rtl]; they land in docs/pictures/ (light, dark) or build/screenshots/ (the others).
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Desktop } from '../e2e/lib/desktop.mjs';
import { authorityConnector, HubProcess, makeFolder, source, startAuthority, until } from '../e2e/lib/hub.mjs';

const port = 23900;
const rtl = process.argv.includes('--rtl');
const asked = process.argv.slice(2).filter((each) => !each.startsWith('--'));
const themes = asked.length > 0 ? asked : ['light', 'dark'];

//! A shipped provider's name and mark, on the stand-in's key API.
function standIn(key, name, label) {
  return {
    schema: 1, key, name, categories: ['documents'], docs_url: 'https://docs.example.test', evidence: 'exercised', base_url: `http://127.0.0.1:${port + 1}/key`,
    auth: [{ key: 'api_key', type: 'api_key', label: 'API key', fields: [{ key: 'api_key', label: 'API key', type: 'password', required: true, secret: true }], placement: { headers: { 'X-Api-Key': '{api_key}' }, query: {} } }],
    actions: [{ id: `${key}_show_me`, title: `Show who ${label} is`, description: 'Who the key belongs to.', effect: 'read', method: 'GET', path: '/me' }],
  };
}

const accounts = [['gmail', 'Gmail', 'ana-mail'], ['github', 'GitHub', 'acme-github'], ['notion', 'Notion', 'design-wiki'], ['slack', 'Slack', 'acme-slack'], ['stripe', 'Stripe', 'payments'], ['hubspot', 'HubSpot', 'crm-nordic']];

async function stage() {
  const folder = makeFolder();
  const authority = await startAuthority(port);
  writeFileSync(join(folder, 'connectors/gitlab.json'), JSON.stringify({ ...authorityConnector(port), key: 'gitlab', name: 'GitLab', actions: [] }));
  for (const [key, name, alias] of accounts) writeFileSync(join(folder, `connectors/${key}.json`), JSON.stringify(standIn(key, name, alias)));
  const local = [...accounts.map(([key]) => key), 'gitlab'].flatMap((key) => ['--allow-local', key]);
  const hub = await new HubProcess(folder, { args: local, port: 7423 }).start();
  await hub.ctl('profiles', 'set', 'gitlab', '--client-id', 'hub-public');
  for (const [key, , alias] of accounts) {
    const made = await hub.ctlWith('stub-key-1', 'connect', key, '--secret-stdin', '--alias', alias);
    if (made.code !== 0) throw new Error(made.err);
  }
  const key = async (...args) => (await hub.ctl('keys', 'create', '--name', ...args)).out.trim().split('\n').at(-1);
  const claude = await key('Claude Code', '--scope', 'actions', '--account', 'acme-github', '--account', 'acme-slack', '--account', 'ana-mail');
  await key('Cursor', '--account', 'acme-github', '--account', 'design-wiki');
  await key('nightly-report', '--account', 'payments');
  for (let i = 0; i < 12; ++i) await hub.fetch('/proxy/me', claude, { headers: { 'x-account-id': i % 3 ? 'acme-github' : 'acme-slack' } });
  await hub.ctl('accounts', 'suspend', 'crm-nordic');
  return { folder, authority, hub };
}

async function pictures(theme, { hub }) {
  const keep = !rtl && (theme === 'light' || theme === 'dark');
  const folder = join(source, keep ? 'docs/pictures' : 'build/screenshots');
  mkdirSync(folder, { recursive: true });
  const app = await new Desktop([...hub.args, '--theme', theme, ...(rtl ? ['-reverse'] : [])]).start();
  const shot = async (name) => {
    const file = join(folder, `${name}-${theme}${rtl ? '-rtl' : ''}.png`);
    let before = '';
    // two pictures that are the same: nothing is left to paint
    await until(async () => {
      await app.picture(file);
      const now = readFileSync(file, 'base64');
      const still = now === before;
      before = now;
      return still;
    }, `a still picture of ${name}`);
  };
  try {
    await app.see('Slack');
    await shot('accounts');
    await app.press('Agents');
    await shot('agents');
    await app.press('New key…');
    await app.see('A key for an agent');
    await shot('new-key');
    await app.type('research-bot');
    await app.press('Make the key');
    await app.see('Copy snippet');
    await app.press('Copy key');
    await shot('key-once');
    await app.press('Done');
    await app.press('Activity');
    await app.see('Live');
    await shot('activity');
    await app.press('Accounts');
    await app.press('Auth links…');
    await app.see('New link');
    await app.press('New link');
    await app.see('This is the only time you see this link');
    await shot('links');
    await app.press('Close');
    await app.press('Own apps…');
    await app.see('Add app…');
    await shot('own-apps');
    await app.type('GitLab');
    await app.press('Add app…');
    await app.see('Register it there');
    await shot('own-app');
    await app.press('Cancel');
    await app.press('Close');
    await app.press('Connect');
    const view = await app.view();
    await view.wait('.card');
    await shot('connect');
    await view.click('[data-provider=gitlab]');
    await view.wait('.scopes');
    await shot('grants');
    view.close();
  } catch (problem) {
    await app.picture(join(source, 'build/screenshots/failed.png'));
    throw problem;
  } finally {
    await app.stop();
  }
}

const set = await stage();
try {
  for (const theme of themes) await pictures(theme, set);
} finally {
  await set.hub.stop();
  await set.authority.stop();
  rmSync(set.folder, { recursive: true, force: true });
}
