// What is large or slow passes through without being kept.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import http from 'node:http';
import { makeStage } from './lib/hub.mjs';

const limit = 64 * 1024; // kB
let stage;
let key;
before(async () => {
  stage = await makeStage(22200);
  await stage.hub.connect(stage.authority);
  key = await stage.hub.key('--scope', 'full');
});
after(async () => { await stage?.stop(); });

const headers = () => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });

//! The most memory that the hub had while `work` ran, above what it had before.
async function growth(work) {
  const before = stage.hub.memory();
  let most = before;
  const timer = setInterval(() => { most = Math.max(most, stage.hub.memory()); }, 20);
  try { await work(); } finally { clearInterval(timer); }
  return most - before;
}

test('F21 1 GB down grows the hub by less than 64 MB', { timeout: 120_000 }, async () => {
  let bytes = 0;
  const more = await growth(() => new Promise((done, fail) => {
    http.get(`${stage.hub.url}/proxy/big?mb=1024`, { headers: headers() }, (answer) => {
      answer.on('data', (part) => { bytes += part.length; });
      answer.on('end', done);
    }).on('error', fail);
  }));
  assert.equal(bytes, 1024 * 1024 * 1024);
  assert.ok(more < limit, `${more} kB`);
  console.log(`growth: ${more} kB`);
});

test('a reader that does not read does not fill the hub', { timeout: 60_000 }, async () => {
  const more = await growth(() => new Promise((done, fail) => {
    const request = http.get(`${stage.hub.url}/proxy/big?mb=512`, { headers: headers() }, (answer) => {
      answer.pause();
      setTimeout(() => { request.destroy(); done(); }, 1500); // long enough for 512 MB to arrive, were they taken
    });
    request.on('error', (error) => (error.code === 'ECONNRESET' ? done() : fail(error)));
  }));
  assert.ok(more < limit, `${more} kB`);
});

test('256 MB up in chunks grows the hub by less than 64 MB', { timeout: 120_000 }, async () => {
  const part = Buffer.alloc(65536, 'x');
  const more = await growth(() => new Promise((done, fail) => {
    const request = http.request(`${stage.hub.url}/proxy/echo`, { method: 'POST', headers: { ...headers(), 'content-type': 'application/octet-stream' } }, (answer) => {
      answer.resume();
      answer.on('end', done);
    });
    request.on('error', (error) => (error.code === 'EPIPE' || error.code === 'ECONNRESET' ? done() : fail(error)));
    let left = 256 * 16;
    const push = () => {
      while (left > 0) { left -= 1; if (!request.write(part)) { request.once('drain', push); return; } }
      request.end();
    };
    push();
  }));
  assert.ok(more < limit, `${more} kB`);
});

test('an event stream arrives event by event', async () => {
  const at = [];
  await new Promise((done, fail) => {
    http.get(`${stage.hub.url}/proxy/sse`, { headers: headers() }, (answer) => {
      assert.match(answer.headers['content-type'], /^text\/event-stream/);
      answer.on('data', (part) => { for (const _ of String(part).matchAll(/data: /g)) at.push(Date.now()); });
      answer.on('end', done);
    }).on('error', fail);
  });
  assert.equal(at.length, 5);
  // the provider pauses 200 ms after each: an answer that was held back would come in one piece
  assert.ok(at[4] - at[0] > 500, `spread over ${at[4] - at[0]} ms`);
});
