// One provider: its form, its grants, the way to consent and back.
import { call, forget, inApp, token } from './api.js';
import { copyRow, el, icon, say, show } from './dom.js';
import { words } from './strings.js';

const kLimit = 5 * 60_000;
const kPoll = 1_000;

function field(spec, id) {
  const help = el('p', { class: 'help', id: `${id}-help`, text: spec.description ?? '' });
  const problem = el('p', { class: 'problem', id: `${id}-problem`, hidden: true });
  const described = `${id}-help ${id}-problem`;
  const input = spec.type === 'select'
    ? el('select', { id, name: spec.key, 'aria-describedby': described }, ...(spec.options ?? []).map((value) => el('option', { value, text: value })))
    : el('input', { id, name: spec.key, type: spec.secret ? 'password' : 'text', inputmode: spec.type === 'number' ? 'numeric' : undefined, placeholder: spec.placeholder, autocomplete: 'off', spellcheck: 'false', 'aria-describedby': described, required: spec.required });
  const box = el('div', { class: 'box' }, input);
  if (spec.secret) {
    let timer;
    const eye = el('button', { type: 'button', class: 'eye', 'aria-label': words.show, 'aria-pressed': 'false', onclick: () => set(input.type === 'password') }, icon('eye'));
    const set = (visible) => {
      clearTimeout(timer);
      input.type = visible ? 'text' : 'password';
      eye.setAttribute('aria-pressed', String(visible));
      eye.setAttribute('aria-label', visible ? words.hide : words.show);
      if (visible) timer = setTimeout(() => set(false), 10_000);
    };
    box.append(eye);
  }
  const fail = (text) => {
    problem.replaceChildren(...(text ? [icon('stop'), text] : []));
    problem.hidden = !text;
    input.setAttribute('aria-invalid', String(Boolean(text)));
  };
  const check = () => {
    const value = input.value.trim();
    let text = '';
    if (!value && spec.required) text = words.needed(spec.label);
    else if (value && spec.validation && !new RegExp(spec.validation.pattern, 'u').test(value)) text = spec.validation.error || words.wrongForm;
    fail(text);
    return !text;
  };
  // a button checks by itself; a message that comes or goes under the pointer would move it away
  input.addEventListener('blur', (event) => { if (input.value && !(event.relatedTarget instanceof HTMLButtonElement)) check(); });
  input.addEventListener('input', () => fail(''));
  const top = el('div', { class: 'top' }, el('label', { for: id, text: spec.label, dir: 'auto' }), !spec.required && el('span', { class: 'small', text: words.optional }));
  return { spec, input, check, fail, node: el('div', { class: 'field' }, top, box, help, problem) };
}

function aliasField(settings) {
  const alias = field({ key: 'alias', label: words.yourName, type: 'text', description: words.yourNameHelp, validation: { pattern: '^[a-z0-9][a-z0-9\\-]{0,62}$', error: words.badName } }, 'alias');
  alias.input.value = settings.alias ?? '';
  return alias;
}

//! What a person meets at the provider.
function ahead(config) {
  const step = (number, text) => el('li', {}, el('span', { class: 'number', text: number, 'aria-hidden': 'true' }), el('span', { text, dir: 'auto' }));
  const host = config.consent_host ?? config.name;
  return el('aside', { class: 'side' }, el('h2', { text: words.ahead }), el('ol', {}, step('1', words.opens(host)), step('2', words.agree(config.name)), step('3', words.comeBack)));
}

function side(config) {
  const rows = (config.actions ?? []).map((action) => el('li', {}, el('span', {}, icon(action.effect === 'read' ? 'eye' : 'send'), ` ${action.title}`), el('span', { class: 'small', text: words[action.effect] })));
  return el('aside', { class: 'side' }, el('h2', { text: words.could }), el('p', { class: 'small', text: words.couldLead }), el('ul', {}, ...rows), el('hr'), el('p', { class: 'small' }, icon('lock'), ` ${words.kept}`));
}

function head(integration, title, lead, back) {
  return [back && el('button', { type: 'button', class: 'flat', onclick: back }, icon('left'), ` ${words.allProviders}`),
    el('div', { class: 'who' }, el('img', { src: integration.logo_url, alt: '' }), el('div', {}, el('h1', { text: title, dir: 'auto' }), el('p', { class: 'lead', text: lead, dir: 'auto' })))];
}

