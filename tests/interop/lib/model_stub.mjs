// What the makers of models serve, as far as one round needs it: asks for one tool, then says what the tool has found. Three forms of the same talk.
import assert from 'node:assert/strict';
import http from 'node:http';

const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2, prompt_tokens: 1, completion_tokens: 1, input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } };
const common = { id: 'stub-1', model: 'stub', created: 1, created_at: 1, usage };

//! How tools come, how a call of one is asked for, how a text is said.
const forms = {
  '/v1/chat/completions': {
    toolOf: (tool) => ({ name: tool.function.name, schema: tool.function.parameters }),
    resultOf: (body) => body.messages.find((each) => each.role === 'tool')?.content,
    ask: (name, input) => choice('tool_calls', { content: null, tool_calls: [{ id: 'call-1', type: 'function', function: { name, arguments: JSON.stringify(input) } }] }),
    say: (text) => choice('stop', { content: text }),
  },
  '/v1/responses': {
    toolOf: (tool) => ({ name: tool.name, schema: tool.parameters }),
    resultOf: (body) => body.input.find((each) => each.type === 'function_call_output')?.output,
    ask: (name, input) => response({ type: 'function_call', id: 'fc_1', call_id: 'call-1', name, arguments: JSON.stringify(input), status: 'completed' }),
    say: (text) => response({ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] }),
  },
  '/v1/messages': {
    toolOf: (tool) => ({ name: tool.name, schema: tool.input_schema }),
    resultOf: (body) => body.messages.flatMap((each) => each.content).find((each) => each.type === 'tool_result')?.content,
    ask: (name, input) => message('tool_use', { type: 'tool_use', id: 'call-1', name, input }),
    say: (text) => message('end_turn', { type: 'text', text }),
  },
};
const choice = (reason, said) => ({ ...common, object: 'chat.completion', choices: [{ index: 0, finish_reason: reason, message: { role: 'assistant', ...said } }] });
const response = (item) => ({ ...common, object: 'response', status: 'completed', output: [item] });
const message = (reason, block) => ({ ...common, type: 'message', role: 'assistant', stop_reason: reason, stop_sequence: null, content: [block] });

//! \param tool   the one to ask for, with `input`
//! \param quote  what the last answer repeats of the tool's result
export async function startModel({ tool, input, quote }) {
  const model = { requests: [], failure: undefined };
  const answerTo = (path, text) => {
    const form = forms[path];
    assert.ok(form, `there is no ${path} here`);
    const body = JSON.parse(text);
    const result = form.resultOf(body);
    if (result !== undefined) return form.say(`Found: ${JSON.stringify(result).match(quote)}`);
    const found = body.tools.map(form.toolOf).find((each) => each.name === tool);
    assert.equal(found?.schema.type, 'object', `no schema of ${tool} in ${text.slice(0, 1000)}`);
    return form.ask(tool, input);
  };
  const server = http.createServer(async (request, answer) => {
    let text = '';
    for await (const piece of request) text += piece;
    model.requests.push({ path: request.url, text, headers: request.headers });
    answer.setHeader('content-type', 'application/json');
    try {
      answer.end(JSON.stringify(answerTo(request.url.split('?')[0], text)));
    } catch (error) {
      model.failure ??= error;
      answer.writeHead(400).end(JSON.stringify({ error: { type: 'invalid_request_error', message: error.message } }));
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  model.url = `http://127.0.0.1:${server.address().port}`;
  model.stop = () => { server.closeAllConnections(); server.close(); };
  return model;
}
