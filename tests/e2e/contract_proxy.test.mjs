// Direct calls: what goes up, what comes down, where to.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeStage } from './lib/hub.mjs';
import { exact, failed, json, ok, OddProvider } from './lib/wire.mjs';

const port = 25200;
let stage;
let key;
let odd;
let other;
before(async () => {
  odd = new OddProvider(port + 50);
  other = new OddProvider(port + 51);
  stage = await makeStage(port, { hub: { port: port + 10, args: ['--allow-local', 'odd'] } });
  // the second host stands in the file as a URL, too: only such literals may be local
  odd.write(stage.folder, { hosts: [`127.0.0.1:${port + 50}`, `127.0.0.1:${port + 51}`], docs_url: `http://127.0.0.1:${port + 51}/docs` });
  await stage.hub.stop();
  await stage.hub.start();
  const made = await stage.hub.ctlWith('odd-secret-of-some-length', 'connect', 'odd', '--secret-stdin', '--alias', 'odd');
  assert.equal(made.code, 0, made.err);
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { odd?.stop(); other?.stop(); await stage?.stop(); });

const call = (path, options = {}) => exact(stage.hub, key, `/proxy${path}`, { ...options, headers: { 'x-account-id': 'odd', ...options.headers } });

test('method, path bytes, query and body arrive as they were sent', async () => {
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const body = ['GET', 'OPTIONS'].includes(method) ? undefined : '{"big":12345678901234567890123,"a" : 1}';
    const { seen } = await odd.during(() => call('/a%2Fb/%7Eme?x=%7E&a+b=c&d=%26&d=2&account_id=odd', { method, body, headers: body ? { 'content-type': 'application/vnd.odd+json' } : {} }));
    assert.deepEqual(seen.map((each) => [each.method, each.url, each.body]), [[method, '/base/a%2Fb/%7Eme?x=%7E&a+b=c&d=%26&d=2', body ?? '']]);
    if (body) assert.equal(seen[0].headers['content-type'], 'application/vnd.odd+json');
  }
});

test('the account may stand in the path', async () => {
  const { seen } = await odd.during(async () => {
    for (const path of ['/proxy/odd/-/items?q=1', '/proxy/odd/-/', '/proxy/odd/-/a/-/b']) assert.equal((await exact(stage.hub, key, path)).status, 200, path);
  });
  assert.deepEqual(seen.map((each) => each.url), ['/base/items?q=1', '/base/', '/base/a/-/b']);
  await failed(await exact(stage.hub, key, '/proxy/odd/-/items', { headers: { 'x-account-id': 'nobody' } }), 400, 'invalid_request');
  await failed(await exact(stage.hub, key, '/proxy/nobody/-/items'), 404, 'not_found');
});

test('vendors\' own headers go up, and the caller\'s request id and referer', async () => {
  const sent = { 'idempotency-key': 'k', 'notion-version': '2022-06-28', 'if-match': '"e"', 'x-request-id': 'mine', referer: 'https://app.example/', 'x-http-method-override': 'PATCH', 'user-agent': 'bot/1' };
  const { result, seen } = await odd.during(() => call('/x', { method: 'POST', headers: sent, body: '{}' }));
  for (const [name, value] of Object.entries(sent)) assert.equal(seen[0].headers[name], value, name);
  assert.equal(seen[0].headers['x-api-key'], 'odd-secret-of-some-length');
  assert.equal(seen[0].headers['accept-encoding'], 'identity');
  assert.equal(result.headers.get('x-request-id'), 'mine');
});

test('status, headers and body come back as they are', async () => {
  for (const status of [200, 201, 204, 400, 403, 404, 409, 418, 422, 429, 500, 503]) {
    odd.behave = (request, answer) => { answer.writeHead(status, { 'content-type': 'text/plain', 'x-rate-left': '7', 'retry-after': '9', etag: '"1"', 'x-connect-hub-error': 'internal' }); answer.end(status === 204 ? undefined : 'said so'); };
    const answer = await call('/x');
    assert.deepEqual([answer.status, answer.headers.get('x-rate-left'), answer.headers.get('retry-after'), answer.headers.get('etag'), answer.headers.get('x-connect-hub-error'), await answer.text()], [status, '7', '9', '"1"', null, status === 204 ? '' : 'said so']);
  }
  odd.calm();
});

