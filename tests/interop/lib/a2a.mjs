// What both versions of the A2A SDK are tested with.

//! fetch with the key, as SDKs take it.
export const fetchWith = (key, more = {}) => (url, init = {}) => fetch(url, { ...init, headers: { authorization: `Bearer ${key}`, ...more, ...init.headers } });

//! What the page does with a link, and the person at the provider.
export async function signInThrough(stage, url, connector = 'authority') {
  const page = await (await fetch(url)).text();
  const token = /name="hub-session" content="([^"]+)"/.exec(page)[1];
  const session = { 'x-hub-session-token': token, 'content-type': 'application/json' };
  const attempt = await (await fetch(`${stage.hub.url}/hub/connection_attempts`, { method: 'POST', headers: session, body: JSON.stringify({ token }) })).json();
  const authorize = `${stage.hub.url}/connect/oauth2/${connector}?token=${encodeURIComponent(token)}&connection_attempt_id=${attempt.id}`;
  const { headers } = await fetch(authorize, { redirect: 'manual' });
  const walked = await stage.authority.call('/login', { url: headers.get('location'), user: 'alice', deliver: true });
  const ended = await (await fetch(`${stage.hub.url}/hub/connection_attempts/${attempt.id}`, { headers: session })).json();
  if (ended.status !== 'authenticated') throw new Error(JSON.stringify({ ended, walked }));
}
