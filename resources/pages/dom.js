import { shapes } from './icons.js';
import { words } from './strings.js';

// Small helpers to build the page without a framework and without inline anything.
const view = document.getElementById('view');
const news = document.getElementById('news');

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'text') node.textContent = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

//! A line icon of the shared set; its colour is the text's.
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon ${name}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.innerHTML = shapes[name];
  return svg;
}

//! Shows a screen; focus goes to `first`, else to the screen itself so that it is read aloud.
export function show(title, nodes, { narrow = false, first } = {}) {
  document.title = `${title} · Connect Hub`;
  view.className = narrow ? 'narrow' : '';
  view.replaceChildren(...nodes.filter(Boolean));
  (first ?? view).focus();
  window.scrollTo(0, 0);
}

export function say(text) { news.textContent = text; }

export function copyRow(text) {
  const button = el('button', { type: 'button', text: words.copy, onclick: async () => { await navigator.clipboard.writeText(text); button.textContent = words.copied; say(words.copied); } });
  return el('div', { class: 'copy' }, el('code', { text, dir: 'ltr' }), button);
}

//! A provider's mark above a screen's title.
export function head(integration, title, lead, back) {
  return [back && el('button', { type: 'button', class: 'flat', onclick: back }, icon('left'), ` ${words.allProviders}`),
    el('div', { class: 'who' }, el('img', { src: integration.logo_url, alt: '' }), el('div', {}, el('h1', { text: title, dir: 'auto' }), el('p', { class: 'lead', text: lead, dir: 'auto' })))];
}
