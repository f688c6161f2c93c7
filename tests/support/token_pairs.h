// Token pairs by number: at-1 and rt-1, then at-2 and rt-2.
#pragma once

#include "tests/support/hub_parts.h"

namespace hub {

inline const std::string kTokenRequest = "POST https://acme.example/token";

//! The pair with that number; no lifetime = the provider did not say.
inline Credential pairOf(const HubParts &hub, int number, std::optional<std::chrono::seconds> lifetime)
{
    Credential credential;
    credential.authKey = "oauth2";
    credential.profile = "default";
    credential.issuedAt = hub.clock.now();
    if (lifetime)
        credential.expiresAt = hub.clock.now() + *lifetime;
    credential.scope = "items:read";
    credential.values.emplace("access_token", Secret("at-" + std::to_string(number)));
    credential.values.emplace("refresh_token", Secret("rt-" + std::to_string(number)));
    return credential;
}

//! What the token endpoint answers with it.
inline ScriptedAnswer grantOf(int number, bool held = false)
{
    const std::string text = std::to_string(number);
    return {200, R"({"access_token":"at-)" + text + R"(","refresh_token":"rt-)" + text + R"(","token_type":"bearer","expires_in":3600})", {{"Content-Type", "application/json"}}, held};
}

inline ScriptedAnswer refusalOf(const std::string &code, int status = 400)
{
    return {status, R"({"error":")" + code + R"("})"};
}

//! An account that is signed in to, with the pair at-1.
inline Account signedIn(HubParts &hub, std::optional<std::chrono::seconds> lifetime, const std::string &owner = "local")
{
    const Account account = hub.active("acme", "oauth2", owner);
    const Result<void> kept = hub.run(hub.credentials->store(account, pairOf(hub, 1, lifetime)));
    if (!kept)
        QTest::qFail(kept.error().message.c_str(), __FILE__, __LINE__);
    return account;
}

inline std::string tokenIn(const Result<LiveCredential> &credential)
{
    if (!credential)
        return std::string(wireName(credential.error().code));
    const Secret *token = (*credential)->find("access_token");
    return token == nullptr ? std::string("(none)") : std::string(token->reveal());
}

//! What the vault holds for the account.
inline Credential stored(const HubParts &hub, const Account &account)
{
    const std::optional<std::string> line = hub.vault.line({account.owner.str(), account.id.str()});
    return line ? credentialFromLine(Secret(*line)).value() : Credential();
}

inline std::string storedToken(const HubParts &hub, const Account &account, const std::string &name = "access_token")
{
    const Credential credential = stored(hub, account);
    const Secret *token = credential.find(name);
    return token == nullptr ? std::string("(none)") : std::string(token->reveal());
}

} // namespace hub
