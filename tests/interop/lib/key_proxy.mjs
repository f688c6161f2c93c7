// A loopback proxy that adds the key: the suites can't. Hostile Host and Origin headers pass unchanged; only its own
// host:port is rewritten to the hub's.
import http from 'node:http';

export function startKeyProxy(target, key) {
  const hub = new URL(target);
  const server = http.createServer((request, response) => {
    const own = `127.0.0.1:${server.address().port}`;
    const names = new Set([own, `localhost:${server.address().port}`]);
    const headers = { ...request.headers, authorization: `Bearer ${key}` };
    if (names.has(headers.host)) headers.host = hub.host;
    for (const name of names) if (headers.origin === `http://${name}`) headers.origin = `http://${hub.host}`;
    const up = http.request({ host: hub.hostname, port: hub.port, method: request.method, path: request.url, headers, setHost: false }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
    });
    up.on('error', () => response.destroy());
    response.on('close', () => up.destroy());
    request.pipe(up);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => {
    const stop = () => new Promise((ended) => { server.closeAllConnections(); server.close(ended); });
    done({ url: `http://127.0.0.1:${server.address().port}`, stop });
  }));
}
