// A real hub and a real authorization server, each test with its own ports and data.
import { spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../..');
export const bin = process.env.HUB_BIN ?? join(root, 'build/release/bin');
export const source = root;

//! Looks again until `ask` answers something; the machine's pace decides, not a fixed sleep.
export async function until(ask, what, limit = 20_000) {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`it never came: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

//! Waits for the first line on stdout that is JSON.
function firstLine(child, what) {
  return new Promise((done, fail) => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => { try { done(JSON.parse(line)); } catch { /* not the line */ } });
    child.on('close', (code) => fail(Object.assign(new Error(`${what} ended with ${code}`), { code })));
  });
}

export async function startAuthority(port, more = []) {
  const child = spawn('node', ['server.mjs', '--port', String(port), ...more], { cwd: join(root, 'tests/authority'), stdio: ['ignore', 'pipe', 'inherit'] });
  const ready = await firstLine(child, 'the authority');
  const control = async (path, body) => {
    const answer = await fetch(ready.control + path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
    return answer.json();
  };
  return { port, ...ready, call: control, stop: () => end(child) };
}

//! A connector file for that authority, as the hub reads it from --connectors.
export function authorityConnector(port, change = (file) => file) {
  const as = `http://127.0.0.1:${port}`;
  return change({
    schema: 1, key: 'authority', name: 'Authority', categories: ['ticketing'], docs_url: 'https://docs.example.test', evidence: 'exercised',
    base_url: `http://127.0.0.1:${port + 1}/v1`,
    auth: [{
      key: 'oauth2', type: 'oauth2', grant: 'authorization_code', authorization_url: `${as}/auth`, token_url: `${as}/token`, revocation_url: `${as}/token/revocation`,
      scopes: [
        { name: 'openid', label: 'See who you are', default: true, effect: 'read' }, { name: 'offline_access', label: 'Stay connected', default: true, effect: 'read' },
        { name: 'items:read', label: 'Read items', default: true, effect: 'read' }, { name: 'items:write', label: 'Write items', default: true, effect: 'write' }],
      scope_separator: ' ', pkce: 'S256', client_auth: 'none', authorize_params: { prompt: 'consent' }, token_params: {}, token_request: 'form', consent: 'embedded',
    }],
    probe: { method: 'GET', path: '/me', identity: { id: '/sub', label: '/sub' } },
    actions: [
      { id: 'authority_list_items', title: 'List items', description: 'Items, oldest first.', effect: 'read', method: 'GET', path: '/items', parameters: { query: { cursor: { type: 'integer', minimum: 0, description: 'Where to go on' } } }, scopes: ['items:read'] },
      { id: 'authority_create_item', title: 'Create an item', description: 'Makes one item.', effect: 'write', method: 'POST', path: '/items', parameters: { body: { name: { type: 'string', description: 'Its name' } } }, required: { body: ['name'] }, scopes: ['items:write'] }],
  });
}

//! A connector with a key, on the same resource API.
export function keyConnector(port) {
  return {
    schema: 1, key: 'keyed', name: 'Keyed', categories: ['documents'], docs_url: 'https://docs.example.test', evidence: 'exercised', base_url: `http://127.0.0.1:${port + 1}/key`,
    auth: [{ key: 'api_key', type: 'api_key', fields: [{ key: 'api_key', label: 'API key', type: 'password', required: true, secret: true }], placement: { headers: { 'X-Api-Key': '{api_key}' }, query: {} } }],
    probe: { method: 'GET', path: '/me', identity: { id: '/via', label: '/via' } },
  };
}

export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'hub-e2e-'));
  mkdirSync(join(folder, 'connectors'));
  writeFileSync(join(folder, 'master.key'), randomBytes(32), { mode: 0o600 });
  return folder;
}

