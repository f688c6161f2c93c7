// The check of coverage.cmake finds what it must find: small trees are made, and it runs on each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = new URL('coverage.cmake', import.meta.url).pathname;
const cpp = 'void SomeTest::C3_aSlot()\n{\n}\n// void SomeTest::C4_gone()\nQTest::newRow("A07 a row") << 1;\nrow("A08 another [row]", "x");\n';
function check(ids, pending, mjs) {
  const folder = mkdtempSync(join(tmpdir(), 'hub-coverage-'));
  const file = (name, text) => { writeFileSync(join(folder, name), text); return join(folder, name); };
  const list = file('list.tsv', ids.map((id) => `${id}\twhat it says; with [signs]\n`).join(''));
  file('some.test.mjs', `import x\n${mjs}\n`);
  file('some_test.cpp', cpp);
  const told = spawnSync('cmake', [`-DTESTS=${folder}`, `-DLIST=${list}`, `-DPENDING=${file('pending.txt', pending.map((id) => `${id}\n`).join(''))}`, '-DMOST=1', '-P', script], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return { code: told.status, text: told.stdout + told.stderr };
}

const one = "test('C1 S2 a name', () => {});";
for (const [name, says, ids, pending, mjs] of [
  ['is content when each id is named or pending', '', ['C1', 'S2', 'C3', 'A07', 'A08', 'A40'], ['A40'], one],
  ['takes every kind of quotes, and what stands deeper', '', ['C1', 'S2'], [], '  test(`S2 in ticks`, () => {});\n  await test("C1", () => {});'],
  ['misses an id that no test names', 'C4 is named by no test', ['C1', 'C4'], [], one],
  ['does not take a part of an id for it', 'C1 is named by no test', ['C1'], [], "test('C10 XC1 C1x others', () => { say('C1'); });"],
  ['does not take a test that is commented out', 'C1 is named by no test', ['C1'], [], "// test('C1 gone', () => {});"],
  ['does not take a test that is skipped', 'C1 is named by no test', ['C1'], [], "test.skip('C1 skipped', () => {});"],
  ['asks to take out what has a test', 'C1 has a test', ['C1', 'S2'], ['C1'], one],
  ['knows no pending id beside the list', 'C9 is not on the list', ['C1'], ['C9'], one],
  ['lets the pending ones only shrink', '2 are pending, 1 were before', ['C1', 'A39', 'A40'], ['A39', 'A40'], one],
  ['is not content with nothing', 'the list is empty', [], [], one]]) {
  test(`S32 the check ${name}`, () => {
    const told = check(ids, pending, mjs);
    assert.equal(told.code === 0, says === '', told.text);
    if (says) assert.ok(told.text.includes(says), told.text);
  });
}
