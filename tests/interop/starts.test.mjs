// The starts of docs/starts.md, each run as it stands there: the shipped GitHub file, its host on loopback; the real packages, the model a stub.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { HubProcess, makeFolder, source } from '../e2e/lib/hub.mjs';
import { node22 } from './lib/conformance.mjs';
import { startModel } from './lib/model_stub.mjs';

const folder = join(source, 'tests/interop/starts');
const token = `github_pat_${'0123456789'.repeat(3)}`;
const programs = { sh: ['sh'], py: ['python3'], mjs: [node22] };
const calls = [];
let provider;
let hub;
let model;

before(async () => {
  provider = http.createServer((request, answer) => {
    const known = request.headers.authorization === `Bearer ${token}`;
    calls.push(`${known ? '' : 'unknown: '}${request.method} ${request.url}`);
    answer.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    answer.end(request.url === '/user' ? '{"id":1,"login":"alice"}' : '[{"full_name":"alice/first-repository"}]');
  });
  await new Promise((done) => provider.listen(0, '127.0.0.1', done));
  const shipped = JSON.parse(readFileSync(join(source, 'resources/connectors/github.json'), 'utf8'));
  const data = makeFolder();
  writeFileSync(join(data, 'connectors/github.json'), JSON.stringify({ ...shipped, base_url: `http://127.0.0.1:${provider.address().port}`, auth: shipped.auth.filter((each) => each.type === 'bearer') }));
  model = await startModel({ tool: 'github_list_repositories', input: { query: { per_page: 5 } }, quote: /alice\/[a-z-]+/ });
  hub = await new HubProcess(data, { args: ['--allow-local', 'github'] }).start();
  const made = await hub.ctlWith(token, 'connect', 'github', '--secret-stdin', '--alias', 'work');
  assert.equal(made.code, 0, made.err);
});
after(async () => {
  await hub?.stop();
  model?.stop();
  provider?.closeAllConnections();
  provider?.close();
  if (hub) rmSync(hub.folder, { recursive: true, force: true });
});

//! \param asksModel how often the program asks the model
for (const [file, asksModel] of [['curl.sh', 0], ['python.py', 0], ['typescript.mjs', 0], ['openai.mjs', 2], ['anthropic.mjs', 2], ['langchain.mjs', 2], ['ai-sdk.mjs', 2]]) {
  test(`the start ${file} brings the provider's data`, async () => {
    calls.length = 0;
    model.requests.length = 0;
    model.failure = undefined;
    const path = join(folder, file);
    const run = await hub.ctl('run', '--', 'env', `OPENAI_BASE_URL=${model.url}/v1`, 'OPENAI_API_KEY=stub', `ANTHROPIC_BASE_URL=${model.url}`, 'ANTHROPIC_API_KEY=stub', `PATH=${dirname(node22)}:${process.env.PATH}`, ...programs[file.split('.')[1]], path);
    assert.equal(model.failure, undefined);
    assert.equal(run.code, 0, run.err);
    assert.match(run.out, /alice\/first-repository/);
    assert.deepEqual(calls, ['GET /user/repos?per_page=5']);
    assert.equal(model.requests.length, asksModel);
    for (const request of model.requests) assert.ok(!/\bch_\w{20}|github_pat_/.test(JSON.stringify(request)), 'the model has seen a key or a token');
  });
}

test('docs/starts.md shows these very files, and nothing else', () => {
  const shown = [...readFileSync(join(source, 'docs/starts.md'), 'utf8').matchAll(/^```\w+\n(.*?)^```$/gms)].map((match) => match[1]);
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  assert.deepEqual(shown.toSorted(), files.toSorted());
});
