// One provider: its form, its grants, the way to consent and back.
import { call, inApp, token } from './api.js';
import { copyRow, el, head, icon, show } from './dom.js';
import { words } from './strings.js';
import { devicePrompt, failed, openLink, pasteForm, success, wait } from './waiting.js';

//! The hub checks with its own engine in any case; a pattern that this one can't read is left to it.
function hasForm(value, pattern) {
  for (const flags of ['u', '']) {
    try { return new RegExp(pattern, flags).test(value); } catch { /* another dialect */ }
  }
  return true;
}

function link(address) {
  return el('a', { href: address, target: '_blank', rel: 'noreferrer noopener', text: words.docs(new URL(address).host) });
}

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
    else if (value && spec.validation && !hasForm(value, spec.validation.pattern)) text = spec.validation.error || words.wrongForm;
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
function ahead(config, consents) {
  const step = (number, text) => el('li', {}, el('span', { class: 'number', text: number, 'aria-hidden': 'true' }), el('span', { text, dir: 'auto' }));
  const host = consents.consent_host ?? config.name;
  return el('aside', { class: 'side' }, el('h2', { text: words.ahead }), el('ol', {}, step('1', consents.page ? words.opens(host) : words.typeCode(host)), step('2', words.agree(config.name)), step('3', words.comeBack)));
}

function side(config) {
  const rows = (config.actions ?? []).map((action) => el('li', {}, el('span', {}, icon(action.effect === 'read' ? 'eye' : 'send'), ` ${action.title}`), el('span', { class: 'small', text: words[action.effect] })));
  return el('aside', { class: 'side' }, el('h2', { text: words.could }), el('p', { class: 'small', text: words.couldLead }), el('ul', {}, ...rows), el('hr'), el('p', { class: 'small' }, icon('lock'), ` ${words.kept}`));
}

function labelOf(method) {
  return method.label || words.methods[method.consent?.page === false ? 'device' : method.type] || method.key;
}

export async function connector(integration, home, { settings, alone }) {
  onkeydown = null;
  const { config } = await call('GET', `/hub/connectors/${encodeURIComponent(integration.integration_id)}`);
  const back = alone ? undefined : home;
  const methods = config.auth_methods;
  const open = (method) => (method.interactive ? consent(integration, config, method, back, settings, choice) : form(integration, config, method, back, settings, choice));
  function choice(current) {
    if (methods.length < 2) return undefined;
    const select = el('select', { id: 'method', onchange: () => open(methods.find((each) => each.key === select.value)) }, ...methods.map((each) => el('option', { value: each.key, text: labelOf(each), selected: each.key === current.key })));
    return el('div', { class: 'field' }, el('div', { class: 'top' }, el('label', { for: 'method', text: words.method })), select);
  }
  open(methods.find((each) => each.key === settings.existing_account?.auth) ?? methods[0]);
}

function form(integration, config, method, back, settings, choice) {
  const fields = method.configFields.map((spec, i) => field(spec, `field-${i}`));
  const scopes = grants(method.scopes ?? []);
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
      await call('POST', '/hub/accounts', { integration_id: integration.integration_id, auth: method.key, scopes: scopes.picked(), alias: alias.input.value.trim(), credentials });
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
  const page = method.console_url || config.support?.link;
  const guide = page && link(page);
  const node = el('form', { novalidate: true, onsubmit: send }, note, choice(method), guide && el('p', { class: 'field' }, guide), ...fields.map((each) => each.node), scopes.node, !known && alias.node,
    el('div', { class: 'row' }, submit, back && el('button', { type: 'button', text: words.back, onclick: back }), config.probe && el('span', { class: 'small', text: words.checks(config.probe) })));
  show(words.connect(config.name), [...head(integration, words.connect(config.name), method.label || config.description, back), el('div', { class: 'columns' }, node, side(config))], { first: fields[0]?.input });
}

//! What a person has to bring from the provider before the first sign-in.
function ownApp(integration, config, method, consents, back, choice) {
  const guide = method.console_url || config.support?.link;
  const needs = [words.needsId, consents.secret_needed && words.needsSecret].filter(Boolean);
  show(words.ownApp(config.name), [...head(integration, words.ownApp(config.name), inApp ? words.ownAppHere : words.ownAppLead, back), choice(method),
    el('ol', { class: 'steps' },
      el('li', {}, el('p', { text: words.appMake(config.name) }), guide && link(guide)),
      consents.page && el('li', {}, el('p', { text: words.appRedirect }), copyRow(consents.redirect_uri)),
      el('li', {}, el('p', { text: words.appBring }), el('ul', {}, ...needs.map((text) => el('li', { text }))))),
    inApp && el('div', { class: 'row' }, el('button', { class: 'primary', id: 'own-app', type: 'button', text: words.enterApp, onclick: () => location.assign(`connect-hub:own-app?connector=${encodeURIComponent(config.key ?? integration.provider)}`) }))], { narrow: true });
}

