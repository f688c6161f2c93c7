import { MultiServerMCPClient } from '@langchain/mcp-adapters';
import { createAgent } from 'langchain';

const headers = { Authorization: `Bearer ${process.env.CONNECT_HUB_KEY}` };
const hub = new MultiServerMCPClient({ mcpServers: { hub: { url: `${process.env.CONNECT_HUB_URL}/mcp`, headers } } });
const agent = createAgent({ model: 'openai:gpt-5.5', tools: await hub.getTools() });
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: 'Which repositories do I have?' }] });
console.log(messages.at(-1).text);
await hub.close();
