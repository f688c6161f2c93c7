// The official TypeScript SDK's server with tools from a file, in its quickest form: the low-level handler hands out a list that is ready.
//   node sdk_server.mjs PORT TOOLS.json
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';

const [port, file] = process.argv.slice(2);
const tools = JSON.parse(readFileSync(file, 'utf8'));
const handler = createMcpHandler(() => {
  const server = new Server({ name: 'peer', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({ tools }));
  return server;
}, { responseMode: 'json' });
createServer(toNodeHandler(handler)).listen(Number(port), '127.0.0.1');
