// Connector files of the person's own: what is on disk is served at once, and what was approved stays what was approved.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bin, keyConnector, makeStage, until } from './lib/hub.mjs';

const port = 25900;
let stage;
let key;
before(async () => { stage = await makeStage(port, { hub: { port: port + 10 } }); key = await stage.hub.key('--scope', 'full'); });
after(async () => { await stage?.stop(); });

const named = (name, connector = 'mine') => JSON.stringify({ ...keyConnector(port), key: connector, name, base_url: 'https://api.mine.example', hosts: undefined, probe: undefined });
const own = (name = 'mine') => join(stage.folder, `connectors/${name}.json`);
const added = (name) => join(stage.hub.data, `connectors/${name}.json`);
const nameOf = async (connector) => (await stage.hub.fetch('/connectors/meta', key).then((answer) => answer.json())).find((each) => each.provider === connector)?.provider_name;
const list = async (...args) => JSON.parse((await stage.hub.ctl('--json', 'connectors', 'list', ...args)).out);
const told = async (event) => (await stage.hub.ctl('audit', 'tail')).out.split('\n').filter((row) => row.includes(event)).length;

test('a file that appears, changes and goes is followed without a restart', async () => {
  writeFileSync(own(), named('First'));
  await until(async () => await nameOf('mine') === 'First', 'the new file');
  writeFileSync(own(), named('Second'));
  await until(async () => await nameOf('mine') === 'Second', 'the changed file');
  writeFileSync(`${own()}.tmp`, named('Third'));
  renameSync(`${own()}.tmp`, own());
  await until(async () => await nameOf('mine') === 'Third', 'the file that an editor moved there');
  rmSync(own());
  await until(async () => await nameOf('mine') === undefined, 'the end of it');
  writeFileSync(own('github'), named('My own', 'github'));
  await until(async () => await nameOf('github') === 'My own', 'a file in the place of a shipped one');
  rmSync(own('github'));
  await until(async () => await nameOf('github') === 'GitHub', 'the shipped one again');
});

test('a broken new version leaves the old one in service, and is told', async () => {
  writeFileSync(own(), named('Whole'));
  await until(async () => await nameOf('mine') === 'Whole', 'the file');
  writeFileSync(own(), named('Half').slice(0, 100));
  await until(async () => (await list()).problems.some((each) => each.source === own()), 'the problem');
  assert.equal(await nameOf('mine'), 'Whole');
  writeFileSync(own(), named('Mended'));
  await until(async () => await nameOf('mine') === 'Mended', 'the mended file');
  assert.deepEqual((await list()).problems, []);
});

test('A35 a file that changes after `connectors add` is refused until it is added again, and each change is recorded', async () => {
  const file = join(stage.folder, 'rug.json');
  writeFileSync(file, named('Approved', 'rug'));
  assert.equal((await stage.hub.ctl('connectors', 'add', file)).code, 0);
  writeFileSync(added('rug'), named('Evil', 'rug'));
  await until(async () => (await list()).problems.some((each) => /connectors add/.test(each.message)), 'the refusal');
  assert.equal(await nameOf('rug'), 'Approved');
  await until(async () => await told('connector.refused') > 0, 'the record of it');
  await stage.hub.stop();
  await stage.hub.start();
  assert.equal(await nameOf('rug'), undefined, 'what was approved is nowhere any more, and the other was not');
  writeFileSync(file, readFileSync(added('rug')));
  assert.equal((await stage.hub.ctl('connectors', 'add', file)).code, 0);
  assert.equal(await nameOf('rug'), 'Evil');
  const before = await told('connector.changed');
  writeFileSync(own(), named("The developer's own"));
  await until(async () => await told('connector.changed') > before, 'the record of a change');
  assert.match((await stage.hub.ctl('audit', 'tail')).out, /sha256 [0-9a-f]{64} -> sha256 [0-9a-f]{64}/);
});

test('a file is checked and begun without a hub', () => {
  const alone = (...args) => spawnSync(join(bin, 'connect-hubctl'), ['--data-dir', join(stage.folder, 'nowhere'), ...args], { encoding: 'utf8' });
  const file = join(stage.folder, 'new.json');
  for (const type of ['oauth2', 'device_code', 'client_credentials', 'api_key', 'bearer', 'basic', 'oauth1', 'two_step', 'jwt_bearer', 'signed', 'none']) {
    const made = alone('connectors', 'new', 'fresh', '--type', type);
    assert.equal(made.status, 0, `${type}: ${made.stderr}`);
    writeFileSync(file, made.stdout);
    assert.equal(alone('connectors', 'validate', file).status, 0, type);
  }
  assert.equal(alone('connectors', 'new', 'fresh', '--type', 'magic').status, 2);
  const two = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...two, docs_url: 'http://plain.example', actions: [{ ...two.actions[0], path: 'items' }] }));
  const wrong = alone('connectors', 'validate', file);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /new\.json: \/docs_url [^]*new\.json: \/actions\/0\/path /);
});
