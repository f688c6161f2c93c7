// Ways to sign in that send no bearer token as it came: from connectors and the terminal to a provider that verifies.
import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { authorityConnector, HubProcess, makeFolder, startAuthority, until } from './lib/hub.mjs';
import { aws, bodyKey, hmacKey, oauth1, SigningProvider } from './lib/signing_provider.mjs';

const port = 24700;
const stub = port + 50;
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
const field = (key, secret = false) => ({ key, label: key, type: secret ? 'password' : 'text', required: true, secret });

//! A connector of the stub; its calls go below the way's name.
const stubConnector = (key, auth) => ({
  schema: 1, key, name: key, categories: ['crm'], docs_url: 'https://docs.example.test', evidence: 'exercised', base_url: `http://127.0.0.1:${stub}/${key}`,
  auth: [{ key, ...auth }], probe: { method: 'GET', path: '/me', identity: { id: '/id', label: '/id' } },
});
const connectors = {
  session: stubConnector('session', {
    type: 'two_step', token_url: `http://127.0.0.1:${stub}/login`, token_request: 'json', token_params: { '/credentials/name': '{user}', '/credentials/password': '{password}' },
    token_response: { access_token: '/data/session', expires_at: '/data/valid_until' }, placement: { headers: { 'X-Session': '{access_token}' } }, fields: [field('user'), field('password', true)],
  }),
  robot: stubConnector('robot', {
    type: 'jwt_bearer', token_url: `http://127.0.0.1:${stub}/trade`, jwt: { algorithm: 'ES256', key: '{private_key}', claims: { iss: '{email}', aud: `http://127.0.0.1:${stub}/trade` } },
    fields: [field('email'), field('private_key', true)],
  }),
  oauth1: stubConnector('oauth1', { type: 'oauth1', signature: 'HMAC-SHA256', realm: 'stage', fields: Object.keys(oauth1).map((name) => field(name, name.endsWith('secret'))) }),
  aws: stubConnector('aws', {
    type: 'signed', sign: { scheme: 'aws_sigv4', service: aws.service, region: '{region}', access_key: '{access_key}', secret_key: '{secret_key}' },
    fields: [field('access_key'), field('secret_key', true), field('region')],
  }),
  hmac: stubConnector('hmac', {
    type: 'signed', sign: { scheme: 'hmac', algorithm: 'sha256', key: '{secret}', text: '{method}|{target}|{timestamp_ms}|{nonce}|{body_sha256}', encoding: 'base64' },
    placement: { headers: { 'X-Time': '{timestamp_ms}', 'X-Nonce': '{nonce}', 'X-Sign': '{signature}' } }, fields: [field('secret', true)],
  }),
  body: stubConnector('body', { type: 'api_key', placement: { body: { api_key: '{secret}' } }, fields: [field('secret', true)] }),
};
const own = (key, auth) => authorityConnector(port, (file) => ({ ...file, key, name: key, actions: undefined, auth: [{ ...file.auth[0], ...auth }] }));
const resource = `http://127.0.0.1:${port + 1}/v1`;
const app = {
  grant: 'client_credentials', client_auth: 'basic', resource, authorization_url: undefined, revocation_url: undefined,
  scopes: [{ name: 'items:read', label: 'Read', default: true, effect: 'read' }, { name: 'items:write', label: 'Write', default: true, effect: 'write' }],
};
const byApp = { probe: { method: 'GET', path: '/me', identity: { id: '/client_id', label: '/client_id' } } };
const authorities = {
  cc: { ...own('cc', app), ...byApp },
  jwtapp: own('jwtapp', { client_auth: 'private_key_jwt', issuer: `http://127.0.0.1:${port}` }),
  paged: own('paged', { dpop: true }),
  bound: { ...own('bound', { ...app, dpop: true }), ...byApp },
};

