// Which connectors a person means by a few letters: as core/connectors/search.cpp, held to one table of cases with it.
const needs = ['none', 'key', 'app'];
const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const isWordSign = (sign) => sign !== undefined && /[a-z0-9]|[^\0-\x7f]/.test(sign);
const beginsWord = (text, at) => at === 0 || !isWordSign(text[at - 1]);

//! Letters left out, added, changed, or swapped with their neighbour; more than `most` is told as most + 1.
export function typosBetween(a, b, most) {
  if (Math.abs(a.length - b.length) > most || b.length > 63) return most + 1;
  let before = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; ++i) {
    const row = [i];
    for (let j = 1; j <= b.length; ++j) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return Math.min(last[b.length], most + 1);
}

//! Against the whole name, and as many words in a row as the query has, from each word on: "googel" is near "google calendar".
function nearness(name, wanted) {
  const most = wanted.length >= 8 ? 2 : wanted.length >= 4 ? 1 : 0;
  if (most === 0) return 7;
  let best = typosBetween(name, wanted, most);
  const words = wanted.split(' ').length;
  for (let start = 0; start < name.length; ++start) {
    if (!beginsWord(name, start) || !isWordSign(name[start])) continue;
    let end = start;
    for (let word = 0; word < words && end < name.length; ++word) {
      if (word > 0) end += 1;
      while (isWordSign(name[end])) end += 1;
    }
    best = Math.min(best, typosBetween(name.slice(start, end), wanted, most));
  }
  return best > most ? 7 : 3 + best;
}

// lower fits better: exact, prefix, word's prefix, part, one typo, two; a category is 6, nothing is 7
function rankOf(name, wanted) {
  if (name.startsWith(wanted)) return name.length === wanted.length ? 0 : 1;
  let best = 7;
  for (let found = name.indexOf(wanted); found >= 0; found = name.indexOf(wanted, found + 1)) {
    if (beginsWord(name, found)) return 2;
    best = 3;
  }
  return best === 7 ? nearness(name, wanted) : best;
}

//! Entries {name, provider, aliases?, categories, needs}, the best first; an empty query gives all in the order they have.
export function searchIn(entries, query) {
  const wanted = lower(query.trim());
  if (!wanted) return entries;
  const found = [];
  for (const each of entries) {
    let rank = Math.min(...[each.name, each.provider, ...(each.aliases ?? [])].map((name) => rankOf(lower(name), wanted)));
    if (each.categories.some((category) => lower(category).startsWith(wanted))) rank = Math.min(rank, 6);
    if (rank < 7) found.push({ each, order: rank * needs.length + needs.indexOf(each.needs) });
  }
  return found.sort((a, b) => a.order - b.order).map(({ each }) => each);
}
