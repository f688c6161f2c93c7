// OAuth 1.0a with a page (RFC 5849 section 2): temporary credentials, the page, token credentials.
#include "core/connect/connect_state.h"

#include "core/base/encoding.h"
#include "core/base/query.h"
#include "core/oauth/oauth1_signature.h"

namespace hub {
namespace {

//! A signed POST without a body.
Result<EndpointRequest> signedPost(const AuthMethod &method, const std::string &address, const ClientApp &app,
                                   const PendingConsent &consent, std::map<std::string, std::string> more)
{
    const Result<std::string> url = expand(address, consent.values(), Place::Url);
    const Result<std::string> realm = expand(method.oauth1.realm, consent.values(), Place::HeaderValue);
    if (!url || !realm)
        return url ? realm.error() : url.error();
    Oauth1Request request{method.oauth1.signature, *realm, "POST", *url, {}, std::move(more)};
    const Oauth1Keys keys{app.clientId, app.clientSecret.clone(), consent.requestToken, consent.requestSecret.clone()};
    Result<std::string> header = oauth1Header(request, keys, app.moment);
    if (!header)
        return header.error();
    EndpointRequest out;
    out.url = *url;
    out.headers.add("Authorization", std::move(*header));
    return out;
}

//! Both kinds of credentials come alike: a form with a token and its secret (sections 2.1, 2.3).
Result<CallbackQuery> tokensIn(const Connector &connector, const EndpointAnswer &answer)
{
    const Result<QueryPairs> pairs = parseQuery(answer.body);
    CallbackQuery out;
    for (const auto &[name, value] : pairs ? *pairs : QueryPairs())
        out.all.emplace(name, value);
    const bool good = answer.status >= 200 && answer.status < 300 && !out.value("oauth_token").empty()
        && out.all.contains("oauth_token_secret") && isHeaderValue(out.value("oauth_token"))
        && isHeaderValue(out.value("oauth_token_secret"));
    if (good)
        return out;
    const bool refused = answer.status == 401 || answer.status == 403;
    return Error{ErrorCode::UpstreamFailed,
                 refused ? meaningOf(connector.name, "invalid_client")
                         : connector.name + " answered " + std::to_string(answer.status)
                         + " in a way that is no OAuth answer. Try again in a while."};
}

} // namespace

Task<Result<std::string>> ConnectService::State::temporary(PendingConsent *consent, std::string state)
{
    const std::shared_ptr<const Connector> connector = catalogue->find(consent->connector);
    const AuthMethod *method = connector->findAuth(consent->authKey);
    std::string key = consent->connector;
    std::string profile = consent->profile;
    const Result<ClientApp> app = co_await appOf(std::move(key), std::move(profile));
    if (!app)
        co_return app.error();
    const bool hasQuery = consent->redirectUri.find('?') != std::string::npos;
    std::map<std::string, std::string> more{
        {"oauth_callback", consent->redirectUri + (hasQuery ? "&state=" : "?state=") + state}};
    Result<EndpointRequest> request = signedPost(*method, method->oauth1.requestTokenUrl, *app, *consent,
                                                 std::move(more));
    if (!request)
        co_return request.error();
    EndpointRequest asked = std::move(*request);
    const Result<EndpointAnswer> answer = co_await post(transport, connector, std::move(asked));
    if (!answer)
        co_return Error{ErrorCode::UpstreamFailed, connector->name + " does not answer. Try again in a while."};
    const Result<CallbackQuery> given = tokensIn(*connector, *answer);
    if (!given)
        co_return given.error();
    // a server of the first OAuth 1.0 would send anybody's verifier (section 2.1)
    if (given->value("oauth_callback_confirmed") != "true")
        co_return Error{ErrorCode::UpstreamFailed,
                        connector->name + " did not confirm where the sign-in comes back to."};
    consent->requestToken = given->value("oauth_token");
    consent->requestSecret = Secret(given->value("oauth_token_secret"));
    co_return oauth1PageUrl(method->oauth, consent->requestToken, consent->values());
}

Task<Attempt> ConnectService::State::exchangeVerifier(PendingConsent consent, std::string verifier)
{
    Attempt attempt = attempts[consent.attempt];
    const std::shared_ptr<const Connector> connector = catalogue->find(consent.connector);
    const AuthMethod *method = connector->findAuth(consent.authKey);
    std::string key = consent.connector;
    std::string profile = consent.profile;
    Result<ClientApp> app = co_await appOf(std::move(key), std::move(profile));
    if (!app)
        co_return failed(std::move(attempt), app.error());
    std::map<std::string, std::string> more{{"oauth_verifier", verifier}};
    Result<EndpointRequest> request = signedPost(*method, method->oauth.tokenUrl, *app, consent, std::move(more));
    if (!request)
        co_return failed(std::move(attempt), request.error());
    EndpointRequest asked = std::move(*request);
    const Result<EndpointAnswer> answer = co_await post(transport, connector, std::move(asked));
    if (!answer)
        co_return failed(std::move(attempt), "provider_unreachable",
                         connector->name + " does not answer. Try again in a while.", answer.error().message);
    const Result<CallbackQuery> given = tokensIn(*connector, *answer);
    if (!given)
        co_return failed(std::move(attempt), "provider_error", given.error().message,
                         std::to_string(answer->status) + " from " + answer->host);
    TokenSet tokens;
    tokens.values.insert_or_assign("token", Secret(given->value("oauth_token")));
    tokens.values.insert_or_assign("token_secret", Secret(given->value("oauth_token_secret")));
    json::object fields;
    for (const auto &[name, value] : given->all)
        fields[name] = value;
    const json::value said(std::move(fields));
    for (const auto &[name, pointer] : method->oauth.tokenResponse) {
        const json::value *value = at(said, pointer);
        if (value != nullptr && isHeaderValue(textOf(*value)))
            tokens.values.insert_or_assign(name, Secret(textOf(*value)));
    }
    ClientApp client = std::move(*app);
    co_return co_await arrive(std::move(consent), std::move(tokens), std::move(client));
}

} // namespace hub