let hub; let authority; let provider; let folder; let key;
before(async () => {
  folder = makeFolder();
  const all = { ...connectors, ...authorities };
  for (const [name, file] of Object.entries(all)) writeFileSync(join(folder, `connectors/${name}.json`), JSON.stringify(file));
  authority = await startAuthority(port);
  provider = new SigningProvider(stub, pair.publicKey.export({ type: 'spki', format: 'pem' }));
  await provider.start();
  hub = await new HubProcess(folder, { args: Object.keys(all).flatMap((name) => ['--allow-local', name]) }).start();
  key = await hub.key('--scope', 'full');
});
after(async () => {
  assert.equal(await hub?.stop(), 0);
  await authority?.stop();
  await provider?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function connect(connector, fields, secret, ...more) {
  const made = await hub.ctlWith(secret, 'connect', connector, ...Object.entries(fields).flatMap(([name, value]) => ['--field', `${name}=${value}`]), ...(secret ? ['--secret-stdin'] : []), '--alias', connector, ...more);
  assert.equal(made.code, 0, `${connector}: ${made.err}${made.out}`);
}
const call = (account, path, options = {}) => hub.fetch(`/proxy${path}`, key, { ...options, headers: { 'x-account-id': account, ...options.headers } });
async function answered(account, path, options) {
  const answer = await call(account, path, options);
  const body = await answer.json();
  assert.equal(answer.status, 200, `${account} ${path}: ${JSON.stringify(body)}`);
  return body;
}
const ledger = async (since, type) => (await authority.call(`/ledger?since=${since}&n=100000`)).events.filter((each) => each.type === type);
const post = (body, type = 'application/json') => ({ method: 'POST', body, headers: { 'content-type': type } });

test('client credentials: a token is had with what was pasted, and anew once for fifty callers when it is refused', async () => {
  const refused = await hub.ctlWith('wrong', 'connect', 'cc', '--field', 'client_id=hub-cc', '--secret-stdin');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /refuses this sign-in \(invalid_client\)/);
  await connect('cc', { client_id: 'hub-cc' }, 'hub-cc-secret');
  assert.equal((await answered('cc', '/me')).scope, 'items:read items:write');
  const { seq } = await authority.call('/ledger');
  await authority.call('/expire-access-tokens', {});
  const answers = await Promise.all(Array.from({ length: 50 }, () => call('cc', '/items')));
  assert.deepEqual([...new Set(answers.map((each) => each.status))], [200]);
  assert.equal((await ledger(seq, 'token_ok:client_credentials')).length, 1);
});

test('client credentials: a profile stands in for the fields', async () => {
  const set = await hub.ctlWith('hub-cc-secret', 'profiles', 'set', 'cc', '--client-id', 'hub-cc', '--client-secret-stdin');
  assert.equal(set.code, 0, set.err);
  const made = await hub.ctl('connect', 'cc', '--alias', 'by-profile');
  assert.equal(made.code, 0, made.err);
  assert.equal((await answered('by-profile', '/me')).client_id, 'hub-cc');
});

async function signIn(connector, clientId, secret) {
  const set = await hub.ctlWith(secret, 'profiles', 'set', connector, '--client-id', clientId, ...(secret ? ['--client-secret-stdin'] : []));
  assert.equal(set.code, 0, set.err);
  return hub.connect(authority, { alias: connector, connector });
}

test('C32 private_key_jwt: code, refresh and revocation are asked for with assertions, each used once', async () => {
  const jwk = { ...createPrivateKey(readFileSync(join(authority.certDir, 'client-jwt-key.pem'))).export({ format: 'jwk' }), kid: 'hub-jwt-1' };
  const { seq } = await authority.call('/ledger');
  const account = await signIn('jwtapp', 'hub-jwt', JSON.stringify(jwk));
  await answered(account, '/me');
  await authority.call('/expire-access-tokens', {});
  await answered(account, '/me');
  assert.equal((await ledger(seq, 'token_ok:authorization_code')).length, 1);
  assert.equal((await ledger(seq, 'token_ok:refresh_token')).length, 1);
  const gone = await hub.ctl('accounts', 'delete', account);
  assert.equal(gone.code, 0, gone.err);
  assert.ok((await ledger(seq, 'grant_revoked')).some((each) => each.client === 'hub-jwt'), 'the revocation was accepted');
});

//! An app that may only have bound tokens.
async function registerBound() {
  const wish = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [], token_endpoint_auth_method: 'client_secret_basic', dpop_bound_access_tokens: true };
  const made = await fetch(`http://127.0.0.1:${port}/reg`, post(JSON.stringify(wish)));
  assert.equal(made.status, 201);
  return made.json();
}

