// A page of somebody else's application that shows @stackone/hub, served from an origin of its own.
import http from 'node:http';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const script = readFileSync(createRequire(import.meta.url).resolve('@stackone/hub/webcomponent'));

//! The page's address carries what the component is given: ?token=…&base=…&account=…
const page = `<!doctype html><meta charset="utf-8"><title>An application</title>
<body><script src="/webcomponent.js"></script><script>
const given = new URLSearchParams(location.search);
const element = document.createElement('stackone-hub');
for (const [name, value] of [['token', given.get('token')], ['base-url', given.get('base')], ['app-url', location.origin], ['mode', 'integration-picker'], ['show-footer-links', 'false']])
  element.setAttribute(name, value);
if (given.has('account')) element.setAttribute('account-id', given.get('account'));
window.events = [];
element.addEventListener('success', (event) => window.events.push(['success', event.detail]));
element.addEventListener('close', () => window.events.push(['close']));
window.addEventListener('message', (event) => { if (event.data?.type === 'AccountConnected') window.events.push(['message', event.data.account]); });
document.body.append(element);
</script>`;

export function servePage(port) {
  const server = http.createServer((request, answer) => {
    const isScript = request.url === '/webcomponent.js';
    answer.writeHead(200, { 'content-type': isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8' });
    answer.end(isScript ? script : page);
  }).listen(port, '127.0.0.1');
  return { origin: `http://127.0.0.1:${port}`, stop: () => { server.close(); server.closeAllConnections(); } };
}
