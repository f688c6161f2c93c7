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
    const home = { XDG_DATA_HOME: join(this.room, 'data'), XDG_RUNTIME_DIR: this.room, XDG_CONFIG_HOME: join(this.room, 'config') };
    // what the bus starts by itself must find this very keyring, not the one of whoever runs the test
    this.bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, ...home } });
    const address = await new Promise((done) => createInterface({ input: this.bus.stdout }).once('line', done));
    this.env = { DBUS_SESSION_BUS_ADDRESS: address, ...home };
  }
  shell(text) { return run('sh', ['-c', text], { env: { ...process.env, ...this.env } }); }
  // the bus may have started a locked one meanwhile: it is replaced
  start() { return this.shell('printf pw | gnome-keyring-daemon --replace --unlock --components=secrets --daemonize >/dev/null'); }
  //! Ends the daemon as a crash would.
  async kill() {
    const { stdout } = await this.shell('dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets');
    process.kill(Number(/uint32 (\d+)/.exec(stdout)[1]), 'SIGKILL');
  }
  lock() { return this.shell('dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login'); }
  //! The secret behind the hub's key, as another program reads it; empty when there is none.
  async read(key) { return (await this.shell(`secret-tool lookup server 'Connect Hub' user '${key}' || true`)).stdout; }
  stop() { this.bus?.kill(); rmSync(this.room, { recursive: true, force: true }); }
}
