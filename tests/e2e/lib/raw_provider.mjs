// A provider that keeps each request as the bytes it came in, and answers each alike.
import net from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyConnector } from './hub.mjs';

//! Where a request ends: behind its Content-Length.
function lengthOf(bytes) {
  const blank = bytes.indexOf('\r\n\r\n');
  if (blank < 0) return Infinity;
  return blank + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(bytes.subarray(0, blank).toString('latin1'))?.[1] ?? 0);
}

export class RawProvider {
  constructor(port) {
    this.port = port;
    this.seen = [];
    this.sockets = new Set();
    this.server = net.createServer((socket) => {
      this.sockets.add(socket);
      let bytes = Buffer.alloc(0);
      socket.on('error', () => {});
      socket.on('data', (piece) => {
        bytes = Buffer.concat([bytes, piece]);
        while (lengthOf(bytes) <= bytes.length) {
          const length = lengthOf(bytes);
          this.seen.push(bytes.subarray(0, length).toString('latin1'));
          bytes = bytes.subarray(length);
          socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 23\r\n\r\n{"id":"1","name":"raw"}\n');
        }
      });
    }).listen(port, '127.0.0.1');
  }
  //! A connector `raw` with a key, for these actions.
  write(folder, actions) {
    const file = { ...keyConnector(this.port - 1), key: 'raw', name: 'Raw', base_url: `http://127.0.0.1:${this.port}/v1`, probe: { method: 'GET', path: '/whoami', identity: { id: '/id', label: '/name' } }, actions };
    writeFileSync(join(folder, 'connectors/raw.json'), JSON.stringify(file));
  }
  //! What arrives while `work` runs.
  async during(work) {
    const before = this.seen.length;
    const result = await work();
    return { result, seen: this.seen.slice(before) };
  }
  stop() { this.server.close(); for (const socket of this.sockets) socket.destroy(); }
}