function success(name, home) {
  forget();
  show(words.done(name), [el('p', { class: 'pill ok', 'aria-hidden': 'true' }), el('h1', { text: words.done(name) }), el('p', { class: 'lead', text: words.doneLead })], { narrow: true });
  say(words.done(name));
}

export async function connector(integration, home, { settings, alone }) {
  onkeydown = null;
  const { config } = await call('GET', `/hub/connectors/${encodeURIComponent(integration.integration_id)}`);
  const back = alone ? undefined : home;
  const methods = config.auth_methods;
  const open = (method) => (method.type === 'oauth2' ? consent(integration, config, method, back, settings, choice) : form(integration, config, method, back, settings, choice));
  function choice(current) {
    if (methods.length < 2) return undefined;
    const select = el('select', { id: 'method', onchange: () => open(methods.find((each) => each.key === select.value)) }, ...methods.map((each) => el('option', { value: each.key, text: each.label || each.key, selected: each.key === current.key })));
    return el('div', { class: 'field' }, el('div', { class: 'top' }, el('label', { for: 'method', text: words.method })), select);
  }
  open(methods.find((each) => each.key === settings.existing_account?.auth) ?? methods[0]);
}

function form(integration, config, method, back, settings, choice) {
  const fields = method.configFields.map((spec, i) => field(spec, `field-${i}`));
  const alias = aliasField(settings);
  const known = Boolean(settings.existing_account_id);
  const note = el('p', { class: 'note err', role: 'alert', hidden: true });
  const submit = el('button', { class: 'primary', id: 'connect', text: words.check });
  let busy = false;
  const send = async (event) => {
    event.preventDefault();
    if (busy) return;
    note.hidden = true;
    const wrong = [...fields, alias].filter((each) => !each.check());
    if (wrong.length > 0) { wrong[0].input.focus(); return; }
    busy = true;
    submit.disabled = true;
    submit.textContent = words.checking;
    const credentials = Object.fromEntries(fields.filter((each) => each.input.value).map((each) => [each.spec.key, each.input.value.trim()]));
    try {
      await call('POST', '/hub/accounts', { integration_id: integration.integration_id, auth: method.key, alias: alias.input.value.trim(), credentials });
      success(config.name, back);
    } catch (error) {
      const at = [...fields, alias].find((each) => each.spec.key === error.field);
      const text = error.status === 0 ? words.unreachable : error.status === 401 ? `${words.expired}. ${words.expiredLead}` : error.message;
      if (at) { at.fail(text); at.input.focus(); } else { note.textContent = text; note.hidden = false; }
    } finally {
      busy = false;
      submit.disabled = false;
      submit.textContent = words.check;
    }
  };
  const guide = config.support?.link && el('a', { href: config.support.link, target: '_blank', rel: 'noreferrer noopener', text: words.docs(new URL(config.support.link).host) });
  const node = el('form', { novalidate: true, onsubmit: send }, note, choice(method), guide && el('p', { class: 'field' }, guide), ...fields.map((each) => each.node), !known && alias.node,
    el('div', { class: 'row' }, submit, back && el('button', { type: 'button', text: words.back, onclick: back }), config.probe && el('span', { class: 'small', text: words.checks(config.probe) })));
  show(words.connect(config.name), [...head(integration, words.connect(config.name), method.label || config.description, back), el('div', { class: 'columns' }, node, side(config))], { first: fields[0]?.input });
}

