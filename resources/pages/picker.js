// All providers: search, categories, what each needs.
import { el, icon, say, show } from './dom.js';
import { searchIn } from './search.js';
import { words } from './strings.js';

const needIcon = { none: 'okc', key: 'key', app: 'app' };

const batch = 100; // cards that are made at once: more than a window shows; the rest while nothing else is to do
const later = window.requestIdleCallback ?? ((task) => setTimeout(task, 0));

//! Categories are many; a person chooses among a few groups of them.
const groups = {
  talk: ['messaging', 'email', 'telephony'], work: ['ticketing', 'projects', 'productivity', 'scheduling'], documents: ['documents', 'storage', 'forms'],
  customers: ['crm', 'sales', 'support', 'marketing'], money: ['accounting', 'payments', 'finance', 'erp', 'ecommerce'], people: ['hris', 'ats', 'lms'],
  code: ['code', 'devops', 'hosting', 'monitoring', 'data'], security: ['security', 'iam'], ai: ['ai', 'analytics'], media: ['media', 'social', 'design', 'news'],
};
const groupOf = new Map(Object.entries(groups).flatMap(([group, categories]) => categories.map((category) => [category, group])));
const groupsOf = (each) => each.categories.map((category) => groupOf.get(category) ?? 'more');

export function picker(offered, choose) {
  if (offered.length === 0) {
    show(words.title, [el('h1', { text: words.title }), el('p', { class: 'lead', text: words.noProviders })], { narrow: true });
    return;
  }
  const state = { text: '', category: '', needs: '' };
  const grid = el('ul', { class: 'grid' });
  const empty = el('div', { hidden: true });

  const make = (each) => {
    const needs = el('span', { class: `needs ${each.needs}` }, icon(needIcon[each.needs]), words[each.needs]);
    return el('li', {}, el('button', { type: 'button', class: 'card', 'data-provider': each.provider, onclick: () => choose(each) },
      el('img', { src: each.logo_url, alt: '', loading: 'lazy', decoding: 'async', width: 40, height: 40 }), el('span', { class: 'text' }, el('span', { class: 'name', text: each.name, dir: 'auto' }), needs),
      each.connected > 0 && el('span', { class: 'badge', title: words.connectedTimes(each.connected), 'aria-label': words.connectedTimes(each.connected) }, icon('accounts'), ` ${each.connected}`)));
  };
  const made = new Map();
  const cardOf = (each) => made.get(each.provider) ?? made.set(each.provider, make(each)).get(each.provider);
  let waiting = [];
  let round = 0;
  const fill = (own) => {
    if (own !== round) return; // another search has begun
    grid.append(...waiting.splice(0, batch).map(cardOf));
    if (waiting.length > 0) later(() => fill(own));
  };
  const begin = (found) => {
    waiting = [...found];
    grid.replaceChildren();
    fill(round += 1);
  };

  const update = () => {
    const found = searchIn(offered.filter((each) => (!state.category || groupsOf(each).includes(state.category)) && (!state.needs || each.needs === state.needs)), state.text);
    const count = found.length;
    begin(found);
    empty.hidden = count > 0;
    empty.replaceChildren(el('p', { class: 'lead', text: words.nothing(state.text.trim()) }), el('button', { type: 'button', class: 'flat', text: words.clear, onclick: () => { search.value = ''; needs.value = ''; state.text = ''; state.needs = ''; setCategory(''); search.focus(); } }));
    say(count > 0 ? words.fits(count) : words.nothing(state.text.trim()));
  };
  const search = el('input', { type: 'search', id: 'search', placeholder: words.search(offered.length), 'aria-label': words.search(offered.length), autocomplete: 'off', oninput: () => { state.text = search.value; update(); } });
  const needs = el('select', { 'aria-label': words.anySetup, onchange: () => { state.needs = needs.value; update(); } },
    ...['', 'none', 'key', 'app'].map((value) => el('option', { value, text: value ? words[value] : words.anySetup })));

  const count = (group) => offered.filter((each) => groupsOf(each).includes(group)).length;
  const pill = (value, label, count) => el('button', { type: 'button', role: 'radio', 'data-category': value, 'aria-checked': String(value === ''), tabindex: value === '' ? '0' : '-1', onclick: () => setCategory(value) }, label, el('span', { class: 'count', text: count }));
  const pills = el('div', { class: 'pills', role: 'radiogroup', 'aria-label': words.title }, pill('', words.all, offered.length), ...Object.keys(words.groups).filter(count).map((group) => pill(group, words.groups[group], count(group))));
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
    const shown = [...grid.querySelectorAll('button.card')];
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
  begin(offered);
}