//! The scopes with their boxes, and two buttons for those who don't want to read them all.
function grants(scopes) {
  const boxes = scopes.map((scope) => {
    const box = el('input', { type: 'checkbox', value: scope.name, checked: scope.default });
    const effect = scope.effect === 'read' ? 'off' : 'warn';
    return { box, scope, node: el('label', {}, box, el('span', { class: 'what', text: scope.label, dir: 'auto' }), el('code', { text: scope.name, dir: 'ltr' }), el('span', { class: `effect ${effect}`, text: words[scope.effect] })) };
  });
  const reads = scopes.some((scope) => scope.effect === 'read');
  const changes = scopes.some((scope) => scope.effect !== 'read');
  const preset = (text, fits) => el('button', { type: 'button', text, onclick: () => { for (const each of boxes) each.box.checked = fits(each.scope); } });
  const node = boxes.length > 0 && el('fieldset', { class: 'scopes' }, el('legend', { text: words.mayDo }),
    reads && changes && el('div', { class: 'presets' }, preset(words.readOnly, (scope) => scope.effect === 'read'), preset(words.everything, () => true)),
    el('div', { class: 'list' }, ...boxes.map((each) => each.node)));
  return { node, picked: boxes.length > 0 ? () => boxes.filter((each) => each.box.checked).map((each) => each.box.value) : () => undefined };
}

function consent(integration, config, method, back, settings, choice) {
  const consents = method.consent;
  if (!consents.profile_ready) { ownApp(integration, config, method, consents, back, choice); return; }
  const again = () => consent(integration, config, method, back, settings, choice);
  const fields = method.configFields.map((spec, i) => field(spec, `field-${i}`));
  const scopes = grants(consents.scopes);
  const alias = aliasField(settings);
  const submit = el('button', { class: 'primary', id: 'connect', text: consents.page ? words.start(config.name) : words.getCode });
  const other = consents.page && consents.device && el('button', { type: 'button', id: 'device', text: words.otherDevice, onclick: () => go(byCode) });
  let busy = false;
  const typed = () => Object.fromEntries(fields.filter((each) => each.input.value).map((each) => [each.spec.key, each.input.value.trim()]));
  const onPage = async () => {
    const attempt = await call('POST', '/hub/connection_attempts', { token });
    const query = new URLSearchParams({ ...typed(), token, connection_attempt_id: attempt.id, auth: method.key });
    if (scopes.picked()) query.set('scopes', scopes.picked().join(' '));
    if (alias.input.value.trim()) query.set('alias', alias.input.value.trim());
    const url = `/connect/oauth2/${encodeURIComponent(integration.integration_id)}?${query}`;
    const way = { integration, config, attempt, again };
    if (inApp && consents.consent === 'browser') wait({ ...way, title: words.handOver(config.name), lead: words.handOverLead(config.name), parts: consents.paste_back ? [pasteForm(attempt)] : [] });
    else if (!inApp && consents.paste_back) wait({ ...way, title: words.waiting(config.name), lead: words.pasteLead, parts: [openLink(url, consents.consent_host), pasteForm(attempt)] });
    else location.assign(url);
  };
  const byCode = async () => {
    const attempt = await call('POST', '/hub/connection_attempts', { integration_id: integration.integration_id, auth: method.key, grant: 'device_code', scopes: scopes.picked(), alias: alias.input.value.trim(), credentials: typed() });
    wait({ integration, config, attempt, again, title: words.waiting(config.name), lead: words.codeLead, parts: devicePrompt(attempt.device) });
  };
  const go = async (work) => {
    if (busy) return;
    const wrong = [...fields, alias].filter((each) => !each.check());
    if (wrong.length > 0) { wrong[0].input.focus(); return; }
    busy = true;
    submit.disabled = true;
    submit.textContent = words.starting;
    try {
      await work();
    } catch (error) {
      failed(integration, config, error.status === 0 ? words.unreachable : error.message, '', again);
    }
  };
  const node = el('form', { novalidate: true, onsubmit: (event) => { event.preventDefault(); go(consents.page ? onPage : byCode); } }, choice(method), ...fields.map((each) => each.node),
    scopes.node, !settings.existing_account_id && alias.node,
    el('div', { class: 'row' }, submit, other, back && el('button', { type: 'button', text: words.back, onclick: back })));
  const lead = consents.page ? words.signInLead(consents.consent_host ?? config.name) : words.codeAhead(consents.consent_host ?? config.name);
  show(words.connect(config.name), [...head(integration, words.connect(config.name), lead, back), el('div', { class: 'columns' }, node, ahead(config, consents))], { first: fields[0]?.input ?? submit });
}