test('x-base-url picks another of the connector\'s hosts, and none beside them', async () => {
  const { seen } = await other.during(() => call('/items', { headers: { 'x-base-url': `http://127.0.0.1:${port + 51}` } }));
  assert.deepEqual(seen.map((each) => [each.url, each.headers['x-base-url']]), [['/items', undefined]]);
  for (const base of [`http://127.0.0.1:${port + 1}`, `http://127.0.0.1:${port + 10}`, 'https://evil.example', `http://odd@127.0.0.1:${port + 51}`, `ftp://127.0.0.1:${port + 51}`, 'nonsense'])
    await failed(await call('/items', { headers: { 'x-base-url': base } }), 400, 'invalid_request', base);
});

test('redirects are followed inside the hosts, relative ones too, else handed back', async () => {
  const redirect = (location, status = 302) => { odd.behave = (request, answer) => { if (request.url.startsWith('/base/a/start')) answer.writeHead(status, { location }); else answer.writeHead(200); answer.end('end'); }; };
  for (const [location, end] of [['/base/b', '/base/b'], ['next?x=1', '/base/a/next?x=1'], ['?x=2', '/base/a/start?x=2'], [`http://127.0.0.1:${port + 50}/c#part`, '/c'], [`//127.0.0.1:${port + 50}/d`, '/d']]) {
    redirect(location);
    if (location.startsWith('?')) odd.behave = (request, answer) => { if (request.url === '/base/a/start') answer.writeHead(302, { location }); else answer.writeHead(200); answer.end('end'); };
    const { result, seen } = await odd.during(() => call('/a/start'));
    assert.equal(result.status, 200, location);
    assert.deepEqual(seen.map((each) => each.url), ['/base/a/start', end]);
  }
  redirect('https://elsewhere.example/x', 307);
  const handed = await call('/a/start');
  assert.deepEqual([handed.status, handed.headers.get('location')], [307, 'https://elsewhere.example/x']);
  redirect('/base/b');
  const posted = await call('/a/start', { method: 'POST', body: '{}' });
  assert.deepEqual([posted.status, posted.headers.get('location')], [302, '/base/b'], 'a write is the caller\'s to send again');
  odd.calm();
});

test('a key that the probe still accepts lives through a 401; one that it refuses is dead', async () => {
  odd.behave = (request, answer) => { answer.writeHead(request.url === '/base/whoami' ? 200 : 401, { 'content-type': 'application/json' }); answer.end('{"error":"not this one"}'); };
  const forbidden = await call('/secret');
  assert.deepEqual([forbidden.status, await forbidden.text()], [401, '{"error":"not this one"}']);
  const read = async () => (await ok(await stage.hub.fetch('/accounts/odd', key))).status;
  assert.equal(await read(), 'active');
  odd.behave = (request, answer) => { answer.writeHead(401); answer.end(); };
  const dead = await failed(await call('/secret'), 412, 'account_expired');
  assert.equal(dead.action.type, 'reconnect');
  assert.equal(await read(), 'expired');
  const { result, seen } = await odd.during(() => call('/secret'));
  await failed(result, 412, 'account_expired');
  assert.deepEqual(seen, [], 'nothing is asked until a new sign-in');
  odd.calm();
  const again = await stage.hub.ctlWith('odd-secret-of-some-length', 'connect', 'odd', '--secret-stdin', '--account', 'odd');
  assert.equal(again.code, 0, again.err);
  assert.equal((await call('/x')).status, 200);
});

test('/unified/proxy does the same, said in JSON', async () => {
  const unified = (body) => stage.hub.fetch('/unified/proxy', key, json(body, { headers: { 'x-account-id': 'odd' } }));
  const { result, seen } = await odd.during(() => unified({ method: 'post', path: '/v1/things?x=1', headers: { 'X-A': 'b' }, body: { a: 1 } }));
  assert.deepEqual(seen.map((each) => [each.method, each.url, each.headers['x-a'], each.headers['content-type'], each.body]), [['POST', '/base/v1/things?x=1', 'b', 'application/json', '{"a":1}']]);
  const answer = await ok(result);
  assert.deepEqual([answer.status, answer.data], [200, { id: '1', name: 'odd' }]);
  assert.equal((await odd.during(() => unified({ path: '/v1/things' }))).seen[0].method, 'GET');
  await failed(await unified({ path: '/x', url: 'https://evil.example' }), 400, 'invalid_request');
  const method = await failed(await unified({ path: '/x', method: 'trace' }), 422, 'schema_violation');
  assert.equal(method.field, 'method');
});
