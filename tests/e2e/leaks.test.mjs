// No credential is in a log, a data file, an argument or the environment: known secrets are searched for after all that a hub does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorityConnector, makeStage } from './lib/hub.mjs';

const port = 22600;
const secrets = new Map(); // what → the text that must be nowhere
let stage;
let key;
let seen = ''; // all that the hub and its command line printed or answered

before(async () => {
  stage = await makeStage(port, { hub: { port: port + 10, args: ['--allow-local', 'basic'] } });
  writeFileSync(join(stage.folder, 'connectors/basic.json'), JSON.stringify({ ...authorityConnector(port), key: 'basic', auth: [{ ...authorityConnector(port).auth[0], client_auth: 'body' }], actions: [] }));
  await stage.hub.stop();
  await stage.hub.start();
});
after(async () => { await stage?.stop(); });

const note = (name, text) => { assert.ok(text?.length >= 8, `${name} is known`); secrets.set(name, text); };

test('a hub does all that it does', async () => {
  const { hub, authority } = stage;
  note('client secret', 'hub-post-secret');
  const profile = await hub.ctlWith('hub-post-secret', 'profiles', 'set', 'basic', '--client-id', 'hub-post', '--client-secret-stdin');
  assert.equal(profile.code, 0, profile.err);
  const account = await hub.connect(authority);
  const made = await hub.ctlWith('stub-key-1', 'connect', 'keyed', '--secret-stdin');
  assert.equal(made.code, 0, made.err);
  note('API key of a provider', 'stub-key-1');
  key = await hub.key('--scope', 'full');
  note('key of an agent', key);
  note('key of an agent, as Basic', Buffer.from(`${key}:`).toString('base64'));
  note('master key', readFileSync(join(stage.folder, 'master.key')).toString('latin1'));

  const session = await (await hub.fetch('/connect_sessions', key, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ origin_owner_id: 'local', origin_owner_name: 'Me', provider: 'authority', account_ids: [account] }) })).json();
  note('session token', session.token);
  note('link', new URL(session.auth_link_url).pathname.split('/').at(-1));
  await (await fetch(session.auth_link_url)).text();

  // the provider answers with what it was sent: what an agent gets is masked
  for (const path of ['/proxy/reflect', '/proxy/echo']) {
    const answer = await hub.fetch(`${path}?x-account-id=${account}`, key);
    seen += await answer.text() + JSON.stringify([...answer.headers]);
  }
  await authority.call('/expire-access-tokens', {});
  seen += await (await hub.fetch(`/proxy/items?x-account-id=${account}`, key)).text();
  seen += await (await hub.fetch(`/accounts/${account}`, key)).text();
  for (const args of [['accounts', 'list'], ['keys', 'list'], ['links', 'list'], ['profiles', 'list'], ['audit', 'tail'], ['doctor'], ['--json', 'accounts', 'show', account]]) {
    const told = await hub.ctl(...args);
    seen += told.out + told.err;
  }
  const wrong = await hub.ctlWith('wrong-marker-key', 'connect', 'keyed', '--secret-stdin');
  assert.equal(wrong.code, 1);
  note('a key that was refused', 'wrong-marker-key');
  seen += wrong.out + wrong.err;
  await authority.call('/revoke-grants', {});
  await authority.call('/expire-access-tokens', {});
  seen += await (await hub.fetch(`/proxy/items?x-account-id=${account}`, key)).text().then((text) => text.replace(/"auth_link_url":"[^"]*"/, ''));
});

test('the tokens that the authority gave out are known to this test', () => {
  // the resource API keeps what it was sent, hashed: the tokens themselves are read from the hub's own memory of them
  const tokens = readTokens();
  assert.ok(tokens.length >= 2, `${tokens.length} tokens`);
  tokens.forEach((token, i) => note(`token ${i}`, token));
});

//! Tokens as the sealed records hold them can't be read from outside; the process holds them in memory.
function readTokens() {
  const script = 'import re,sys\npid=sys.argv[1]\nout=set()\nfor line in open(f"/proc/{pid}/maps"):\n  a=line.split()\n  if "rw" not in a[1] or (len(a)>5 and a[5].startswith("/")): continue\n  lo,hi=(int(x,16) for x in a[0].split("-"))\n  try:\n    m=open(f"/proc/{pid}/mem","rb"); m.seek(lo); data=m.read(hi-lo)\n  except (OSError,ValueError): continue\n  for t in re.findall(rb"Bearer ([A-Za-z0-9_-]{43})", data)+re.findall(rb"(?:access|refresh)_token\\W{1,4}([A-Za-z0-9_-]{43})", data): out.add(t.decode())\nprint("\\n".join(sorted(out)))';
  return execFileSync('/usr/bin/python3', ['-c', script, String(stage.hub.pid)], { encoding: 'utf8' }).trim().split('\n').filter(Boolean);
}

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (statSync(path).isFile()) yield path;
  }
}

test('C37 A37 none of them is in a data file, the log, an argument, the environment, or an answer', async () => {
  const places = new Map([['log', stage.hub.log], ['answers', seen]]);
  for (const name of ['cmdline', 'environ']) places.set(name, readFileSync(`/proc/${stage.hub.pid}/${name}`, 'latin1'));
  for (const path of files(stage.hub.data)) places.set(path, readFileSync(path, 'latin1'));
  assert.ok([...places.keys()].some((name) => name.endsWith('.sqlite')), 'the database was read');
  assert.ok([...places.values()].some((text) => text.includes('authority')), 'the search finds what is there');
  const found = [];
  for (const [what, secret] of secrets) for (const [where, text] of places) if (text.includes(secret)) found.push(`${what} in ${where}`);
  assert.deepEqual(found, []);
});

test('S28 nobody but the owner can open the files', () => {
  for (const path of files(stage.hub.data)) assert.equal(statSync(path).mode & 0o077, 0, path);
  assert.equal(statSync(stage.hub.data).mode & 0o077, 0);
});
