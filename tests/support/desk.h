// A hub's services up to the action runner, with agents to call: what the faces and the gateway are tested on.
#pragma once

#include "core/access/key_store.h"
#include "core/gateway/action_runner.h"

#include "tests/support/hub_parts.h"

#ifndef Q_MOC_RUN // moc stumbles over raw strings

namespace hub {

//! OAuth, with more hosts than one, a way to say "expired" beside 401, and an action of each kind.
inline constexpr const char *kBolt = R"({ "schema": 1, "key": "bolt", "name": "Bolt", "categories": ["ticketing"], "docs_url": "https://developers.bolt.example",
  "evidence": "listed", "base_url": "https://api.bolt.example/v1", "hosts": ["api.bolt.example", "files.bolt.example", "bolt.example"],
  "auth": [ { "key": "oauth2", "type": "oauth2", "authorization_url": "https://bolt.example/oauth/authorize", "token_url": "https://bolt.example/oauth/token",
    "scopes": [ {"name": "items", "label": "Items", "default": true, "effect": "read"} ] } ],
  "expired_when": [ {"status": 400, "pointer": "/error", "equals": "token_expired"} ],
  "actions": [
    { "id": "bolt_list_items", "title": "List items", "description": "Items.", "effect": "read", "method": "GET", "path": "/items",
      "parameters": {"query": {"limit": {"type": "integer", "minimum": 1}}}, "result": {"pick": "/items"} },
    { "id": "bolt_create_item", "title": "Create an item", "description": "One item.", "effect": "write", "method": "POST", "path": "/items",
      "parameters": {"body": {"name": {"type": "string"}}} },
    { "id": "bolt_delete_item", "title": "Delete an item", "description": "For good.", "effect": "delete", "method": "DELETE", "path": "/items/{id}",
      "parameters": {"path": {"id": {"type": "string"}}} } ] })";

//! A key that goes into a header and the query.
inline constexpr const char *kCargo = R"({ "schema": 1, "key": "cargo", "name": "Cargo", "categories": ["crm"], "docs_url": "https://docs.cargo.example", "evidence": "listed",
  "base_url": "https://api.cargo.example", "auth": [ { "key": "api_key", "type": "api_key", "fields": [ {"key": "api_key", "label": "API key", "type": "password", "required": true} ],
    "placement": {"headers": {"X-Api-Key": "{api_key}"}, "query": {"key": "{api_key}"}} } ],
  "probe": {"method": "GET", "path": "/whoami", "identity": {"id": "/id", "label": "/name"}},
  "actions": [ { "id": "cargo_list_boxes", "title": "List boxes", "description": "Boxes.", "effect": "read", "method": "GET", "path": "/boxes" } ] })";

inline const std::string kOldToken = "old_0123456789abcdef";
inline const std::string kNewToken = "new_0123456789abcdef";
inline const std::string kCargoKey = "key_0123456789abcdef";
inline const std::string kBoltApi = "https://api.bolt.example/v1";
inline const std::string kBoltTokens = "POST https://bolt.example/oauth/token";
inline const ScriptedAnswer kNewPair{200, R"({"access_token":"new_0123456789abcdef","token_type":"Bearer","refresh_token":"refresh2_0123456789abcdef"})"};

struct Desk : HubParts {
    Desk()
    {
        for (const char *text : {kBolt, kCargo})
            QVERIFY(catalogue.add(text, "sample", false).ok());
        Profile app;
        app.connector = "bolt";
        app.clientId = "bolt-client";
        QVERIFY(run(profiles->set(app, std::nullopt)).ok());
        QVERIFY(audit.load().ok() && keys.load().ok() && service->load().ok());
        gateway.setOwnAddress("127.0.0.1:7423");
    }

    Account bolt(const std::string &owner = "ana") { return signedIn("bolt", "oauth2", owner, {{"access_token", kOldToken}, {"refresh_token", "refresh_0123456789abcdef"}}); }
    Account cargo(const std::string &owner = "ana") { return signedIn("cargo", "api_key", owner, {{"api_key", kCargoKey}}); }
    Account withStatus(Account account, AccountStatus status)
    {
        account.status = status;
        return run(accounts->update(std::move(account))).value();
    }
    static std::shared_ptr<Principal> principal(std::set<Scope> scopes = {Scope::Full}, std::optional<OwnerId> owner = {})
    {
        auto out = std::make_shared<Principal>();
        out->id = "k1";
        out->name = "agent";
        out->scopes = std::move(scopes);
        out->owner = std::move(owner);
        return out;
    }
    //! A new API key's text.
    std::string key(std::set<Scope> scopes = {Scope::Full}, std::optional<OwnerId> owner = {})
    {
        ApiKey wish;
        wish.name = "agent";
        wish.scopes = std::move(scopes);
        wish.owner = std::move(owner);
        const Result<NewKey> made = run(keys.create(std::move(wish)));
        return std::string(made.value().key.reveal());
    }
    //! The Authorization values that went to one address, in order.
    std::vector<std::string> authorizations(const std::string &start) const
    {
        std::vector<std::string> out;
        for (const SentRequest &one : wire.sent) {
            if (one.line.substr(one.line.find(' ') + 1).starts_with(start))
                out.emplace_back(one.headers.value("authorization"));
        }
        return out;
    }
    //! All that the hub wrote into its record so far, oldest first.
    std::vector<AuditRow> record()
    {
        const Result<void> written = run(audit.flush());
        std::vector<AuditRow> rows = written ? run(audit.tail(1000, 0)).value() : std::vector<AuditRow>();
        std::reverse(rows.begin(), rows.end());
        return rows;
    }

    AuditLog audit{database.get(), &clock, io.get_executor()};
    KeyStore keys{database.get(), &clock, &random};
    Gateway gateway{&wire, credentials.get(), service.get(), &audit, &clock};
    ActionRunner actions{&gateway, accounts.get(), &catalogue, &clock, [this](std::chrono::milliseconds delay) {
                             waited.push_back(delay);
                             return nothing();
                         }};

private:
    static Task<void> nothing() { co_return; }
    Account signedIn(const std::string &connector, const std::string &auth, const std::string &owner, const std::map<std::string, std::string> &values)
    {
        const Account account = active(connector, auth, owner);
        Credential credential;
        credential.authKey = auth;
        credential.profile = "default";
        for (const auto &[name, value] : values)
            credential.values.emplace(name, Secret(value));
        const Result<void> kept = run(credentials->store(account, std::move(credential)));
        if (!kept)
            QTest::qFail(kept.error().message.c_str(), __FILE__, __LINE__);
        return account;
    }
};

} // namespace hub

#endif
