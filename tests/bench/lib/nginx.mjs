// nginx twice: as the provider, and as the peer that does the same work as the hub.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ended, listens, pinned } from './processes.mjs';

const common = 'daemon off; master_process off; pid nginx.pid; error_log stderr crit; worker_rlimit_nofile 8192; events { worker_connections 4096; }';
const http = 'access_log off; keepalive_requests 1000000000; keepalive_timeout 1h; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s; client_max_body_size 0;';

async function start(folder, core, port, config) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'nginx.conf'), config);
  const child = pinned(core, 'nginx', ['-p', folder, '-e', 'stderr', '-c', 'nginx.conf'], { stdio: ['ignore', 'ignore', 'inherit'] });
  await listens(port);
  return { pid: child.pid, stop: () => { const end = ended(child); child.kill('SIGTERM'); return end; } };
}

//! Answers only calls that carry the provider's own credential: a call counts as failed where the swap did not happen.
export function startStub(folder, core, port, credential) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'large'), Buffer.alloc(1 << 20, 'x'));
  const small = JSON.stringify({ id: '1', items: Array.from({ length: 5 }, (_, id) => ({ id, name: `item ${id}`, open: true })) });
  return start(folder, core, port, `load_module /usr/lib/nginx/modules/ngx_http_echo_module.so; ${common}
    http { ${http} default_type application/json; sendfile on;
      server {
        listen 127.0.0.1:${port} backlog=1024;
        if ($http_authorization != "${credential}") { return 401; }
        location /small { return 200 '${small}'; }
        location /slow { echo_sleep 0.05; echo '${small}'; }
        location /large { root ${folder}; }
      } }`);
}

export function startPeer(folder, core, port, upstream, key, credential) {
  return start(folder, core, port, `${common}
    http { ${http}
      map_hash_bucket_size 256;
      map $http_authorization $credential { default ""; "${key}" "${credential}"; }
      upstream provider { server 127.0.0.1:${upstream}; keepalive 256; keepalive_requests 1000000000; keepalive_timeout 1h; }
      server {
        listen 127.0.0.1:${port} backlog=1024;
        location / {
          if ($credential = "") { return 401; }
          proxy_pass http://provider; proxy_http_version 1.1; proxy_buffering off; proxy_request_buffering off;
          proxy_set_header Connection ""; proxy_set_header Authorization $credential;
        }
      } }`);
}
