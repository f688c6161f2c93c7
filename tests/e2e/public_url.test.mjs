// --public-url: the hub behind a load balancer is known by that name, in links and to browsers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeStage } from './lib/hub.mjs';
import { exact, failed, json, ok, session } from './lib/wire.mjs';

const port = 25600;
const name = 'https://hub.example.test';
let stage;
let key;
before(async () => {
  stage = await makeStage(port, { hub: { port: port + 10, args: ['--public-url', 'https://Hub.example.test/'] } });
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { await stage?.stop(); });

test('links, redirect URIs and client configurations start with the public name', async () => {
  const made = await ok(await stage.hub.fetch('/connect_sessions', key, json(session({ provider: 'authority' }))), 201);
  assert.ok(made.auth_link_url.startsWith(`${name}/connect/`), made.auth_link_url);
  assert.equal(made.mcp_config.mcpServers['connect-hub'].url, `${name}/mcp`);
  assert.ok((await stage.hub.ctl('links', 'create')).out.startsWith(`${name}/connect/`));
  assert.ok((await stage.hub.ctl('profiles', 'show', 'authority')).out.includes(`${name}/callback`));
  const { id } = await ok(await stage.hub.fetch('/hub/connection_attempts', undefined, json({ token: made.token }, { headers: { 'x-hub-session-token': made.token } })), 201);
  const away = await stage.hub.fetch(`/connect/oauth2/authority?token=${made.token}&connection_attempt_id=${id}`, undefined, { redirect: 'manual' });
  assert.equal(new URL(away.headers.get('location')).searchParams.get('redirect_uri'), `${name}/callback`);
  assert.equal(stage.hub.url, `http://127.0.0.1:${port + 10}`, 'where it listens is told as it is');
  assert.equal((await stage.hub.ctl('doctor')).code, 0);
});

test('S2 S3 the public name is a Host and an Origin, with its own scheme and port only', async () => {
  for (const host of ['hub.example.test', `127.0.0.1:${port + 10}`]) assert.equal((await exact(stage.hub, key, '/accounts', { headers: { host } })).status, 200, host);
  for (const host of ['hub.example.test:8443', `hub.example.test:${port + 10}`, 'evil.example', 'x.hub.example.test']) await failed(await exact(stage.hub, key, '/accounts', { headers: { host } }), 421, 'wrong_host', host);
  assert.equal((await exact(stage.hub, key, '/accounts', { headers: { host: 'hub.example.test', origin: name } })).status, 200);
  for (const origin of ['http://hub.example.test', 'https://hub.example.test:8443', `https://127.0.0.1:${port + 10}`]) await failed(await exact(stage.hub, key, '/accounts', { headers: { origin } }), 403, 'origin_refused', origin);
});
