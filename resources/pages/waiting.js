// Sign-ins that go on elsewhere: what the person does there, how long it may take, and how it ends.
import { call, forget } from './api.js';
import { copyRow, el, head, icon, say, show } from './dom.js';
import { words } from './strings.js';

const kPoll = 1_000;

export function success(name) {
  forget();
  show(words.done(name), [el('p', { class: 'pill ok', 'aria-hidden': 'true' }), el('h1', { text: words.done(name) }), el('p', { class: 'lead', text: words.doneLead })], { narrow: true });
  say(words.done(name));
}

export function expired() {
  forget();
  show(words.expired, [el('h1', { text: words.expired }), el('p', { class: 'lead', text: words.expiredLead })], { narrow: true });
}

export function failed(integration, config, text, technical, again) {
  const button = el('button', { class: 'primary', type: 'button', text: words.again, onclick: again ?? (() => location.reload()) });
  show(words.failed(config.name), [el('p', { class: 'pill err', 'aria-hidden': 'true' }), el('h1', { text: words.failed(config.name) }), el('p', { class: 'lead', role: 'alert', text }), el('div', { class: 'row' }, button),
    technical && el('details', {}, el('summary', { text: words.technician }), el('code', { text: technical }))], { narrow: true, first: button });
}

//! Out to the provider in a tab of its own, so that this one can take the address that the person ends on.
export function openLink(url, host) {
  return el('div', { class: 'row' }, el('a', { class: 'button primary', id: 'open', href: url, target: '_blank', rel: 'noreferrer noopener', text: words.open(host) }));
}

export function pasteForm(attempt) {
  const input = el('input', { id: 'pasted', type: 'url', autocomplete: 'off', spellcheck: 'false', dir: 'ltr', 'aria-describedby': 'pasted-problem' });
  const problem = el('p', { class: 'problem', id: 'pasted-problem', hidden: true });
  const send = async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      await call('POST', `/hub/connection_attempts/${attempt.id}/callback`, { url: input.value.trim() });
    } catch (error) {
      problem.replaceChildren(icon('stop'), error.status === 0 ? words.unreachable : error.message);
      problem.hidden = false;
      input.focus();
    }
  };
  return el('form', { class: 'paste', novalidate: true, onsubmit: send }, el('div', { class: 'field' }, el('div', { class: 'top' }, el('label', { for: 'pasted', text: words.paste })), input, problem),
    el('button', { type: 'submit', id: 'paste', text: words.goOn }));
}

//! One path of all dark modules; runs of a row in one piece.
function qr(rows) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', 'qr');
  svg.setAttribute('viewBox', `-4 -4 ${rows.length + 8} ${rows.length + 8}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', words.qr);
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', rows.map((row, y) => [...row.matchAll(/1+/g)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`).join('')).join(''));
  svg.append(path);
  return svg;
}

export function devicePrompt(device) {
  const page = device.verification_uri_complete ?? device.verification_uri;
  const code = copyRow(device.user_code);
  code.classList.add('code');
  return [el('div', { class: 'device' },
    el('div', {}, el('p', {}, words.openOn, ' ', el('a', { href: page, target: '_blank', rel: 'noreferrer noopener', dir: 'ltr', text: device.verification_uri.replace(/^https?:\/\//, '') })), el('p', { text: words.typeThis }), code, el('p', { class: 'small', text: words.codeWarning })),
    device.qr?.length > 0 && qr(device.qr))];
}

function choose(integration, config, state, again) {
  const { account, signed_in: other } = state.identities;
  const path = `/hub/connection_attempts/${state.id}`;
  // one answer: a second one would find nothing left to decide
  const busy = () => { keep.disabled = use.disabled = true; };
  const keep = el('button', { class: 'primary', id: 'keep', type: 'button', text: words.keep(account), onclick: async () => {
    busy();
    await call('DELETE', path).catch(() => {});
    show(words.unchanged, [el('h1', { text: words.unchanged }), el('p', { class: 'lead', text: words.stillOf(config.name, account) }), el('div', { class: 'row' }, el('button', { type: 'button', text: words.again, onclick: again }))], { narrow: true });
  } });
  const use = el('button', { id: 'use', type: 'button', text: words.useInstead(other), onclick: async () => {
    busy();
    try {
      const ended = await call('POST', `${path}/accept`, {});
      if (ended.status === 'authenticated') success(config.name);
      else failed(integration, config, ended.error?.description ?? words.cancelled, ended.error?.technical ?? '', again);
    } catch (error) {
      failed(integration, config, error.status === 0 ? words.unreachable : error.message, '', again);
    }
  } });
  show(words.somebodyElse, [...head(integration, words.somebodyElse, words.somebodyElseLead(config.name)),
    el('dl', { class: 'identities' }, el('dt', { text: words.accountOf }), el('dd', { text: account, dir: 'auto' }), el('dt', { text: words.signedInAs }), el('dd', { text: other, dir: 'auto' })),
    el('div', { class: 'row' }, keep, use)], { narrow: true, first: keep });
}

//! Waits for an attempt that goes on elsewhere: has a limit, a way out, and says what it waits for.
export function wait({ integration, config, attempt, again, title, lead, parts = [] }) {
  const clock = el('span', { class: 'small' });
  let ends = attempt.expires_at ? Date.parse(attempt.expires_at) : 0;
  let over = false;
  const stop = async () => { over = true; await call('DELETE', `/hub/connection_attempts/${attempt.id}`).catch(() => {}); failed(integration, config, words.cancelled, '', again); };
  show(title, [...head(integration, title, lead), ...parts, el('div', { class: 'row' }, el('button', { type: 'button', id: 'cancel', text: words.cancel, onclick: stop }), clock)], { narrow: true });
  const look = async () => {
    if (over) return;
    const state = await call('GET', `/hub/connection_attempts/${attempt.id}`).catch((lost) => ({ status: 'pending', lost }));
    if (over) return;
    const lost = state.lost?.status;
    over = [401, 403, 404].includes(lost);
    if (over) { lost === 404 ? failed(integration, config, state.lost.message, '', again) : expired(); return; }
    if (state.expires_at) ends = Date.parse(state.expires_at);
    const left = Math.max(0, ends - Date.now());
    if (lost !== undefined && left === 0) { over = true; failed(integration, config, `${words.unreachable}. ${words.unreachableLead}`, '', again); return; }
    clock.textContent = lost === 0 ? words.unreachable : ends > 0 ? words.left(`${Math.floor(left / 60_000)}:${String(Math.floor(left / 1000) % 60).padStart(2, '0')}`) : '';
    if (state.status === 'pending') { setTimeout(look, kPoll); return; }
    over = true;
    if (state.status === 'authenticated') success(config.name);
    else if (state.can_accept) choose(integration, config, state, again);
    else failed(integration, config, state.error?.description ?? words.cancelled, state.error?.technical ?? '', again);
  };
  look();
}
