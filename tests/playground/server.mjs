// A provider to try Connect Hub with, offline: OAuth 2.0 (code flow, PKCE, rotating refresh tokens, revocation) and a small API.
// node server.mjs [--port 7480] [--token-life 120]; loopback only, everything in memory, anybody may sign in. Not for real data.
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { port: { type: 'string', default: '7480' }, 'token-life': { type: 'string', default: '120' } } });
const life = Number(values['token-life']);
const codes = new Map(); // code → {user, challenge, redirect, scope, until}
const access = new Map(); // token → {user, scope, until}
const refresh = new Map(); // token → {user, scope}
const notes = [{ id: 1, text: 'Welcome to the playground.', by: 'playground' }];
const secret = () => randomBytes(32).toString('base64url');
const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const style = 'body{font:15px/1.5 system-ui,sans-serif;margin:0;background:#f5f6f9;color:#1a1e29}main{max-width:420px;margin:72px auto;background:#fff;border:1px solid #d8dce5;border-radius:8px;padding:28px}h1{font-size:1.3em;margin:0 0 4px}p{margin:0 0 16px;color:#545c6d}label{font-weight:600;display:block;margin-bottom:4px}input{font:inherit;width:100%;box-sizing:border-box;padding:8px 12px;border:1px solid #868e9f;border-radius:6px}ul{padding-inline-start:20px}.row{display:flex;gap:12px;margin-top:20px}button,a.button{font:inherit;padding:7px 18px;border-radius:6px;border:1px solid #868e9f;background:#fff;color:inherit;text-decoration:none;cursor:pointer}button{background:#17683d;border-color:#17683d;color:#fff;font-weight:600}';
const styleHash = createHash('sha256').update(style).digest('base64');