test('C30 DPoP: each call proves the key, also with a new token, after a restart, and with a nonce asked for', async () => {
  await authority.call('/knobs', { dpopNonce: true });
  const { seq } = await authority.call('/ledger');
  const bound = await registerBound();
  await connect('bound', { client_id: bound.client_id }, bound.client_secret);
  for (let i = 0; i < 3; ++i) await answered('bound', '/items?cursor=0'); // the API refuses a proof that comes twice
  const made = await call('bound', '/items', post('{"name":"bound"}'));
  assert.equal(made.status, 201);
  await authority.call('/expire-access-tokens', {});
  const answers = await Promise.all(Array.from({ length: 20 }, () => call('bound', '/items')));
  assert.deepEqual([...new Set(answers.map((each) => each.status))], [200]);
  assert.equal((await ledger(seq, 'token_ok:client_credentials')).length, 2);
  assert.ok((await ledger(seq, 'token_err:use_dpop_nonce')).length >= 1, 'the server did ask for its nonce');
  await restart();
  await answered('bound', '/items');
  await authority.call('/knobs', { dpopNonce: false });
});

test('C30 DPoP after a page: code, calls and one refresh prove the same key, each with the nonce asked for', async () => {
  await authority.call('/knobs', { dpopNonce: true });
  const { seq } = await authority.call('/ledger');
  const account = await signIn('paged', 'hub-dpop');
  for (let i = 0; i < 3; ++i) await answered(account, '/items');
  await authority.call('/expire-access-tokens', {});
  const answers = await Promise.all(Array.from({ length: 20 }, () => call(account, '/items')));
  assert.deepEqual([...new Set(answers.map((each) => each.status))], [200]);
  assert.equal((await ledger(seq, 'token_ok:refresh_token')).length, 1);
  assert.ok((await ledger(seq, 'token_err:use_dpop_nonce')).length >= 2);
  await authority.call('/knobs', { dpopNonce: false });
});

async function restart() {
  assert.equal(await hub.stop(), 0);
  await hub.start();
}

test('two_step: a session is had, renewed before a call when it has ended, and once for all who find it dead', async () => {
  const refused = await hub.ctlWith('wrong', 'connect', 'session', '--field', 'user=ann', '--secret-stdin');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /refuses this sign-in/);
  provider.lifetime = 2;
  await connect('session', { user: 'ann' }, 'right');
  assert.equal(provider.counts.login, 1);
  await answered('session', '/things');
  await until(async () => [...provider.tokens.values()].every((end) => end < Date.now()), 'the end of the session');
  provider.lifetime = 600;
  const waiting = await Promise.all(Array.from({ length: 50 }, () => call('session', '/things')));
  assert.deepEqual([...new Set(waiting.map((each) => each.status))], [200]);
  assert.equal(provider.counts.login, 2);
  provider.tokens.clear();
  const body = 'x'.repeat(100_000);
  const healed = await Promise.all(Array.from({ length: 10 }, () => answered('session', '/things', post(body, 'text/plain'))));
  assert.ok(healed.every((each) => each.body === body), 'the body is sent again as it was');
  assert.equal(provider.counts.login, 3);
});

