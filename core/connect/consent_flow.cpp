// The OAuth code flow: out to the provider, back through the callback.
#include "core/connect/connect_state.h"

#include "core/base/encoding.h"
#include "core/oauth/dpop.h"
#include "core/oauth/pkce.h"
#include "core/oauth/token_endpoint.h"

#include <set>

namespace hub {
namespace {

constexpr std::chrono::minutes kConsentLife{10};

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

//! Whether an ID token comes with the tokens, and has to be the answer to this very sign-in.
bool wantsIdToken(const OauthMethod &method, const std::vector<std::string> &scopes)
{
    return !method.issuer.empty() && std::find(scopes.begin(), scopes.end(), "openid") != scopes.end();
}

//! Sends the authorize request ahead. \return what the browser gets instead
Task<Result<std::string>> push(Transport *transport, std::shared_ptr<const Connector> connector,
                               const OauthMethod *method, ClientApp app, AuthorizeWish wish, Lookup values)
{
    Result<EndpointRequest> request = pushedRequest(*method, app, wish, values);
    if (!request)
        co_return request.error();
    EndpointRequest asked = std::move(*request);
    const Result<EndpointAnswer> answer = co_await post(transport, connector, std::move(asked));
    if (!answer)
        co_return Error{ErrorCode::UpstreamFailed, connector->name + " does not answer. Try again in a while."};
    const Result<json::object> said = parseObject(answer->body);
    const std::string uri = said ? stringOf(*said, "request_uri") : std::string();
    const std::string code = said ? stringOf(*said, "error") : std::string();
    if (answer->status < 200 || answer->status > 299 || uri.empty())
        co_return Error{ErrorCode::UpstreamFailed, meaningOf(connector->name, isToken(code) ? code : "")};
    co_return pushedUrl(*method, app.clientId, uri, values);
}

//! Why an answer of the provider's connects nothing; none when the sign-in goes on.
std::optional<Attempt> refusalIn(const CallbackQuery &answer, const PendingConsent &consent, const Connector &connector,
                                 const AuthMethod &method, const Attempt &attempt)
{
    if (!method.oauth.issuer.empty() && !answer.issuer.empty() && answer.issuer != method.oauth.issuer)
        return failed(attempt, "wrong_issuer",
                      "The answer came from another server than the one that was asked. Nothing was sent to it.");
    if (answer.error == "access_denied" || !answer.value("denied").empty())
        return failed(attempt, "access_denied", "You did not agree at " + connector.name + ". Nothing was connected.");
    if (!answer.error.empty())
        return failed(attempt, isToken(answer.error) ? answer.error : "provider_error",
                      meaningOf(connector.name, isToken(answer.error) ? answer.error : ""));
    if (method.type == "oauth1" && answer.value("oauth_token") != consent.requestToken)
        return failed(attempt, "wrong_token", "The answer belongs to another sign-in. Nothing was sent. Start again.");
    if (method.type == "oauth1" ? answer.value("oauth_verifier").empty() : answer.code.empty())
        return failed(attempt, "no_code", connector.name + " sent no code back. Start again.");
    return std::nullopt;
}

} // namespace

std::vector<std::string> scopesFor(const OauthMethod &method, const std::optional<std::vector<std::string>> &picked,
                                   const std::optional<Profile> &app)
{
    if (!picked && app && !app->scopes.empty())
        return app->scopes;
    std::vector<std::string> out;
    for (const OauthScope &scope : method.scopes) {
        if (picked ? std::find(picked->begin(), picked->end(), scope.name) != picked->end() : scope.isDefault)
            out.push_back(scope.name);
    }
    return out;
}

Lookup PendingConsent::values() const
{
    return [this](std::string_view name) -> std::optional<std::string> {
        const std::string key(name);
        if (const auto secret = secrets.find(key); secret != secrets.end())
            return std::string(secret->second.reveal());
        const auto found = setup.find(key);
        return found == setup.end() ? std::nullopt : std::optional<std::string>(found->second);
    };
}

std::string ConnectService::State::redirectUri(const OauthMethod &method) const
{
    if (!method.redirectHttpsUrl.empty())
        return method.redirectHttpsUrl;
    std::string base = baseUrl;
    const std::string numbers = "//127.0.0.1:";
    if (const std::size_t at = base.find(numbers); method.redirectHost == "localhost" && at != std::string::npos)
        base.replace(at, numbers.size(), "//localhost:");
    return base + "/callback";
}

std::string ConnectService::redirectUri(const OauthMethod &method) const
{
    return m_state->redirectUri(method);
}

Task<Result<ClientApp>> ConnectService::State::appOf(std::string connector, std::string name)
{
    const Result<Profile> profile = profiles->find(connector, name);
    if (!profile)
        co_return Error{ErrorCode::NotFound, "The app profile was removed meanwhile.", "profile_missing"};
    Profile app = *profile;
    Moment moment = momentOf(*clock, *random);
    co_return co_await clientApp(profiles, std::move(app), std::move(moment));
}

Result<PendingConsent> ConnectService::State::prepare(ConnectSession session, const std::string &connectorKey,
                                                      const std::string &authKey, const AttemptId &attempt,
                                                      const std::optional<std::vector<std::string>> &scopes,
                                                      const std::map<std::string, Secret> &inputs)
{
    sweep();
    const std::shared_ptr<const Connector> connector = catalogue->find(connectorKey);
    const AuthMethod *method = connector ? connector->findAuth(authKey) : nullptr;
    if (method == nullptr || !method->needsConsent())
        return Error{ErrorCode::NotFound, "This provider has no such way to sign in."};
    const auto known = attempts.find(attempt);
    if (known == attempts.end() || known->second.session != session.id)
        return Error{ErrorCode::NotFound, "There is no such attempt."};
    if (known->second.status != AttemptStatus::Pending)
        return Error{ErrorCode::InvalidRequest, "This attempt has ended. Start again."};
    const Result<Profile> profile = profiles->find(connectorKey, session.wish.profile);
    if (!profile)
        return Error{ErrorCode::InvalidRequest,
                     connector->name + " needs an app of your own first. Set it up in Connect Hub; its redirect URI is "
                         + redirectUri(method->oauth)};
    const Result<void> fits = checkFields(connector->inputs, inputs, false);
    if (!fits)
        return fits.error();
    if (const Result<Account> same = accounts->find(session.wish.owner, session.wish.alias);
        same && !session.wish.account && same->id != session.account)
        return Error{ErrorCode::Conflict, "Another account is named \"" + session.wish.alias + "\" already.", "alias"};
    known->second.connector = connectorKey;
    known->second.expires = clock->now() + kConsentLife;
    PendingConsent consent;
    consent.attempt = attempt;
    consent.session = std::move(session);
    consent.connector = connectorKey;
    consent.authKey = authKey;
    consent.profile = profile->name;
    consent.redirectUri = redirectUri(method->oauth);
    consent.scopes = scopesFor(method->oauth, scopes, *profile);
    consent.expires = clock->monotonic() + kConsentLife;
    keepInputs(*connector, inputs, &consent);
    return consent;
}

void ConnectService::State::remember(const std::string &state, const AuthMethod &method, PendingConsent consent)
{
    if (!method.oauth.redirectHttpsUrl.empty())
        attempts[consent.attempt].pasteBack = consent.redirectUri;
    consents[state] = std::move(consent);
}

Task<Result<std::string>> ConnectService::authorize(ConnectSession session, std::string connectorKey,
                                                    std::string authKey, AttemptId attempt,
                                                    std::optional<std::vector<std::string>> scopes,
                                                    std::map<std::string, Secret> inputs)
{
    Result<PendingConsent> prepared = m_state->prepare(std::move(session), connectorKey, authKey, attempt, scopes,
                                                       inputs);
    if (!prepared)
        co_return prepared.error();
    PendingConsent consent = std::move(*prepared);
    const std::shared_ptr<const Connector> connector = m_state->catalogue->find(connectorKey);
    const AuthMethod *method = connector->findAuth(authKey);
    if (method->oauth.authorizationUrl.empty())
        co_return Error{ErrorCode::InvalidRequest, connector->name + " is signed in to with a code, not on a page."};
    if (method->oauth.pkce && method->type == "oauth2")
        consent.verifier = makeVerifier(*m_state->random);
    if (wantsIdToken(method->oauth, consent.scopes))
        consent.nonce = randomBase62(*m_state->random, 22);
    const std::string state = randomBase62(*m_state->random, 32);
    if (method->type == "oauth1") {
        std::string own = state;
        Result<std::string> page = co_await m_state->temporary(&consent, std::move(own));
        if (page)
            m_state->remember(state, *method, std::move(consent));
        co_return page;
    }
    std::string profile = consent.profile;
    Result<ClientApp> app = co_await m_state->appOf(connectorKey, std::move(profile));
    if (!app)
        co_return app.error();
    AuthorizeWish wish{app->clientId,  consent.redirectUri,
                       state,          consent.verifier.empty() ? std::string() : challengeOf(consent.verifier),
                       consent.scopes, consent.nonce};
    Result<std::string> url = Error{};
    if (method->oauth.pushedAuthorizationUrl.empty()) {
        url = authorizeUrl(method->oauth, wish, consent.values());
    } else {
        ClientApp client = std::move(*app);
        Lookup values = consent.values();
        url = co_await push(m_state->transport, connector, &method->oauth, std::move(client), std::move(wish),
                            std::move(values));
    }
    if (!url)
        co_return url.error();
    m_state->remember(state, *method, std::move(consent));
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
    // a second tab of the same attempt has lost
    std::erase_if(m_state->consents, [&](const auto &other) { return other.second.attempt == consent.attempt; });
    Attempt attempt = m_state->attempts[consent.attempt];
    if (attempt.status != AttemptStatus::Pending)
        co_return attempt;
    const std::shared_ptr<const Connector> connector = m_state->catalogue->find(consent.connector);
    const AuthMethod *method = connector ? connector->findAuth(consent.authKey) : nullptr;
    if (!m_state->sessions.byId(consent.session.id)) {
        attempt = failed(std::move(attempt), "session_ended",
                         "The session was ended meanwhile. Nothing was connected.");
    } else if (method == nullptr) {
        attempt = failed(std::move(attempt), "connector_gone", "The connector was removed meanwhile.");
    } else if (std::optional<Attempt> refused = refusalIn(*answer, consent, *connector, *method, attempt)) {
        attempt = std::move(*refused);
    } else {
        std::string code = method->type == "oauth1" ? answer->value("oauth_verifier") : answer->code;
        for (const auto &[name, parameter] : method->oauth.callbackValues)
            consent.learnt[name] = answer->value(parameter);
        if (method->type == "oauth1")
            attempt = co_await m_state->exchangeVerifier(std::move(consent), std::move(code));
        else
            attempt = co_await m_state->exchange(std::move(consent), std::move(code));
    }
    m_state->finish(attempt);
    co_return attempt;
}

Task<Result<Attempt>> ConnectService::callbackAt(ConnectSession session, AttemptId id, std::string url)
{
    const Result<Attempt> known = attempt(session, id);
    if (!known)
        co_return known.error();
    url = url.substr(0, url.find('#'));
    const std::size_t mark = std::min(url.find('?'), url.size());
    std::string query = mark < url.size() ? url.substr(mark + 1) : std::string();
    const Result<CallbackQuery> answer = readCallback(query);
    if (!answer)
        co_return Error{ErrorCode::InvalidRequest,
                        "This is not the address of the page that the sign-in ended on: it holds no answer.", "url"};
    const auto waiting = m_state->consents.find(answer->state);
    const bool own = waiting != m_state->consents.end() && waiting->second.attempt == id;
    const Result<SplitUrl> given = splitUrl(url.substr(0, mark));
    const Result<SplitUrl> expected = own ? splitUrl(waiting->second.redirectUri) : Result<SplitUrl>(Error{});
    if (!given || !expected || given->origin != expected->origin || given->target != expected->target)
        co_return Error{ErrorCode::InvalidRequest,
                        "This address does not belong to this sign-in. Copy all of it from the page you ended on.",
                        "url"};
    co_return co_await callback(std::move(query));
}

//! The code is sent once; whatever fails ends the attempt.
Task<Attempt> ConnectService::State::exchange(PendingConsent consent, std::string code)
{
    Attempt attempt = attempts[consent.attempt];
    const std::shared_ptr<const Connector> connector = catalogue->find(consent.connector);
    const AuthMethod *method = connector->findAuth(consent.authKey);
    std::string key = consent.connector;
    std::string profile = consent.profile;
    Result<ClientApp> app = co_await appOf(std::move(key), std::move(profile));
    if (!app)
        co_return failed(std::move(attempt), app.error());
    Result<EndpointRequest> request = exchangeRequest(method->oauth, *app, code, consent.redirectUri, consent.verifier,
                                                      consent.values());
    if (!request)
        co_return failed(std::move(attempt), request.error());
    if (method->oauth.dpop)
        consent.proofKey = PrivateKey::makeP256().toPem();
    EndpointRequest asked = std::move(*request);
    Secret proof = consent.proofKey.clone();
    Result<EndpointAnswer> answer = co_await postWithProof(transport, connector, std::move(asked), std::move(proof),
                                                           clock, random);
    if (!answer)
        co_return failed(std::move(attempt), "provider_unreachable",
                         connector->name + " does not answer. Try again in a while.", answer.error().message);
    EndpointAnswer said = std::move(*answer);
    ClientApp client = std::move(*app);
    co_return co_await judge(std::move(consent), std::move(said), std::move(client));
}

Task<Attempt> ConnectService::State::judge(PendingConsent consent, EndpointAnswer answer, ClientApp app)
{
    Attempt attempt = attempts[consent.attempt];
    const std::shared_ptr<const Connector> connector = catalogue->find(consent.connector);
    const AuthMethod *method = connector ? connector->findAuth(consent.authKey) : nullptr;
    if (method == nullptr)
        co_return failed(std::move(attempt), "connector_gone", "The connector was removed meanwhile.");
    TokenAnswer read = readTokenAnswer(method->oauth, answer.status, answer.contentType, answer.body);
    if (const auto *failure = std::get_if<TokenFailure>(&read)) {
        const std::string technical = std::to_string(answer.status) + ' ' + failure->code + " from " + answer.host;
        co_return failed(std::move(attempt), failure->code.empty() ? "provider_error" : failure->code,
                         meaningOf(connector->name, failure->code), technical);
    }
    TokenSet tokens = std::move(std::get<TokenSet>(read));
    co_return co_await arrive(std::move(consent), std::move(tokens), std::move(app));
}

} // namespace hub
