// The Connect Hub page: picker, forms, consent hand-over. One screen at a time.
import { call, leftOpen } from './api.js';
import { el, show } from './dom.js';
import { picker } from './picker.js';
import { connector } from './forms.js';
import { words } from './strings.js';
import { expired, wait } from './waiting.js';

function stopped(error) {
  if (error.status === 401 || error.status === 403) { expired(); return; }
  show(words.unreachable, [el('h1', { text: words.unreachable }), el('p', { class: 'lead', text: words.unreachableLead }),
    el('div', { class: 'row' }, el('button', { class: 'primary', text: words.again, onclick: () => start() }))], { narrow: true });
}

//! Runs a screen; what breaks is told with its next step.
function open(screen, ...rest) { Promise.resolve().then(() => screen(...rest)).catch(stopped); }

async function start() {
  try {
    show(words.title, [el('p', { class: 'lead', text: words.loading })]);
    const [settings, list] = await Promise.all([call('GET', '/hub/settings'), call('GET', '/hub/connectors')]);
    const offered = list.integrations.filter((each) => each.active);
    const home = () => open(picker, offered, (chosen) => open(connector, chosen, home, { settings, alone: false }));
    const decided = leftOpen && await call('GET', `/hub/connection_attempts/${encodeURIComponent(leftOpen)}`).catch(() => undefined);
    const asked = decided?.can_accept && offered.find((each) => each.provider === (decided.provider ?? settings.existing_account?.provider));
    if (asked) { wait({ integration: asked, config: asked, attempt: decided, again: home, title: words.title, lead: words.loading }); return; }
    if (settings.existing_account_id || offered.length === 1) open(connector, offered.find((each) => each.provider === settings.existing_account?.provider) ?? offered[0], home, { settings, alone: true });
    else home();
  } catch (error) {
    stopped(error);
  }
}
start();
