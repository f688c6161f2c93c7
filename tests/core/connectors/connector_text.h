// A good connector file, and the same with one change.
#pragma once

#ifndef Q_MOC_RUN // moc stumbles over raw strings

#include "core/base/json.h"

#include <stdexcept>

namespace hub {

inline json::value goodConnector()
{
    return json::parse(R"({ "schema": 1, "key": "acme", "name": "Acme", "categories": ["ticketing"], "docs_url": "https://developers.acme.example", "evidence": "listed",
      "base_url": "https://api.acme.example/v1", "hosts": ["api.acme.example"],
      "inputs": [ {"key": "region", "label": "Region", "type": "select", "options": ["eu", "us"]} ],
      "auth": [
        { "key": "oauth2", "type": "oauth2", "authorization_url": "https://acme.example/oauth/authorize", "token_url": "https://acme.example/oauth/token",
          "refresh_url": "https://acme.example/oauth/refresh", "revocation_url": "https://acme.example/oauth/revoke", "token_response": {"tenant": "/tenant"},
          "scopes": [ {"name": "read", "label": "Read", "default": true, "effect": "read"} ], "redirect": {"host": "127.0.0.1"} },
        { "key": "key", "type": "api_key", "fields": [ {"key": "api_key", "label": "API key", "type": "password", "required": true} ],
          "placement": {"headers": {"X-Api-Key": "{api_key}"}, "query": {}} } ],
      "expired_when": [ {"status": 400, "contains": "expired"} ],
      "probe": {"method": "GET", "path": "/me", "identity": {"id": "/id", "label": "/email"}},
      "rate_limit": {"per_second": 5},
      "actions": [
        { "id": "acme_get_item", "title": "Get", "description": "One item.", "effect": "read", "method": "GET", "path": "/items/{id}",
          "parameters": {"path": {"id": {"type": "string"}}, "query": {"q": {"type": "string"}}}, "required": {"query": ["q"]} },
        { "id": "acme_delete_item", "title": "Delete", "description": "For good.", "effect": "delete", "method": "DELETE", "path": "/items/{id}",
          "parameters": {"path": {"id": {"type": "string"}}} } ] })");
}

//! The good one with another value at the pointer; "-" at the end of it appends, an empty value removes.
inline std::string changedConnector(const std::string &pointer, const std::string &value)
{
    json::value document = goodConnector();
    const std::size_t slash = pointer.rfind('/');
    const std::string name = pointer.substr(slash + 1);
    json::error_code ec;
    json::value *parent = document.find_pointer(pointer.substr(0, slash), ec);
    if (parent == nullptr)
        throw std::runtime_error("no such place: " + pointer);
    if (json::object *object = parent->if_object()) {
        object->erase(name);
        if (!value.empty())
            object->emplace(name, json::parse(value));
    } else if (name == "-") {
        parent->get_array().push_back(json::parse(value));
    } else {
        parent->get_array()[std::stoul(name)] = json::parse(value);
    }
    return json::serialize(document);
}

} // namespace hub

#endif
