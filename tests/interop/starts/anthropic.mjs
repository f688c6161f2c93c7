import Anthropic from '@anthropic-ai/sdk';
import { mcpTools } from '@anthropic-ai/sdk/helpers/beta/mcp';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const headers = { Authorization: `Bearer ${process.env.CONNECT_HUB_KEY}` };
const hub = new Client({ name: 'my-agent', version: '1.0.0' });
await hub.connect(new StreamableHTTPClientTransport(new URL(`${process.env.CONNECT_HUB_URL}/mcp`), { requestInit: { headers } }));
const tools = mcpTools((await hub.listTools()).tools, hub);
const answer = await new Anthropic().beta.messages.toolRunner({ model: 'claude-sonnet-5-5', max_tokens: 1024, tools, messages: [{ role: 'user', content: 'Which repositories do I have?' }] });
console.log(answer.content.at(-1).text);
await hub.close();
