#include "core/oauth/minter.h"

#include "core/oauth/dpop.h"
#include "core/oauth/mint_requests.h"

namespace hub {

Task<Result<Minted>> Minter::mint(std::shared_ptr<const Connector> connector, const Account *account,
                                  const Credential *credential)
{
    const AuthMethod *method = methodOf(*connector, *account, *credential);
    if (method == nullptr || !method->mintsTokens())
        co_return Error{ErrorCode::AccountInactive,
                        "The way this account was signed in with is no longer part of its connector. Sign in again."};
    if (method->type == "jwt_bearer" && method->oauth.tokenUrl.empty()) {
        const Moment moment = momentOf(*m_clock, *m_random);
        Result<std::string> token = signJwt(*method->jwt, *connector, *method, valuesOf(*account, credential), moment);
        if (!token)
            co_return token.error();
        TokenSet set;
        set.values.emplace("access_token", Secret(std::move(*token)));
        set.lifetime = method->jwt->lifetime;
        co_return Minted{std::move(set), {}, false};
    }
    if (!method->oauth.refreshUrl.empty() && credential->find("refresh_token") != nullptr) {
        Result<EndpointRequest> again = renewRequest(*connector, *method, valuesOf(*account, credential));
        if (!again)
            co_return again.error();
        EndpointRequest asked = std::move(*again);
        Result<Minted> renewed = co_await ask(connector, method, credential, std::move(asked));
        const auto *failed = renewed ? std::get_if<TokenFailure>(&renewed->answer) : nullptr;
        if (failed == nullptr || failed->status >= 500 || failed->status == 429) {
            if (renewed)
                renewed->renewed = true;
            co_return renewed;
        }
    }
    Result<EndpointRequest> made = co_await request(connector, method, account, credential);
    if (!made)
        co_return made.error();
    EndpointRequest asked = std::move(*made);
    co_return co_await ask(std::move(connector), method, credential, std::move(asked));
}

Task<Result<EndpointRequest>> Minter::request(std::shared_ptr<const Connector> connector, const AuthMethod *method,
                                              const Account *account, const Credential *credential)
{
    const Lookup values = valuesOf(*account, credential);
    Moment moment = momentOf(*m_clock, *m_random);
    if (method->type != "oauth2")
        co_return mintRequest(*connector, *method, values, moment);
    const Result<ClientApp> client = co_await clientAppOf(m_profiles, account, credential, std::move(moment));
    if (!client)
        co_return client.error();
    co_return clientCredentialsRequest(method->oauth, *client, account->scopes, values);
}

Task<Result<Minted>> Minter::ask(std::shared_ptr<const Connector> connector, const AuthMethod *method,
                                 const Credential *credential, EndpointRequest request)
{
    Secret key = dpopKeyOf(method->oauth, *credential);
    const Result<EndpointAnswer> answer = co_await postWithProof(m_transport, std::move(connector), std::move(request),
                                                                 std::move(key), m_clock, m_random);
    if (!answer)
        co_return answer.error();
    co_return Minted{readTokenAnswer(method->oauth, answer->status, answer->contentType, answer->body), answer->headers,
                     false};
}

} // namespace hub
