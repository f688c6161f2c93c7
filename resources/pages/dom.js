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

const shapes = {
  check: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18', 'M8 12l3 3 5-6'], key: ['M15 4a5 5 0 1 1-3.5 8.5L4 20v-3h3v-3h3'], app: ['M4 5h16v14H4z', 'M4 9h16'],
  account: ['M3 5h18v14H3z', 'M9 10a2 2 0 1 0 0 .1M6 16c0-2 6-2 6 0', 'M15 10h3M15 14h3'], back: ['M15 5l-7 7 7 7'], stop: ['M8 3h8l5 5v8l-5 5H8l-5-5V8z', 'M9 9l6 6M15 9l-6 6'],
  eye: ['M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z', 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6'], send: ['M3 11l18-8-8 18-2-8z'], lock: ['M5 11h14v10H5z', 'M8 11V7a4 4 0 0 1 8 0v4'],
};
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  for (const d of shapes[name] ?? []) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

//! Shows a screen; focus goes to `first`, else to the screen itself so that it is read aloud.
export function show(title, nodes, { narrow = false, first } = {}) {
  document.title = `${title} · Connect Hub`;
  view.className = narrow ? 'narrow' : '';
  view.replaceChildren(...nodes);
  (first ?? view).focus();
  window.scrollTo(0, 0);
}

export function say(text) { news.textContent = text; }

export function copyRow(text, words) {
  const button = el('button', { type: 'button', text: words.copy, onclick: async () => { await navigator.clipboard.writeText(text); button.textContent = words.copied; say(words.copied); } });
  return el('div', { class: 'copy' }, el('code', { text, dir: 'ltr' }), button);
}