test('two_step: trouble at the login leaves the account, a refusal ends it, and a restart keeps the session', async () => {
  const logins = provider.counts.login;
  await restart();
  await answered('session', '/things');
  assert.equal(provider.counts.login, logins, 'the session came out of the vault');
  provider.down = true;
  provider.tokens.clear();
  assert.equal((await call('session', '/things')).status, 503);
  provider.down = false;
  provider.password = 'another';
  await until(async () => (await call('session', '/things')).status === 412, 'the refusal, once the login is asked again');
  provider.password = 'right';
  assert.equal((await call('session', '/things')).status, 412, 'only the person helps');
});

test('jwt_bearer: an assertion of the pasted key is traded, one for each token', async () => {
  await connect('robot', { email: 'robot@example.test' }, pem);
  await answered('robot', '/things');
  provider.tokens.clear();
  await answered('robot', '/things');
  assert.equal(provider.counts.trade, 2);
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  const refused = await hub.ctlWith(other, 'connect', 'robot', '--field', 'email=robot@example.test', '--secret-stdin');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /invalid_grant/);
  const noKey = await hub.ctlWith('hunter2', 'connect', 'robot', '--field', 'email=robot@example.test', '--secret-stdin');
  assert.equal(noKey.code, 1);
  assert.match(noKey.err, /no private key/);
});

for (const [way, fields, secret] of [
  ['oauth1', { consumer_key: oauth1.consumer_key, consumer_secret: oauth1.consumer_secret, token: oauth1.token }, oauth1.token_secret],
  ['aws', { access_key: aws.access, region: aws.region }, aws.secret],
  ['hmac', {}, hmacKey]]) {
  test(`${way}: each request is signed from its own bytes, and a redirect anew`, async () => {
    const refused = await hub.ctlWith('not the secret', 'connect', way, ...Object.entries(fields).flatMap(([name, value]) => ['--field', `${name}=${value}`]), '--secret-stdin');
    assert.equal(refused.code, 1);
    assert.match(refused.err, /refuses this key/);
    await connect(way, fields, secret);
    await answered(way, '/things');
    await answered(way, '/a%20b/c%2Fd~e/(x)?z=1&a=%7E&b=x%20y&b=c%2Bd&empty=');
    assert.equal((await answered(way, '/things', post('{"a":1,"é":"ü"}'))).body, '{"a":1,"é":"ü"}');
    await answered(way, '/things?q=1', post('status=Hello%20World%21&b=%26+c', 'application/x-www-form-urlencoded'));
    await answered(way, '/things', { method: 'DELETE' });
    assert.equal((await answered(way, '/moved')).path, `/${way}/there?x=1`);
    const signedBody = way !== 'oauth1';
    const large = await call(way, '/things', post('x'.repeat(1_100_000), 'text/plain'));
    assert.equal(large.status, signedBody ? 413 : 200, 'what is signed is held, up to 1 MiB');
    await restart();
    await answered(way, '/things');
  });
}

test('a credential in the body goes into writes, and their other bytes stay', async () => {
  await connect('body', {}, bodyKey);
  assert.equal((await answered('body', '/things')).body, '');
  const { body } = await answered('body', '/things', post('{ "a" : 1.0, "api_key":"mine" }'));
  assert.match(body, /^\{ "a" : 1\.0,"api_key":"\*+"\}$/, 'and the echo is masked');
  assert.equal((await call('body', '/things', post('<a/>', 'text/xml'))).status, 415);
});

test('the dry run says what each way sends', async () => {
  const shown = async (name) => JSON.parse((await hub.ctl('--json', 'connectors', 'show', name, '--dry-run')).out);
  const text = async (name) => JSON.stringify(await shown(name));
  assert.match(await text('cc'), /grant_type=client_credentials&scope=items%3Aread/);
  assert.match(await text('session'), /\{credentials|credentials/);
  assert.match(await text('robot'), /jwt-bearer&assertion=\{assertion\}/);
  assert.match(await text('aws'), /AWS4-HMAC-SHA256 Credential=\{access_key\}/);
  assert.match(await text('oauth1'), /OAuth oauth_consumer_key/);
  assert.match(await text('bound'), /\{dpop_proof\}/);
  assert.match(await text('jwtapp'), /\{client_assertion\}/);
});
