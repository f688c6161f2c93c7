// Connector files of providers that do not exist: one for OAuth, one for keys, one for a key with two fields.
#pragma once

namespace hub {

inline constexpr const char *kAcme = R"({ "schema": 1, "key": "acme", "name": "Acme", "categories": ["ticketing"],
  "docs_url": "https://developers.acme.example", "evidence": "listed", "base_url": "https://api.acme.example/v1",
  "auth": [ { "key": "oauth2", "type": "oauth2", "grant": "authorization_code",
    "authorization_url": "https://acme.example/authorize", "token_url": "https://acme.example/token",
    "revocation_url": "https://acme.example/revoke", "issuer": "https://acme.example",
    "scopes": [ {"name": "items:read", "label": "Read items", "default": true, "effect": "read"},
                {"name": "items:write", "label": "Write items", "default": false, "effect": "write"},
                {"name": "offline", "label": "Stay connected", "default": true, "effect": "read"} ],
    "pkce": "S256", "client_auth": "body", "dead_grant": ["token_revoked"],
    "placement": {"headers": {"Authorization": "Bearer {access_token}"}, "query": {}} } ],
  "probe": {"method": "GET", "path": "/me", "identity": {"id": "/id", "label": "/email"}} })";

inline constexpr const char *kInitech = R"({ "schema": 1, "key": "initech", "name": "Initech", "categories": ["hris"],
  "docs_url": "https://docs.initech.example", "evidence": "listed", "base_url": "https://{subdomain}.initech.example/api",
  "inputs": [ {"key": "subdomain", "label": "Subdomain", "type": "text", "required": true, "pattern": "^[a-z0-9-]+$",
               "help": "The part before .initech.example"},
              {"key": "region", "label": "Region", "type": "select", "options": ["eu", "us"]},
              {"key": "seats", "label": "Seats", "type": "number"} ],
  "auth": [ { "key": "api_key", "type": "api_key",
    "fields": [ {"key": "api_key", "label": "API key", "type": "password", "required": true, "secret": true} ],
    "placement": {"headers": {"X-Api-Key": "{api_key}"}, "query": {}} } ],
  "probe": {"method": "GET", "path": "/whoami", "identity": {"id": "/id", "label": "/name"}},
  "expired_when": [ {"status": 200, "pointer": "/ok", "equals": false} ] })";

inline constexpr const char *kUmbrella = R"({ "schema": 1, "key": "umbrella", "name": "Umbrella", "categories": ["crm"],
  "docs_url": "https://docs.umbrella.example", "evidence": "listed", "base_url": "https://api.umbrella.example",
  "auth": [ { "key": "basic", "type": "basic",
    "fields": [ {"key": "username", "label": "User", "type": "text", "required": true},
                {"key": "password", "label": "Password", "type": "password", "required": true, "secret": true} ],
    "placement": {"headers": {"Authorization": "Basic {base64(username:password)}"}, "query": {"site key": "{username}"}} } ] })";

} // namespace hub
