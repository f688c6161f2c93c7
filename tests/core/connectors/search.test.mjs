// The page's search finds what the hub's does: one table of cases holds both.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { searchIn, typosBetween } from '../../../resources/pages/search.js';

const rows = readFileSync(new URL('search_cases.tsv', import.meta.url), 'utf8').split('\n').filter((row) => row && !row.startsWith('#')).map((row) => row.split('\t'));
const list = (text) => (text ? text.split(';') : []);
const entries = rows.filter(([kind]) => kind === 'entry').map(([, provider, name, aliases, categories, needs]) => ({ provider, name, aliases: list(aliases), categories: list(categories), needs }));

for (const [, query, keys] of rows.filter(([kind]) => kind === 'case'))
  test(`"${query}" finds ${keys || 'nothing'}`, () => assert.equal(searchIn(entries, query).map((each) => each.provider).join(' '), keys));

test('no query gives all, in their order', () => assert.deepEqual(searchIn(entries, ' '), entries));

test('typos are counted up to the limit', () => {
  for (const [a, b, most, expected] of [['jira', 'jria', 2, 1], ['abc', 'abc', 2, 0], ['abc', 'abcd', 2, 1], ['abcdef', 'fedcba', 2, 3], ['', 'abc', 2, 3], ['ca', 'abc', 3, 3]])
    assert.equal(typosBetween(a, b, most), expected, `${a} ${b}`);
});
