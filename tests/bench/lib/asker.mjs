// Asks one server the same thing over one connection until the time is over, and reads the answers into one large buffer: a client that costs little.
//   node asker.mjs URL SECONDS   with the request on standard input; ends with one line of JSON, times in ms
import { connect } from 'node:net';
import { readFileSync } from 'node:fs';

const [address, seconds] = process.argv.slice(2);
const { hostname, port } = new URL(address);
const request = readFileSync(0);
const buffer = Buffer.alloc(4 << 20);
const times = [];
const end = performance.now() + Number(seconds) * 1000;
let begun = 0;
let got = 0;
let size = 0; // of the whole answer; 0 = it comes in chunks
let tail = ''; // its last bytes

const socket = connect({ host: hostname, port: Number(port), noDelay: true, onread: { buffer, callback: read } }, ask);
socket.on('end', () => { throw new Error('the server has hung up'); });
socket.on('error', (error) => { console.error(error); process.exitCode = 1; });

function ask() {
  begun = performance.now();
  got = size = 0;
  tail = '';
  socket.write(request);
}

function read(count, bytes) {
  if (got === 0) {
    const head = bytes.toString('latin1', 0, Math.min(count, 4096));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head);
    if (!head.startsWith('HTTP/1.1 200')) throw new Error(head);
    if (length) size = head.indexOf('\r\n\r\n') + 4 + Number(length[1]);
  }
  got += count;
  tail = (tail + bytes.toString('latin1', Math.max(0, count - 7), count)).slice(-7);
  const whole = size > 0 ? got === size : tail === '\r\n0\r\n\r\n';
  if (!whole) return true;
  const now = performance.now();
  times.push(now - begun);
  if (now < end) { ask(); return true; }
  socket.destroy();
  times.sort((a, b) => a - b);
  console.log(JSON.stringify({ requests: times.length, least: times[0], p10: times[Math.floor(times.length * 0.1)], p50: times[times.length >> 1], p99: times[Math.floor(times.length * 0.99)] }));
  return false;
}
