// The hub's own API for this page. The session token lives in this tab only.
const meta = document.querySelector('meta[name="hub-session"]');
if (document.querySelector('meta[name="hub-view"]').content === 'app') sessionStorage.setItem('hub-view', 'app');
export const inApp = sessionStorage.getItem('hub-view') === 'app';
//! Back from the provider with something left to decide.
export const leftOpen = new URLSearchParams(location.search).get('attempt');
const fresh = meta.content;
meta.remove();
if (fresh) sessionStorage.setItem('hub-session', fresh);
export const token = fresh || sessionStorage.getItem('hub-session') || '';
// the link is a secret: it does not stay in the history
history.replaceState(null, '', inApp ? '/connect/?view=app' : '/connect/');

export function forget() { sessionStorage.removeItem('hub-session'); }

export class HubError extends Error {
  constructor(status, body) {
    super(body.message ?? '');
    Object.assign(this, { status, code: body.errorCode ?? '', field: body.field });
  }
}

export async function call(method, path, body) {
  let answer;
  const limit = new AbortController(); // AbortSignal.timeout is younger than the view's engine
  const timer = setTimeout(() => limit.abort(), 60_000);
  try {
    answer = await fetch(path, {
      method, cache: 'no-store', referrerPolicy: 'no-referrer',
      headers: { 'x-hub-session-token': token, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: limit.signal,
    });
  } catch {
    throw new HubError(0, {});
  } finally {
    clearTimeout(timer);
  }
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new HubError(answer.status, value);
  return value;
}
