import { createMCPClient } from '@ai-sdk/mcp';
import { openai } from '@ai-sdk/openai';
import { generateText, isStepCount } from 'ai';

const headers = { Authorization: `Bearer ${process.env.CONNECT_HUB_KEY}` };
const hub = await createMCPClient({ transport: { type: 'http', url: `${process.env.CONNECT_HUB_URL}/mcp`, headers } });
const { text } = await generateText({ model: openai('gpt-5.5'), tools: await hub.tools(), stopWhen: isStepCount(10), prompt: 'Which repositories do I have?' });
console.log(text);
await hub.close();
