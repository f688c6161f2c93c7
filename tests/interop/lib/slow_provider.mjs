// A provider whose items never come until it is told so, and a hub that is connected to it.
import { rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { HubProcess, makeFolder } from '../../e2e/lib/hub.mjs';

export async function startSlowStage(port, args = []) {
  const open = new Set();
  const provider = { open, seen: 0, answer() { for (const one of open) { one.setHeader('content-type', 'application/json'); one.end('{"items":[]}'); } } };
  const server = http.createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/me') { response.end('{"id":"1","name":"slow"}'); return; }
    open.add(response);
    provider.seen += 1;
    response.on('close', () => open.delete(response));
  });
  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  const folder = makeFolder();
  writeFileSync(join(folder, 'connectors/keyed.json'), JSON.stringify({
    schema: 1, key: 'keyed', name: 'Keyed', categories: ['documents'], docs_url: 'https://docs.example.test', evidence: 'exercised', base_url: `http://127.0.0.1:${port}`,
    auth: [{ key: 'api_key', type: 'api_key', fields: [{ key: 'api_key', label: 'API key', type: 'password', required: true, secret: true }], placement: { headers: { 'X-Api-Key': '{api_key}' }, query: {} } }],
    probe: { method: 'GET', path: '/me', identity: { id: '/id', label: '/name' } },
    actions: [{ id: 'keyed_list_items', title: 'List items', description: 'Items.', effect: 'read', method: 'GET', path: '/items' }],
  }));
  const hub = await new HubProcess(folder, { args }).start();
  const made = await hub.ctlWith('stub-key-0123456789', 'connect', 'keyed', '--secret-stdin', '--alias', 'work');
  if (made.code !== 0) throw new Error(made.err);
  const stop = async () => {
    const code = await hub.stop();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
    return code;
  };
  return { hub, provider, stop };
}
