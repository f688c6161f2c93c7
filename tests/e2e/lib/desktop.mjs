// The real application on a display: its widgets as a screen reader sees them, its view over the engine's own debugger.
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import WebSocket from 'ws';
import { bin, source, until } from './hub.mjs';

const run = promisify(execFile);
const a11y = join(source, 'tests/support/a11y.py');

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

//! One page of the view.
class View {
  constructor(port) { this.port = port; this.next = 1; this.waiting = new Map(); }
  async connect() {
    const page = await until(async () => (await (await fetch(`http://127.0.0.1:${this.port}/json`)).json()).find((each) => each.type === 'page'), 'a page in the view');
    this.socket = new WebSocket(page.webSocketDebuggerUrl);
    await new Promise((done, fail) => { this.socket.once('open', done); this.socket.once('error', fail); });
    this.socket.on('message', (text) => { const message = JSON.parse(text); this.waiting.get(message.id)?.(message); });
    return this;
  }
  send(method, params = {}) {
    const id = this.next++;
    return new Promise((done, fail) => {
      this.waiting.set(id, (message) => { this.waiting.delete(id); message.error ? fail(new Error(message.error.message)) : done(message.result); });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }
  async evaluate(expression) {
    const answer = await this.send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.text);
    return answer.result.value;
  }
  wait(selector) { return until(() => this.evaluate(`Boolean(document.querySelector(${JSON.stringify(selector)}))`), selector); }
  async click(selector) {
    await this.wait(selector);
    // a page that is not painted yet takes no click
    await until(() => this.evaluate("document.readyState === 'complete' && new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"), 'a painted page');
    const at = await this.evaluate(`(() => { const box = document.querySelector(${JSON.stringify(selector)}); box.scrollIntoView({ block: 'center' }); const r = box.getBoundingClientRect(); return { x: r.x + r.width / 2, y: r.y + r.height / 2 }; })()`);
    for (const type of ['mousePressed', 'mouseReleased']) await this.send('Input.dispatchMouseEvent', { type, ...at, button: 'left', clickCount: 1 });
  }
  async type(selector, text) {
    await this.click(selector);
    await this.send('Input.insertText', { text });
  }
  url() { return this.evaluate('location.href'); }
  close() { this.socket?.close(); }
}

export class Desktop {
  constructor(args, { env = {} } = {}) { this.args = args; this.env = env; this.log = ''; }
  async start() {
    this.debugger = await freePort();
    this.child = spawn(join(bin, 'connect-hub'), this.args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, QTWEBENGINE_REMOTE_DEBUGGING: String(this.debugger), QT_LINUX_ACCESSIBILITY_ALWAYS_ON: '1', ...this.env } });
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (text) => { this.log += text; });
    this.ended = new Promise((done) => { this.child.on('exit', (code, signal) => done(code ?? signal)); });
    return this;
  }
  get pid() { return this.child.pid; }
  async see(text, seconds = 15) { return JSON.parse((await run(a11y, [String(this.pid), 'wait', text, String(seconds)])).stdout); }
  async press(name) { await run(a11y, [String(this.pid), 'press', name]); }
  //! Types into the focused field.
  async type(text) { await run('xdotool', ['windowfocus', '--sync', await this.window()]); await run('xdotool', ['type', text]); }
  async list() { return JSON.parse((await run(a11y, [String(this.pid), 'list'], { maxBuffer: 1 << 26 })).stdout); }
  view() { return new View(this.debugger).connect(); }
  async window() { return until(async () => (await run('xdotool', ['search', '--onlyvisible', '--pid', String(this.pid)])).stdout.trim().split('\n').at(-1), 'a window'); }
  async keys(...names) {
    await run('xdotool', ['windowfocus', '--sync', await this.window()]);
    await run('xdotool', ['key', ...names]);
  }
  async picture(file) { await run('import', ['-window', await this.window(), file]); }
  async stop() { this.child.kill('SIGTERM'); return this.ended; }
}
