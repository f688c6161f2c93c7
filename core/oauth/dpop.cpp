#include "core/oauth/dpop.h"

#include "core/base/encoding.h"

namespace hub {
namespace {

bool wantsNonce(const EndpointAnswer &answer)
{
    const Result<json::object> body = parseObject(answer.body);
    return answer.status == 400 && answer.headers.contains("dpop-nonce") && body
        && stringOf(*body, "error") == "use_dpop_nonce";
}

} // namespace

Result<std::string> dpopProof(const Secret &key, const DpopTarget &target, const Moment &moment)
{
    const Result<PrivateKey> pair = PrivateKey::from(key.reveal());
    if (!pair)
        return Error{ErrorCode::Internal, "the account's DPoP key can't be read"};
    json::object claims{{"jti", moment.nonce},
                        {"htm", target.method},
                        {"htu", target.url.substr(0, target.url.find_first_of("?#"))},
                        {"iat", toMillis(moment.now) / 1000}};
    if (!target.accessToken.empty())
        claims["ath"] = base64Url(sha256(target.accessToken));
    if (!target.nonce.empty())
        claims["nonce"] = target.nonce;
    json::object header{{"typ", "dpop+jwt"}, {"jwk", pair->publicJwk()}};
    return signJwt(*pair, "ES256", std::move(header), claims);
}

Secret dpopKeyOf(const OauthMethod &method, const Credential &credential)
{
    const Secret *key = method.dpop ? credential.find(kDpopKey) : nullptr;
    return key != nullptr ? key->clone() : Secret();
}

Task<Result<EndpointAnswer>> postWithProof(Transport *transport, std::shared_ptr<const Connector> connector,
                                           EndpointRequest request, Secret key, Clock *clock, Random *random)
{
    if (key.empty())
        co_return co_await post(transport, std::move(connector), std::move(request));
    DpopTarget target{request.method, request.url, {}, {}};
    for (const bool again : {false, true}) {
        const Moment moment = momentOf(*clock, *random);
        Result<std::string> proof = dpopProof(key, target, moment);
        if (!proof)
            co_return proof.error();
        EndpointRequest asked = request;
        asked.headers.set("DPoP", std::move(*proof));
        Result<EndpointAnswer> answer = co_await post(transport, connector, std::move(asked));
        if (!answer || again || !wantsNonce(*answer))
            co_return answer;
        target.nonce = answer->headers.value("dpop-nonce");
    }
    co_return Error{ErrorCode::Internal, "the token request ended without an answer"};
}

} // namespace hub
