// The OAuth code flow: out to the provider, back through the callback.
#include "core/connect/connect_state.h"

#include "core/base/encoding.h"
#include "core/oauth/pkce.h"
#include "core/oauth/token_endpoint.h"
#include "core/oauth/token_response.h"

#include <set>

namespace hub {
namespace {

constexpr std::chrono::minutes kConsentLife{10};

//! The picked ones the connector knows (none of them is a choice, too); the profile's or the defaults where nobody picked.
std::vector<std::string> scopesFor(const OauthMethod &method, const std::optional<std::vector<std::string>> &picked,
                                   const Profile &profile)
{
    if (!picked && !profile.scopes.empty())
        return profile.scopes;
    std::vector<std::string> out;
    for (const OauthScope &scope : method.scopes) {
        if (picked ? std::find(picked->begin(), picked->end(), scope.name) != picked->end() : scope.isDefault)
            out.push_back(scope.name);
    }
    return out;
}

//! What the person typed before going to the provider.
Lookup inputsOf(const PendingConsent &consent)
{
    return [&consent](std::string_view name) -> std::optional<std::string> {
        const std::string key(name);
        if (const auto secret = consent.secrets.find(key); secret != consent.secrets.end())
            return std::string(secret->second.reveal());
        const auto found = consent.setup.find(key);
        return found == consent.setup.end() ? std::nullopt : std::optional<std::string>(found->second);
    };
}

void keepInputs(const Connector &connector, const std::map<std::string, Secret> &given, PendingConsent *consent)
{
    for (const Input &input : connector.inputs) {
        const auto found = given.find(input.key);
        if (found == given.end())
            continue;
        if (input.secret)
            consent->secrets.insert_or_assign(input.key, found->second.clone());
        else
            consent->setup[input.key] = std::string(found->second.reveal());
    }
}

Attempt failed(Attempt attempt, std::string code, std::string text, std::string technical)
{
    attempt.status = AttemptStatus::Failed;
    attempt.errorCode = std::move(code);
    attempt.errorText = std::move(text);
    attempt.technical = std::move(technical);
    return attempt;
}

//! What a refused exchange means to a person.
std::string meaningOf(const std::string &name, const std::string &code)
{
    if (code == "invalid_client" || code == "unauthorized_client")
        return name
            + " does not accept the app of this profile: its client id or secret is wrong. Put it right in Connect Hub.";
    if (code == "invalid_grant")
        return name
            + " did not accept the sign-in's code. Start again; if it stays, compare the redirect URI in the app with the one in Connect Hub.";
    if (code == "redirect_uri_mismatch")
        return name + " knows another redirect URI for the app. Copy the one from Connect Hub into the app.";
    if (code.empty())
        return name + " answered in a way that is no OAuth answer. Try again in a while.";
    return name + " refused the sign-in (" + code + "). Try again.";
}

Credential credentialFrom(const PendingConsent &consent, TokenSet set, WallTime now)
{
    Credential credential;
    credential.authKey = consent.authKey;
    credential.profile = consent.profile;
    apply(std::move(set), now, &credential);
    for (const auto &[name, value] : consent.secrets)
        credential.values.emplace(name, value.clone());
    return credential;
}

} // namespace

std::string ConnectService::redirectUri(const OauthMethod &method) const
{
    if (!method.redirectHttpsUrl.empty())
        return method.redirectHttpsUrl;
    std::string base = m_state->baseUrl;
    const std::string numbers = "//127.0.0.1:";
    if (const std::size_t at = base.find(numbers); method.redirectHost == "localhost" && at != std::string::npos)
        base.replace(at, numbers.size(), "//localhost:");
    return base + "/callback";
}

Task<Result<std::string>> ConnectService::authorize(ConnectSession session, std::string connectorKey,
                                                    std::string authKey, AttemptId attempt,
                                                    std::optional<std::vector<std::string>> scopes,
                                                    std::map<std::string, Secret> inputs)
{
    m_state->sweep();
    const std::shared_ptr<const Connector> connector = m_state->catalogue->find(connectorKey);
    const AuthMethod *method = connector ? connector->findAuth(authKey) : nullptr;
    if (method == nullptr || method->type != "oauth2")
        co_return Error{ErrorCode::NotFound, "This provider has no such way to sign in."};
    const auto known = m_state->attempts.find(attempt);
    if (known == m_state->attempts.end() || known->second.session != session.id)
        co_return Error{ErrorCode::NotFound, "There is no such attempt."};
    if (known->second.status != AttemptStatus::Pending)
        co_return Error{ErrorCode::InvalidRequest, "This attempt has ended. Start again."};
    const Result<Profile> profile = m_state->profiles->find(connectorKey, session.wish.profile);
    if (!profile)
        co_return Error{ErrorCode::InvalidRequest,
                        connector->name
                            + " needs an app of your own first. Set it up in Connect Hub; its redirect URI is "
                            + redirectUri(method->oauth)};
    const Result<void> fits = State::checkFields(connector->inputs, inputs, false);
    if (!fits)
        co_return fits.error();
    if (const Result<Account> same = m_state->accounts->find(session.wish.owner, session.wish.alias);
        same && !session.wish.account && same->id != session.account)
        co_return Error{ErrorCode::Conflict, "Another account is named \"" + session.wish.alias + "\" already.",
                        "alias"};
    known->second.connector = connectorKey;
    PendingConsent consent{attempt,
                           std::move(session),
                           connectorKey,
                           authKey,
                           profile->name,
                           method->oauth.pkce ? makeVerifier(*m_state->random) : std::string(),
                           redirectUri(method->oauth),
                           scopesFor(method->oauth, scopes, *profile),
                           {},
                           {},
                           m_state->clock->monotonic() + kConsentLife};
    keepInputs(*connector, inputs, &consent);
    const std::string state = randomBase62(*m_state->random, 32);
    const AuthorizeWish wish{profile->clientId, consent.redirectUri, state,
                             consent.verifier.empty() ? std::string() : challengeOf(consent.verifier), consent.scopes};
    Result<std::string> url = authorizeUrl(method->oauth, wish, inputsOf(consent));
    if (!url)
        co_return url.error();
    m_state->consents[state] = std::move(consent);
    co_return url;
}

Task<Result<Attempt>> ConnectService::callback(std::string query)
{
    m_state->sweep();
    const Result<CallbackQuery> answer = readCallback(query);
    if (!answer)
        co_return answer.error();
    auto entry = m_state->consents.extract(answer->state); // single use
    if (entry.empty())
        co_return Error{ErrorCode::InvalidRequest, "No sign-in waits for this answer."};
    PendingConsent consent = std::move(entry.mapped());
    Attempt attempt = m_state->attempts[consent.attempt];
    if (attempt.status != AttemptStatus::Pending)
        co_return attempt;
    const std::shared_ptr<const Connector> connector = m_state->catalogue->find(consent.connector);
    const AuthMethod *method = connector ? connector->findAuth(consent.authKey) : nullptr;
    if (!m_state->sessions.byId(consent.session.id)) {
        attempt = failed(std::move(attempt), "session_ended", "The session was ended meanwhile. Nothing was connected.",
                         {});
    } else if (method == nullptr) {
        attempt = failed(std::move(attempt), "connector_gone", "The connector was removed meanwhile.", {});
    } else if (!method->oauth.issuer.empty() && !answer->issuer.empty() && answer->issuer != method->oauth.issuer) {
        attempt = failed(std::move(attempt), "wrong_issuer",
                         "The answer came from another server than the one that was asked. Nothing was sent to it.",
                         {});
    } else if (!answer->error.empty() && answer->error == "access_denied") {
        attempt = failed(std::move(attempt), "access_denied",
                         "You did not agree at " + connector->name + ". Nothing was connected.", {});
    } else if (!answer->error.empty()) {
        attempt = failed(std::move(attempt), isToken(answer->error) ? answer->error : "provider_error",
                         meaningOf(connector->name, isToken(answer->error) ? answer->error : ""), {});
    } else if (answer->code.empty()) {
        attempt = failed(std::move(attempt), "no_code", connector->name + " sent no code back. Start again.", {});
    } else {
        std::string code = answer->code;
        attempt = co_await m_state->exchange(std::move(consent), std::move(code));
    }
    m_state->finish(attempt);
    co_return attempt;
}

//! The code is sent once; whatever fails ends the attempt.
Task<Attempt> ConnectService::State::exchange(PendingConsent consent, std::string code)
{
    Attempt attempt = attempts[consent.attempt];
    const std::shared_ptr<const Connector> connector = catalogue->find(consent.connector);
    const AuthMethod *method = connector->findAuth(consent.authKey);
    const Result<Profile> profile = profiles->find(consent.connector, consent.profile);
    if (!profile)
        co_return failed(std::move(attempt), "profile_missing", "The app profile was removed meanwhile.", {});
    Profile app = *profile;
    Moment moment = momentOf(*clock, *random);
    const Result<ClientApp> client = co_await clientApp(profiles, std::move(app), std::move(moment));
    if (!client)
        co_return failed(std::move(attempt), std::string(wireName(client.error().code)), client.error().message, {});
    Result<EndpointRequest> request = exchangeRequest(method->oauth, *client, code, consent.redirectUri,
                                                      consent.verifier, inputsOf(consent));
    if (!request)
        co_return failed(std::move(attempt), "invalid_request", request.error().message, {});
    EndpointRequest asked = std::move(*request);
    const Result<EndpointAnswer> answer = co_await post(transport, connector, std::move(asked));
    if (!answer)
        co_return failed(std::move(attempt), "provider_unreachable",
                         connector->name + " does not answer. Try again in a while.", answer.error().message);
    TokenAnswer read = readTokenAnswer(method->oauth, answer->status, answer->contentType, answer->body);
    if (const auto *failure = std::get_if<TokenFailure>(&read)) {
        const std::string technical = std::to_string(answer->status) + ' ' + failure->code + " from " + answer->host;
        co_return failed(std::move(attempt), failure->code.empty() ? "provider_error" : failure->code,
                         meaningOf(connector->name, failure->code), technical);
    }
    Credential credential = credentialFrom(consent, std::move(std::get<TokenSet>(read)), clock->now());
    ConnectSession session = consent.session;
    Result<Account> account = co_await accountFor(session, consent.connector);
    if (!account)
        co_return failed(std::move(attempt), std::string(wireName(account.error().code)), account.error().message, {});
    if (!session.wish.account && !session.wish.alias.empty())
        account->alias = session.wish.alias;
    account->authKey = consent.authKey;
    account->scopes = consent.scopes;
    for (const auto &[name, value] : consent.setup)
        account->setup[name] = value;
    const Result<ProbeOutcome> outcome = co_await probe(transport, credentials->signer(), connector, &*account,
                                                        &credential);
    // a provider whose probe is down has still signed the person in
    ProbeOutcome who = outcome ? *outcome : ProbeOutcome{};
    Account target = std::move(*account);
    const Result<Account> active = co_await activate(std::move(target), std::move(credential), std::move(who),
                                                     std::move(session));
    if (!active) {
        const bool other = active.error().code == ErrorCode::Conflict;
        co_return failed(std::move(attempt), other ? "different_identity" : std::string(wireName(active.error().code)),
                         active.error().message, {});
    }
    attempt.status = AttemptStatus::Authenticated;
    attempt.account = active->id;
    co_return attempt;
}

} // namespace hub
