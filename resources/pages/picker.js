// All providers: search, categories, what each needs.
import { el, icon, say, show } from './dom.js';
import { words } from './strings.js';

const needIcon = { none: 'okc', key: 'key', app: 'app' };

//! Letters in order count as near enough, so that one typo finds its provider.
function near(text, wanted) {
  if (wanted.length < 4) return false;
  let misses = 0;
  let at = 0;
  for (const letter of wanted) {
    const next = text.indexOf(letter, at);
    if (next < 0 || next > at + 1) misses += 1;
    if (next >= 0 && next <= at + 1) at = next + 1;
  }
  return misses <= 1;
}

export function picker(offered, choose) {
  if (offered.length === 0) {
    show(words.title, [el('h1', { text: words.title }), el('p', { class: 'lead', text: words.noProviders })], { narrow: true });
    return;
  }
  const state = { text: '', category: '', needs: '' };
  const grid = el('ul', { class: 'grid' });
  const empty = el('div', { hidden: true });

  const fits = (each) => {
    const names = [each.name, each.provider, ...(each.aliases ?? [])].map((name) => name.toLowerCase());
    const wanted = state.text.trim().toLowerCase();
    return (!state.category || each.categories.includes(state.category)) && (!state.needs || each.needs === state.needs)
      && (!wanted || names.some((name) => name.includes(wanted) || near(name, wanted)));
  };
  const cards = offered.map((each) => {
    const needs = el('span', { class: `needs ${each.needs}` }, icon(needIcon[each.needs]), words[each.needs]);
    const button = el('button', { type: 'button', class: 'card', 'data-provider': each.provider, onclick: () => choose(each) },
      el('img', { src: each.logo_url, alt: '' }), el('span', { class: 'text' }, el('span', { class: 'name', text: each.name, dir: 'auto' }), needs),
      each.connected > 0 && el('span', { class: 'badge', title: words.connectedTimes(each.connected), 'aria-label': words.connectedTimes(each.connected) }, icon('accounts'), ` ${each.connected}`));
    return { each, item: el('li', {}, button), button };
  });
  grid.append(...cards.map((card) => card.item));

  const update = () => {
    let count = 0;
    for (const card of cards) {
      card.item.hidden = !fits(card.each);
      count += card.item.hidden ? 0 : 1;
    }
    empty.hidden = count > 0;
    empty.replaceChildren(el('p', { class: 'lead', text: words.nothing(state.text) }), el('button', { type: 'button', class: 'flat', text: words.clear, onclick: () => { search.value = ''; state.text = ''; setCategory(''); search.focus(); } }));
    say(count > 0 ? `${count}` : words.nothing(state.text));
  };
  const search = el('input', { type: 'search', id: 'search', placeholder: words.search(offered.length), 'aria-label': words.search(offered.length), autocomplete: 'off', oninput: () => { state.text = search.value; update(); } });
  const needs = el('select', { 'aria-label': words.anySetup, onchange: () => { state.needs = needs.value; update(); } },
    ...['', 'none', 'key', 'app'].map((value) => el('option', { value, text: value ? words[value] : words.anySetup })));

  const counts = new Map();
  for (const each of offered) for (const category of each.categories) counts.set(category, (counts.get(category) ?? 0) + 1);
  const pill = (value, label, count) => el('button', { type: 'button', role: 'radio', 'data-category': value, 'aria-checked': String(value === ''), tabindex: value === '' ? '0' : '-1', onclick: () => setCategory(value) }, label, el('span', { class: 'count', text: count }));
  const pills = el('div', { class: 'pills', role: 'radiogroup', 'aria-label': words.title }, pill('', words.all, offered.length), ...[...counts].map(([key, count]) => pill(key, words.categories[key] ?? key, count)));
  function setCategory(value) {
    state.category = value;
    for (const each of pills.children) {
      const chosen = each.dataset.category === value;
      each.setAttribute('aria-checked', String(chosen));
      each.tabIndex = chosen ? 0 : -1;
    }
    update();
  }
  pills.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...pills.children];
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    setCategory(next.dataset.category);
    next.focus();
    event.preventDefault();
  });
  grid.addEventListener('keydown', (event) => {
    const shown = cards.filter((card) => !card.item.hidden).map((card) => card.button);
    const across = shown.filter((button) => button.offsetTop === shown[0].offsetTop).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key];
    const next = step && shown[shown.indexOf(document.activeElement) + step];
    if (next) { next.focus(); event.preventDefault(); }
  });
  onkeydown = (event) => { if (event.key === '/' && !(document.activeElement instanceof HTMLInputElement)) { search.focus(); event.preventDefault(); } };

  const legend = el('p', { class: 'legend' }, el('span', { class: 'needs none' }, icon('okc'), words.legendNone), el('span', { class: 'needs' }, icon('key'), words.legendKey),
    el('span', { class: 'needs' }, icon('app'), words.legendApp), el('span', { class: 'needs' }, icon('accounts'), words.legendConnected));
  show(words.title, [el('div', { class: 'head' }, el('div', {}, el('h1', { text: words.title }), el('p', { class: 'lead', text: words.lead }))),
    el('div', { class: 'filters' }, el('div', { class: 'searchbox' }, icon('search'), search), needs), pills, grid, empty, legend], { first: search });
}
