// A session bus and a keyring of a test's own, so that nobody else's is touched.
import { spawn, execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createInterface } from 'node:readline';

const run = promisify(execFile);

export class Keyring {
  async startBus() {
    this.room = mkdtempSync(join(tmpdir(), 'hub-keyring-'));
    this.bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const address = await new Promise((done) => createInterface({ input: this.bus.stdout }).once('line', done));
    this.env = { DBUS_SESSION_BUS_ADDRESS: address, XDG_DATA_HOME: join(this.room, 'data'), XDG_RUNTIME_DIR: this.room, XDG_CONFIG_HOME: join(this.room, 'config') };
  }
  shell(text) { return run('sh', ['-c', text], { env: { ...process.env, ...this.env } }); }
  // the bus may have started a locked one meanwhile: it is replaced
  start() { return this.shell('printf pw | gnome-keyring-daemon --replace --unlock --components=secrets --daemonize >/dev/null'); }
  //! The secret behind the hub's key, as another program reads it; empty when there is none.
  async read(key) { return (await this.shell(`secret-tool lookup server 'Connect Hub' user '${key}' || true`)).stdout; }
  stop() { this.bus?.kill(); rmSync(this.room, { recursive: true, force: true }); }
}
