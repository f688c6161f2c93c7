#include "app/ctl/connector_skeleton.h"

#include <array>
#include <utility>

namespace hub::ctl {
namespace {

constexpr const char *kFile = R"({
  "schema": 1,
  "key": "KEY",
  "name": "KEY",
  "categories": ["developer"],
  "docs_url": "https://developers.example.com",
  "description": "What it is, in one sentence.",
  "evidence": "listed",
  "base_url": "https://api.example.com/v1",
  "auth": [
    AUTH
  ],
  "probe": { "method": "GET", "path": "/me", "identity": { "id": "/id", "label": "/email" } },
  "actions": [
    {
      "id": "KEY_list_items",
      "title": "List items",
      "description": "Items, newest first.",
      "effect": "read",
      "method": "GET",
      "path": "/items",
      "parameters": { "query": { "limit": { "type": "integer", "minimum": 1, "maximum": 100, "description": "How many" } } }
    }
  ]
})";

constexpr std::array<std::pair<const char *, const char *>, 11> kAuth{{{"oauth2", R"({
      "key": "oauth2",
      "type": "oauth2",
      "authorization_url": "https://example.com/oauth/authorize",
      "token_url": "https://example.com/oauth/token",
      "scopes": [{ "name": "items:read", "label": "Read items", "default": true, "effect": "read" }],
      "pkce": "S256",
      "client_auth": "none"
    })"},
                                                                       {"device_code", R"({
      "key": "device",
      "type": "oauth2",
      "grant": "device_code",
      "device_authorization_url": "https://example.com/oauth/device",
      "token_url": "https://example.com/oauth/token",
      "scopes": [{ "name": "items:read", "label": "Read items", "default": true, "effect": "read" }]
    })"},
                                                                       {"client_credentials", R"({
      "key": "client",
      "type": "oauth2",
      "grant": "client_credentials",
      "token_url": "https://example.com/oauth/token",
      "client_auth": "basic"
    })"},
                                                                       {"api_key", R"({
      "key": "api_key",
      "type": "api_key",
      "fields": [{ "key": "api_key", "label": "API key", "type": "password", "required": true, "help": "Where to find it." }],
      "placement": { "headers": { "X-Api-Key": "{api_key}" } }
    })"},
                                                                       {"bearer", R"({
      "key": "token",
      "type": "bearer",
      "fields": [{ "key": "token", "label": "Access token", "type": "password", "required": true, "help": "Where to find it." }]
    })"},
                                                                       {"basic", R"({
      "key": "basic",
      "type": "basic",
      "fields": [
        { "key": "user", "label": "User name", "type": "text", "required": true },
        { "key": "password", "label": "Password", "type": "password", "required": true }
      ]
    })"},
                                                                       {"oauth1", R"({
      "key": "oauth1",
      "type": "oauth1",
      "request_token_url": "https://example.com/oauth/request_token",
      "authorization_url": "https://example.com/oauth/authorize",
      "token_url": "https://example.com/oauth/access_token",
      "signature": "HMAC-SHA1"
    })"},
                                                                       {"two_step", R"({
      "key": "session",
      "type": "two_step",
      "fields": [
        { "key": "user", "label": "User name", "type": "text", "required": true },
        { "key": "password", "label": "Password", "type": "password", "required": true }
      ],
      "token_url": "https://api.example.com/v1/login",
      "token_request": "json",
      "token_params": { "user": "{user}", "password": "{password}" },
      "token_response": { "access_token": "/token" },
      "token_lifetime": 3600
    })"},
                                                                       {"jwt_bearer", R"({
      "key": "service",
      "type": "jwt_bearer",
      "fields": [
        { "key": "email", "label": "Service account", "type": "text", "required": true },
        { "key": "private_key", "label": "Private key, a PEM", "type": "password", "required": true }
      ],
      "token_url": "https://example.com/oauth/token",
      "jwt": { "algorithm": "RS256", "key": "{private_key}", "claims": { "iss": "{email}", "aud": "https://example.com/oauth/token" } },
      "token_params": { "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "{assertion}" }
    })"},
                                                                       {"signed", R"({
      "key": "signed",
      "type": "signed",
      "fields": [
        { "key": "key_id", "label": "Key ID", "type": "text", "required": true },
        { "key": "secret", "label": "Secret", "type": "password", "required": true }
      ],
      "sign": { "scheme": "hmac", "key": "{secret}", "text": "{timestamp}{method}{path}{body}", "encoding": "hex" },
      "placement": { "headers": { "X-Key": "{key_id}", "X-Timestamp": "{timestamp}", "X-Signature": "{signature}" } }
    })"},
                                                                       {"none", R"({
      "key": "none",
      "type": "none"
    })"}}};

} // namespace

QStringList skeletonTypes()
{
    QStringList out;
    for (const auto &[type, text] : kAuth)
        out << QLatin1String(type);
    return out;
}

std::optional<QString> connectorSkeleton(const QString &key, const QString &type)
{
    for (const auto &[name, text] : kAuth) {
        if (type == QLatin1String(name))
            return QString::fromLatin1(kFile)
                .replace(QLatin1String("AUTH"), QLatin1String(text))
                .replace(QLatin1String("\"KEY"), QLatin1Char('"') + key);
    }
    return std::nullopt;
}

} // namespace hub::ctl
