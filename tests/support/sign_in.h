// One person's way through a consent: a session, an attempt, the provider's page, and back.
#pragma once

#include "tests/support/hub_parts.h"
#include "tests/support/token_pairs.h"

namespace hub {

//! The value of a parameter in a URL, undecoded.
inline std::string parameterOf(const std::string &url, const std::string &name)
{
    const QByteArray start = QByteArray::fromStdString(name + '=');
    for (const QByteArray &pair : QByteArray::fromStdString(url.substr(url.find('?') + 1)).split('&')) {
        if (pair.startsWith(start))
            return pair.mid(start.size()).toStdString();
    }
    return {};
}

inline ConnectWish wishOf(const std::string &owner, const std::string &connector)
{
    ConnectWish wish;
    wish.owner = OwnerId(owner);
    wish.ownerName = owner + "'s company";
    wish.connector = connector;
    return wish;
}

class SignIn {
public:
    SignIn(HubParts *hub, const ConnectWish &wish) : SignIn(hub, made(hub, wish)) {}
    SignIn(HubParts *hub, ConnectSession opened) : m_hub(hub), session(std::move(opened)) { attempt = hub->service->startAttempt(session).value(); }

    Result<std::string> go(std::optional<std::vector<std::string>> scopes = {}, std::map<std::string, Secret> inputs = {})
    {
        Result<std::string> url = m_hub->run(m_hub->service->authorize(session, "acme", "oauth2", attempt.id, std::move(scopes), std::move(inputs)));
        if (url)
            state = parameterOf(*url, "state");
        return url;
    }
    //! The provider's answer; query without the state.
    Result<Attempt> back(const std::string &query) { return m_hub->run(m_hub->service->callback(query + "&state=" + state)); }
    //! All of it, as the person with that id at the provider.
    Result<Attempt> as(const std::string &person, int pair = 1)
    {
        const Result<std::string> url = go();
        if (!url)
            return url.error();
        expectPerson(person, pair);
        return back("code=the-code");
    }
    void expectPerson(const std::string &person, int pair = 1)
    {
        m_hub->wire.expect(kTokenRequest, grantOf(pair));
        m_hub->wire.expect("GET https://api.acme.example/v1/me", {200, R"({"id":")" + person + R"(","email":")" + person + R"(@acme.example"})"});
    }
    //! How it stands now.
    Attempt now() const { return m_hub->service->attempt(session, attempt.id).value(); }

private:
    static ConnectSession made(HubParts *hub, const ConnectWish &wish) { return std::move(hub->run(hub->service->createSession(wish)).value().session); }

    HubParts *m_hub;

public:
    ConnectSession session;
    Attempt attempt;
    std::string state;
};

inline std::string statusOf(const Result<Attempt> &attempt)
{
    return attempt ? std::string(wireName(attempt->status)) : std::string(wireName(attempt.error().code));
}

} // namespace hub
