// A connector that ships, with its provider on loopback: what is asked of it is real, who answers is not.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { source } from './hub.mjs';

const keyed = {
  auth: [{ key: 'api_key', type: 'api_key', fields: [{ key: 'api_key', label: 'API key', type: 'password', required: true, secret: true }], placement: { headers: { Authorization: 'Bearer {api_key}' }, query: {} } }],
};

//! \param stub   the provider's base URL; its probe is answered with an `id`
//! \param probe  the path of it
export function shippedConnector(key, stub, probe = '/me') {
  const { inputs, hosts, ...file } = JSON.parse(readFileSync(join(source, `resources/connectors/${key}.json`), 'utf8'));
  const actions = (file.actions ?? []).map(({ scopes, ...action }) => action);
  return { ...file, ...keyed, base_url: stub, probe: { method: 'GET', path: probe, identity: { id: '/id', label: '/id' } }, actions };
}