function consent(integration, config, method, back, settings, choice) {
  if (!config.profile_ready) {
    const guide = config.support?.link && el('a', { href: config.support.link, target: '_blank', rel: 'noreferrer noopener', text: words.docs(new URL(config.support.link).host) });
    show(words.ownApp(config.name), [...head(integration, words.ownApp(config.name), inApp ? words.ownAppHere : words.ownAppLead, back), inApp && el('div', { class: 'row' }, el('button', { class: 'primary', id: 'own-app', type: 'button', text: words.enterApp, onclick: () => location.assign(`connect-hub:own-app?connector=${encodeURIComponent(config.key ?? integration.provider)}`) })), copyRow(config.redirect_uri, words), choice(method), guide && el('p', {}, guide)], { narrow: true });
    return;
  }
  const fields = method.configFields.map((spec, i) => field(spec, `field-${i}`));
  const boxes = (config.scopes ?? []).map((scope) => {
    const box = el('input', { type: 'checkbox', value: scope.name, checked: scope.default });
    const effect = scope.effect === 'read' ? 'off' : 'warn';
    return { box, node: el('label', {}, box, el('span', { class: 'what', text: scope.label, dir: 'auto' }), el('code', { text: scope.name, dir: 'ltr' }), el('span', { class: `effect ${effect}`, text: words[scope.effect] })) };
  });
  const alias = aliasField(settings);
  const submit = el('button', { class: 'primary', id: 'connect', text: words.start(config.name) });
  let busy = false;
  const go = async (event) => {
    event.preventDefault();
    if (busy) return;
    const wrong = [...fields, alias].filter((each) => !each.check());
    if (wrong.length > 0) { wrong[0].input.focus(); return; }
    busy = true;
    submit.disabled = true;
    submit.textContent = words.starting;
    try {
      const attempt = await call('POST', '/hub/connection_attempts', { token });
      const query = new URLSearchParams({ token, connection_attempt_id: attempt.id, auth: method.key });
      if (boxes.length > 0) query.set('scopes', boxes.filter((each) => each.box.checked).map((each) => each.box.value).join(' '));
      if (alias.input.value.trim()) query.set('alias', alias.input.value.trim());
      for (const each of fields) if (each.input.value) query.set(each.spec.key, each.input.value.trim());
      const url = `/connect/oauth2/${encodeURIComponent(integration.integration_id)}?${query}`;
      if (inApp && config.consent === 'browser') wait(integration, config, attempt.id, back, words.handOver(config.name), words.handOverLead(config.name));
      else location.assign(url);
    } catch (error) {
      failed(integration, config, error.status === 0 ? words.unreachable : error.message, '', () => consent(integration, config, method, back, settings, choice));
    }
  };
  const node = el('form', { novalidate: true, onsubmit: go }, choice(method), ...fields.map((each) => each.node),
    boxes.length > 0 && el('fieldset', { class: 'scopes' }, el('legend', { text: words.mayDo }), el('div', { class: 'list' }, ...boxes.map((each) => each.node))),
    !settings.existing_account_id && alias.node,
    el('div', { class: 'row' }, submit, back && el('button', { type: 'button', text: words.back, onclick: back })));
  show(words.connect(config.name), [...head(integration, words.connect(config.name), words.signInLead(config.consent_host ?? config.name), back), el('div', { class: 'columns' }, node, ahead(config))], { first: fields[0]?.input ?? submit });
}

//! Waits for an attempt that goes on elsewhere: has a limit, a way out, and says what it waits for.
function wait(integration, config, attempt, back, title, lead) {
  const ends = Date.now() + kLimit;
  const clock = el('span', { class: 'small' });
  let over = false;
  const stop = async () => { over = true; await call('DELETE', `/hub/connection_attempts/${attempt}`).catch(() => {}); failed(integration, config, words.cancelled, '', back); };
  show(title, [...head(integration, title, lead), el('div', { class: 'row' }, el('button', { type: 'button', text: words.cancel, onclick: stop }), clock)], { narrow: true });
  const look = async () => {
    if (over) return;
    const left = Math.max(0, ends - Date.now());
    clock.textContent = words.left(`${Math.floor(left / 60_000)}:${String(Math.floor(left / 1000) % 60).padStart(2, '0')}`);
    if (left === 0) { over = true; failed(integration, config, words.timeout, '', back); return; }
    const state = await call('GET', `/hub/connection_attempts/${attempt}`).catch(() => ({ status: 'pending' }));
    if (over) return;
    if (state.status === 'pending') { setTimeout(look, kPoll); return; }
    over = true;
    if (state.status === 'authenticated') success(config.name, back);
    else failed(integration, config, state.error?.description ?? words.cancelled, state.error?.technical ?? '', back);
  };
  look();
}

function failed(integration, config, text, technical, again) {
  const again_ = el('button', { class: 'primary', type: 'button', text: words.again, onclick: again ?? (() => location.reload()) });
  show(words.failed(config.name), [el('p', { class: 'pill err', 'aria-hidden': 'true' }), el('h1', { text: words.failed(config.name) }), el('p', { class: 'lead', role: 'alert', text }), el('div', { class: 'row' }, again_),
    technical && el('details', {}, el('summary', { text: words.technician }), el('code', { text: technical }))], { narrow: true, first: again_ });
}
