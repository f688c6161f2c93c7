// A provider with a way to sign in for each of: two_step, jwt_bearer, OAuth 1.0a, AWS Signature Version 4, HMAC, members of a
// body. It judges what it gets with node:crypto alone, from the bytes that arrive.
import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import http from 'node:http';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text, form) => createHmac('sha256', key).update(text).digest(form);
const same = (a, b) => a !== undefined && a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
//! RFC 3986: encodeURIComponent leaves these alone.
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const pairsOf = (text) => text.split('&').filter(Boolean).map((pair) => {
  const [name, value = ''] = pair.split('=');
  return [name, value].map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
});

export const aws = { access: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', region: 'eu-west-1', service: 'execute-api' };
export const oauth1 = { consumer_key: 'ck-0123456789abcdef', consumer_secret: 'cs-0123456789abcdef', token: 'tk-0123456789abcdef', token_secret: 'ts-0123456789abcdef' };
export const hmacKey = 'hmac-secret-0123456789';
export const bodyKey = 'body-secret-0123456789';

//! RFC 5849; \return why it is refused
function badOauth1(req, url, body) {
  const given = Object.fromEntries([...(req.headers.authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, decodeURIComponent(value)]));
  const { oauth_signature: signature, realm, ...oauth } = given;
  if (realm !== 'stage' || oauth.oauth_consumer_key !== oauth1.consumer_key || oauth.oauth_token !== oauth1.token) return 'keys';
  if (Math.abs(Date.now() / 1000 - Number(oauth.oauth_timestamp)) > 60) return 'timestamp';
  const form = req.headers['content-type'] === 'application/x-www-form-urlencoded' ? pairsOf(body) : [];
  const all = [...pairsOf(url.search.slice(1)), ...form, ...Object.entries(oauth)].map((pair) => pair.map(encode).join('=')).sort();
  const base = [req.method, `${url.origin}${url.pathname}`, all.join('&')].map(encode).join('&');
  const key = `${encode(oauth1.consumer_secret)}&${encode(oauth1.token_secret)}`;
  return same(signature, hmac(key, base, 'base64')) ? null : 'signature';
}

//! AWS Signature Version 4
function badAws(req, url, body) {
  const found = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(req.headers.authorization ?? '');
  if (!found) return 'form';
  const [, access, day, region, service, names, signature] = found;
  if (access !== aws.access || region !== aws.region || service !== aws.service) return 'scope';
  for (const must of ['host', 'x-amz-date', 'x-amz-content-sha256']) if (!names.split(';').includes(must)) return `${must} is not signed`;
  for (const name of Object.keys(req.headers)) if (name.startsWith('x-amz-') && !names.split(';').includes(name)) return `${name} is not signed`;
  if (req.headers['x-amz-content-sha256'] !== sha256(body)) return 'payload';
  const query = pairsOf(url.search.slice(1)).map((pair) => pair.map(encode).join('=')).sort().join('&');
  const path = req.url.split('?')[0].split('/').map(encode).join('/');
  const headers = names.split(';').map((name) => `${name}:${req.headers[name].trim().replace(/ +/g, ' ')}\n`).join('');
  const canonical = [req.method, path, query, headers, names, req.headers['x-amz-content-sha256']].join('\n');
  const text = ['AWS4-HMAC-SHA256', req.headers['x-amz-date'], `${day}/${region}/${service}/aws4_request`, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce((last, part) => hmac(last, part), `AWS4${aws.secret}`);
  return same(signature, hmac(key, text, 'hex')) ? null : 'signature';
}

function badHmac(req, url, body) {
  const { 'x-time': time, 'x-nonce': nonce, 'x-sign': signature } = req.headers;
  if (Math.abs(Date.now() - Number(time)) > 60_000) return 'time';
  return same(signature, hmac(hmacKey, `${req.method}|${req.url}|${time}|${nonce}|${sha256(body)}`, 'base64')) ? null : 'signature';
}

//! RFC 7515 with a P-256 key; \return the claims, or null
function claimsOf(jwt, publicPem) {
  const [head, body, signature] = jwt.split('.');
  const fits = verify('sha256', Buffer.from(`${head}.${body}`), { key: createPublicKey(publicPem), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  return fits && JSON.parse(Buffer.from(head, 'base64url')).alg === 'ES256' ? JSON.parse(Buffer.from(body, 'base64url')) : null;
}

export class SigningProvider {
  constructor(port, publicPem) {
    this.port = port;
    this.publicPem = publicPem;
    this.tokens = new Map(); // token -> when it ends
    this.counts = { login: 0, trade: 0, api: 0 };
    this.nonces = new Set();
    this.lifetime = 600;
    this.password = 'right';
    this.down = false;
    this.server = http.createServer((req, res) => this.answer(req, res));
  }
  start() { return new Promise((done) => { this.server.listen(this.port, '127.0.0.1', done); }); }
  stop() { return new Promise((done) => { this.server.close(done); this.server.closeAllConnections(); }); }

  issue(kind) {
    const token = `${kind}-token-${++this.counts[kind]}-0123456789`;
    this.tokens.set(token, Date.now() + this.lifetime * 1000);
    return token;
  }
  login(body) {
    const { credentials } = JSON.parse(body);
    if (this.down) return [503, {}];
    return credentials?.name === 'ann' && credentials.password === this.password ? [200, { data: { session: this.issue('login'), valid_until: new Date(Date.now() + this.lifetime * 1000).toISOString() } }] : [401, { message: 'no' }];
  }
  trade(body) {
    const form = new URLSearchParams(body);
    const claims = form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' ? claimsOf(form.get('assertion'), this.publicPem) : null;
    const now = Date.now() / 1000;
    const good = claims && claims.iss === 'robot@example.test' && claims.aud === `http://127.0.0.1:${this.port}/trade` && claims.exp > now && claims.exp <= now + 301 && !this.nonces.has(claims.jti);
    if (!good) return [400, { error: 'invalid_grant' }];
    this.nonces.add(claims.jti);
    return [200, { access_token: this.issue('trade'), token_type: 'Bearer', expires_in: this.lifetime }];
  }
  //! Why a call is refused; null when it is not.
  bad(way, req, url, body) {
    if (way === 'oauth1') return badOauth1(req, url, body);
    if (way === 'aws') return badAws(req, url, body);
    if (way === 'hmac') return badHmac(req, url, body);
    if (way === 'body') return req.method === 'GET' || JSON.parse(body).api_key === bodyKey ? null : 'key';
    const token = req.headers['x-session'] ?? /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
    return (this.tokens.get(token) ?? 0) > Date.now() ? null : 'token';
  }
  async answer(req, res) {
    const parts = [];
    for await (const part of req) parts.push(part);
    const body = Buffer.concat(parts).toString();
    const url = new URL(req.url, `http://${req.headers.host}`);
    let [status, out] = [404, {}];
    if (url.pathname === '/login') [status, out] = this.login(body);
    else if (url.pathname === '/trade') [status, out] = this.trade(body);
    else {
      const why = this.bad(url.pathname.split('/')[1], req, url, body);
      this.counts.api += 1;
      [status, out] = why ? [401, { why }] : [200, { id: 'ann', method: req.method, path: req.url, body }];
    }
    if (status === 200 && url.pathname.endsWith('/moved')) { res.writeHead(302, { location: url.pathname.replace('/moved', '/there?x=1') }); res.end(); return; }
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(JSON.stringify(out));
  }
}
