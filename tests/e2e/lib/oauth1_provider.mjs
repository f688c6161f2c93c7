// A provider that speaks OAuth 1.0a and checks each signature by itself (RFC 5849 section 3).
import { createHmac, randomBytes } from 'node:crypto';
import http from 'node:http';

const enc = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export class Oauth1Provider {
  constructor(port) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.consumer = { key: 'the-consumer', secret: 'consumer secret:&' };
    this.tokens = new Map(); // token to its secret
    this.refused = [];
    this.server = http.createServer((request, answer) => this.serve(request, answer)).listen(port, '127.0.0.1');
  }
  //! The protocol's parameters when the signature fits, else undefined.
  check(request, url) {
    const header = /^OAuth (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const oauth = Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, decodeURIComponent(value)]));
    const { oauth_signature: signature, realm, ...signed } = oauth;
    const pairs = [...Object.entries(signed), ...url.searchParams].map(([name, value]) => [enc(name), enc(value)]).sort((a, b) => (a[0] + '\0' + a[1] < b[0] + '\0' + b[1] ? -1 : 1));
    const base = [request.method, enc(this.url + url.pathname), enc(pairs.map((pair) => pair.join('=')).join('&'))].join('&');
    const key = `${enc(this.consumer.secret)}&${enc(this.tokens.get(oauth.oauth_token) ?? '')}`;
    const good = signature === createHmac('sha1', key).update(base).digest('base64') && oauth.oauth_consumer_key === this.consumer.key && oauth.oauth_signature_method === 'HMAC-SHA1';
    if (!good) this.refused.push(`${request.method} ${url.pathname}`);
    return good ? oauth : undefined;
  }
  give() {
    const token = randomBytes(8).toString('hex');
    this.tokens.set(token, randomBytes(8).toString('hex'));
    return `oauth_token=${token}&oauth_token_secret=${this.tokens.get(token)}`;
  }
  serve(request, answer) {
    const url = new URL(request.url, this.url);
    if (url.pathname === '/authorize') { // everybody agrees at once
      const to = new URL(this.callback);
      to.searchParams.set('oauth_token', this.strangers ? 'another-token' : url.searchParams.get('oauth_token'));
      to.searchParams.set('oauth_verifier', 'the-verifier');
      answer.writeHead(302, { location: to.href }).end();
      return;
    }
    const oauth = this.check(request, url);
    if (!oauth) { answer.writeHead(401).end('bad signature'); return; }
    if (url.pathname === '/request_token') {
      this.callback = oauth.oauth_callback;
      answer.end(`${this.give()}&oauth_callback_confirmed=true`);
    } else if (url.pathname === '/access_token') {
      if (oauth.oauth_verifier !== 'the-verifier') { answer.writeHead(401).end(); return; }
      answer.end(`${this.give()}&account=acme`);
    } else {
      answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: '7', name: 'seven', query: url.search }));
    }
  }
  file() {
    return {
      schema: 1, key: 'first', name: 'First', categories: ['documents'], docs_url: 'https://docs.example.test', evidence: 'exercised', base_url: `${this.url}/{account}`, hosts: [`127.0.0.1:${this.port}`],
      auth: [{ key: 'oauth1', type: 'oauth1', request_token_url: `${this.url}/request_token`, authorization_url: `${this.url}/authorize`, token_url: `${this.url}/access_token`, signature: 'HMAC-SHA1', token_response: { account: '/account' } }],
      probe: { method: 'GET', path: '/me', identity: { id: '/id', label: '/name' } },
    };
  }
  stop() { this.server.close(); this.server.closeAllConnections(); }
}