export class HubProcess {
  constructor(folder, { args = [], vault = 'sealed', port = 0, env = {} } = {}) {
    this.folder = folder;
    this.data = join(folder, 'data');
    const sealed = vault === 'sealed' ? ['--master-key', `file:${join(folder, 'master.key')}`] : [];
    this.args = ['--data-dir', this.data, '--port', String(port), '--vault', vault, ...sealed, '--connectors', join(folder, 'connectors'), '--allow-local', 'authority', '--allow-local', 'keyed', ...args];
    this.env = env;
    this.log = '';
  }
  async start() {
    this.child = spawn(join(bin, 'connect-hubd'), this.args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.env } });
    this.child.stderr.on('data', (text) => { this.log += text; });
    this.ended = new Promise((done) => { this.child.on('exit', (code, signal) => done(code ?? signal)); });
    const line = await firstLine(this.child, 'the hub').catch((error) => { throw Object.assign(error, { message: `${error.message}: ${this.log}` }); });
    this.url = line.url;
    this.pid = line.pid;
    return this;
  }
  //! connect-hubctl; resolves to {code, out, err}.
  ctl(...args) { return this.ctlWith(undefined, ...args); }
  ctlWith(input, ...args) {
    const child = spawn(join(bin, 'connect-hubctl'), ['--data-dir', this.data, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => {}); // it may have ended before it read
    child.stdin.end(input ?? '');
    const seen = { out: '', err: '' };
    child.stdout.on('data', (text) => { seen.out += text; });
    child.stderr.on('data', (text) => { seen.err += text; });
    return new Promise((done) => child.on('exit', (code) => done({ code, ...seen })));
  }
  async key(...args) {
    const made = await this.ctl('keys', 'create', '--name', 'test', ...args);
    if (made.code !== 0) throw new Error(`no key: ${made.err}`);
    return made.out.trim().split('\n').at(-1);
  }
  //! Connects an OAuth account without a browser of ours: the link is walked by the authority's scripted user.
  async connect(authority, { user = 'alice', owner, alias, connector = 'authority' } = {}) {
    const args = ['connect', connector, ...(owner ? ['--owner', owner] : []), ...(alias ? ['--alias', alias] : [])];
    const child = spawn(join(bin, 'connect-hubctl'), ['--data-dir', this.data, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    const link = await new Promise((done, fail) => {
      const look = (text) => { out += text; const found = /http:\/\/127\.0\.0\.1:\S+/.exec(out); if (found) done(found[0]); };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.on('exit', () => fail(new Error(`no link: ${out}`)));
    });
    await authority.call('/login', { url: link, user, deliver: true });
    const code = child.exitCode ?? await new Promise((done) => child.on('exit', done));
    if (code !== 0) throw new Error(`connect ended with ${code}: ${out}`);
    return /acc_\w+/.exec(out)[0];
  }
  fetch(path, key, options = {}) {
    return fetch(this.url + path, { ...options, headers: { ...(key ? { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` } : {}), ...options.headers } });
  }
  async stop(signal = 'SIGTERM') {
    this.child.kill(signal);
    return this.ended;
  }
  memory() { // kB of anonymous memory
    return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))[1]);
  }
}

//! The usual stage: authority, connectors, hub, the app's profile.
export async function makeStage(port, { change, hub: options } = {}) {
  const folder = makeFolder();
  const authority = await startAuthority(port);
  writeFileSync(join(folder, 'connectors/authority.json'), JSON.stringify(authorityConnector(port, change)));
  writeFileSync(join(folder, 'connectors/keyed.json'), JSON.stringify(keyConnector(port)));
  const hub = new HubProcess(folder, options);
  const stop = async () => {
    const code = await hub.stop();
    await authority.stop();
    rmSync(folder, { recursive: true, force: true });
    return code;
  };
  try {
    await hub.start();
    const profile = await hub.ctl('profiles', 'set', 'authority', '--client-id', 'hub-public');
    if (profile.code !== 0) throw new Error(`no profile: ${profile.err}`);
  } catch (error) {
    await stop(); // a stage that does not stand leaves nothing behind
    throw error;
  }
  return { folder, authority, hub, stop };
}

function end(child) {
  return new Promise((done) => { child.on('exit', done); child.kill('SIGKILL'); });
}
