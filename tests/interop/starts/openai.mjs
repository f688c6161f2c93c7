import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import OpenAI from 'openai';

const headers = { Authorization: `Bearer ${process.env.CONNECT_HUB_KEY}` };
const hub = new Client({ name: 'my-agent', version: '1.0.0' });
await hub.connect(new StreamableHTTPClientTransport(new URL(`${process.env.CONNECT_HUB_URL}/mcp`), { requestInit: { headers } }));
const tools = (await hub.listTools()).tools.map(({ name, description, inputSchema }) => ({
  type: 'function', function: { name, description, parameters: inputSchema, parse: JSON.parse, function: (args) => hub.callTool({ name, arguments: args }) },
}));
const run = new OpenAI().chat.completions.runTools({ model: 'gpt-5.5', tools, messages: [{ role: 'user', content: 'Which repositories do I have?' }] });
console.log(await run.finalContent());
await hub.close();
