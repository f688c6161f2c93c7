// Requests as bytes, answers as they must look, and a provider that behaves as a test says.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { keyConnector } from './hub.mjs';

export const json = (body, more = {}) => ({ method: 'POST', ...more, headers: { 'content-type': 'application/json', ...more.headers }, body: JSON.stringify(body) });
export const bearer = (secret, headers = {}) => ({ headers: { authorization: `Bearer ${secret}`, ...headers } });
export const session = (more = {}) => ({ origin_owner_id: 'local', origin_owner_name: 'Me', ...more });

//! The hub's own error, whole: status, code in header and body, the three that clients insist on.
export async function failed(answer, status, code, what = '') {
  const text = await answer.text();
  assert.deepEqual([answer.status, answer.headers.get('x-connect-hub-error')], [status, code], `${what} ${text}`);
  const body = JSON.parse(text);
  assert.equal(body.statusCode, status);
  assert.equal(body.errorCode, code);
  assert.equal(typeof body.message, 'string');
  assert.match(body.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  return body;
}

export async function ok(answer, status = 200) {
  const text = await answer.text();
  assert.equal(answer.status, status, text);
  assert.equal(answer.headers.get('x-connect-hub-error'), null);
  return text === '' ? undefined : JSON.parse(text);
}

//! A request whose path and headers go out as they stand; resolves to something that reads like fetch's answer.
export function exact(hub, key, path, { method = 'GET', headers = {}, body } = {}) {
  const { hostname, port } = new URL(hub.url);
  return new Promise((done, fail) => {
    const request = http.request({ host: hostname, port, path, method, headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }), ...headers } }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done({ status: answer.statusCode, raw: answer.rawHeaders, headers: { get: (name) => answer.headers[name] ?? null }, text: async () => Buffer.concat(parts).toString() }));
      answer.on('error', fail);
    });
    request.on('error', fail);
    request.end(body);
  });
}

//! All that the hub answers to these bytes until it closes.
export function bytes(hub, text, limit = 15_000) {
  const { hostname, port } = new URL(hub.url);
  return new Promise((done, fail) => {
    const parts = [];
    const socket = net.connect(Number(port), hostname, () => socket.write(Buffer.from(text, 'latin1')));
    const timer = setTimeout(() => { socket.destroy(); fail(new Error(`no end to: ${text.slice(0, 80)}`)); }, limit);
    socket.on('data', (part) => parts.push(part));
    socket.on('error', () => {});
    socket.on('close', () => { clearTimeout(timer); done(Buffer.concat(parts).toString('latin1')); });
  });
}

//! A provider behind the connector `odd` (a key in X-Api-Key): it keeps what it was sent and does as `behave` says.
export class OddProvider {
  constructor(port) {
    this.port = port;
    this.seen = [];
    this.calm();
    this.server = http.createServer(async (request, answer) => {
      const parts = [];
      request.on('error', () => {});
      try { for await (const part of request) parts.push(part); } catch { return; }
      this.seen.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(parts).toString() });
      this.behave(request, answer);
    }).listen(port, '127.0.0.1');
  }
  calm() { this.behave = (request, answer) => { answer.writeHead(200, { 'content-type': 'application/json' }); answer.end('{"id":"1","name":"odd"}'); }; }
  //! What arrives while `work` runs.
  async during(work) {
    const before = this.seen.length;
    const result = await work();
    return { result, seen: this.seen.slice(before) };
  }
  file(change = {}) {
    return { ...keyConnector(this.port - 1), key: 'odd', name: 'Odd', base_url: `http://127.0.0.1:${this.port}/base`, probe: { method: 'GET', path: '/whoami', identity: { id: '/id', label: '/name' } }, ...change };
  }
  write(folder, change) { writeFileSync(join(folder, 'connectors/odd.json'), JSON.stringify(this.file(change))); }
  stop() { this.server.close(); this.server.closeAllConnections(); }
}

//! A session of MCP; resolves to a way to ask in it.
export async function startMcp(hub, key) {
  const post = (body, headers) => fetch(`${hub.url}/mcp`, json(body, bearer(key, { accept: 'application/json, text/event-stream', ...headers })));
  const begun = await post({ jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } } });
  await begun.text();
  const id = begun.headers.get('mcp-session-id');
  return async (method, params, headers) => {
    const answer = await post({ jsonrpc: '2.0', id: 1, method, params }, { 'mcp-protocol-version': '2025-11-25', ...(id ? { 'mcp-session-id': id } : {}), ...headers });
    const text = await answer.text();
    return JSON.parse(text.startsWith('{') ? text : /data: (.*)/.exec(text)[1]);
  };
}