function page(answer, status, title, body) {
  answer.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'` });
  answer.end(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${escaped(title)}</title><style>${style}</style><main>${body}</main></html>`);
}
function json(answer, status, body) {
  answer.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  answer.end(JSON.stringify(body));
}
async function bodyOf(request) {
  let text = '';
  for await (const part of request) { text += part; if (text.length > 1e6) throw new Error('too large'); }
  return text;
}

//! What is wrong with an authorization request; undefined when nothing is.
function problemOf(query) {
  const redirect = URL.canParse(query.get('redirect_uri') ?? '') ? new URL(query.get('redirect_uri')) : undefined;
  if (query.get('client_id') !== 'playground-app') return 'This app is not registered here.';
  // RFC 8252 section 7.3: loopback redirects with any port
  if (redirect?.protocol !== 'http:' || !['127.0.0.1', '[::1]', 'localhost'].includes(redirect.hostname) || redirect.pathname !== '/callback') return 'The redirect URI must be http://127.0.0.1:PORT/callback.';
  if (query.get('response_type') !== 'code' || query.get('code_challenge_method') !== 'S256' || !query.get('code_challenge')) return 'Code flow with PKCE S256 only.';
  return undefined;
}

function showConsent(url, answer) {
  const problem = problemOf(url.searchParams);
  if (problem) { page(answer, 400, 'Playground', `<h1>This does not work</h1><p>${escaped(problem)}</p>`); return; }
  const cancel = new URL(url.searchParams.get('redirect_uri'));
  cancel.search = new URLSearchParams({ error: 'access_denied', state: url.searchParams.get('state') ?? '' });
  const scopes = (url.searchParams.get('scope') ?? '').split(' ').filter(Boolean);
  page(answer, 200, 'Sign in to the playground', `<h1>Sign in to the playground</h1><p>Connect Hub asks for access. Any name will do: nothing here is real.</p>
<form method="post" action="/authorize?${escaped(url.searchParams)}"><label for="login">Your name</label><input id="login" name="login" value="demo" autocomplete="off" autofocus required maxlength="40">
<ul>${scopes.map((scope) => `<li>${escaped(scope)}</li>`).join('')}</ul><div class="row"><button id="allow">Allow</button><a class="button" id="abort" href="${escaped(cancel)}">Cancel</a></div></form>`);
}

async function grant(url, request, answer) {
  if (problemOf(url.searchParams)) { showConsent(url, answer); return; }
  const user = new URLSearchParams(await bodyOf(request)).get('login')?.trim() || 'demo';
  const code = secret();
  codes.set(code, { user, challenge: url.searchParams.get('code_challenge'), redirect: url.searchParams.get('redirect_uri'), scope: url.searchParams.get('scope') ?? '', until: Date.now() + 60_000 });
  const back = new URL(url.searchParams.get('redirect_uri'));
  back.search = new URLSearchParams({ code, state: url.searchParams.get('state') ?? '' });
  answer.writeHead(302, { location: back.href });
  answer.end();
}

function issue(answer, { user, scope }) {
  const tokens = { access_token: secret(), refresh_token: secret(), token_type: 'Bearer', expires_in: life, scope };
  access.set(tokens.access_token, { user, scope, until: Date.now() + life * 1000 });
  refresh.set(tokens.refresh_token, { user, scope });
  json(answer, 200, tokens);
}

async function token(request, answer) {
  const form = new URLSearchParams(await bodyOf(request));
  if (form.get('grant_type') === 'authorization_code') {
    const code = codes.get(form.get('code'));
    codes.delete(form.get('code')); // once
    const proof = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    if (!code || code.until < Date.now() || code.challenge !== proof || code.redirect !== form.get('redirect_uri')) { json(answer, 400, { error: 'invalid_grant' }); return; }
    issue(answer, code);
  } else if (form.get('grant_type') === 'refresh_token') {
    const known = refresh.get(form.get('refresh_token'));
    refresh.delete(form.get('refresh_token'));
    if (known) issue(answer, known); else json(answer, 400, { error: 'invalid_grant' });
  } else {
    json(answer, 400, { error: 'unsupported_grant_type' });
  }
}

async function api(url, request, answer) {
  const who = access.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]);
  if (!who || who.until < Date.now()) { json(answer, 401, { error: 'invalid_token' }); return; }
  const route = `${request.method} ${url.pathname}`;
  if (route === 'GET /v1/me') json(answer, 200, { id: `user-${who.user}`, name: who.user });
  else if (route === 'GET /v1/notes') json(answer, 200, { notes: notes.slice(-Number(url.searchParams.get('limit') ?? 20)) });
  else if (route === 'POST /v1/notes' && !who.scope.split(' ').includes('notes:write')) json(answer, 403, { error: 'insufficient_scope' });
  else if (route === 'POST /v1/notes') {
    let body = {};
    try { body = JSON.parse(await bodyOf(request)); } catch { json(answer, 400, { error: 'not JSON' }); return; }
    if (typeof body.text !== 'string' || body.text === '') { json(answer, 422, { error: 'text is needed' }); return; }
    const note = { id: notes.length + 1, text: body.text, by: who.user };
    notes.push(note);
    json(answer, 201, note);
  } else json(answer, 404, { error: 'not found' });
}

const server = http.createServer(async (request, answer) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  try {
    if (url.pathname === '/authorize' && request.method === 'GET') showConsent(url, answer);
    else if (url.pathname === '/authorize' && request.method === 'POST') await grant(url, request, answer);
    else if (url.pathname === '/token' && request.method === 'POST') await token(request, answer);
    else if (url.pathname === '/revoke' && request.method === 'POST') { const form = new URLSearchParams(await bodyOf(request)); access.delete(form.get('token')); refresh.delete(form.get('token')); json(answer, 200, {}); }
    else await api(url, request, answer);
  } catch (error) {
    if (!answer.headersSent) json(answer, 400, { error: String(error.message) });
  }
});
server.listen(Number(values.port), '127.0.0.1', () => console.log(JSON.stringify({ ready: true, url: `http://127.0.0.1:${server.address().port}` })));
