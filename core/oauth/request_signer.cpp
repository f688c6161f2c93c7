#include "core/oauth/request_signer.h"

#include "core/base/encoding.h"
#include "core/connectors/left_out.h"
#include "core/oauth/aws_signature.h"
#include "core/oauth/body_members.h"
#include "core/oauth/dpop.h"
#include "core/oauth/oauth1_signature.h"
#include "core/oauth/signature_values.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::uint64_t kLargestHeld = 1024 * 1024;
constexpr std::size_t kMostNonces = 1000;

bool isForm(const Headers &headers)
{
    return toLower(headers.value("content-type")).starts_with("application/x-www-form-urlencoded");
}

bool usesBody(const AuthMethod &method)
{
    const auto uses = [](std::string_view text) {
        const Result<std::vector<std::string>> names = namesIn(text);
        return names && std::any_of(names->begin(), names->end(), [](const std::string &name) {
                   return name == "body" || name == "body_sha256";
               });
    };
    const auto anyUses = [&](const std::map<std::string, std::string> &texts) {
        return std::any_of(texts.begin(), texts.end(), [&](const auto &entry) { return uses(entry.second); });
    };
    return uses(method.sign->text) || anyUses(method.placement.headers) || anyUses(method.placement.query);
}

//! Adds members to the body, and makes one where a write has none.
Result<void> fillBody(const Connector &connector, const AuthMethod &method, const Lookup &values, Entries entries,
                      OutgoingRequest *request, SignedParts *parts)
{
    const bool writes = request->method == "POST" || request->method == "PUT" || request->method == "PATCH";
    if (method.placement.body.empty() || (!request->body && !writes))
        return {};
    const auto members = bodyMembers(connector, method, values, entries);
    if (!members)
        return members.error();
    if (members->empty())
        return {};
    if (!request->body) {
        request->headers.set("Content-Type", "application/json");
        parts->headers.set("Content-Type", "application/json");
    }
    Result<std::string> body = withMembers(request->body ? std::move(*request->body) : "{}",
                                           request->headers.value("content-type"), *members);
    if (!body)
        return body.error();
    request->body = std::move(*body);
    parts->body = request->body;
    return {};
}

//! Everything but {signature}; the request becomes what it will be.
Result<void> fillAll(const Connector &connector, const AuthMethod &method, const Lookup &values, Entries entries,
                     OutgoingRequest *request, SignedParts *parts)
{
    const Result<void> body = fillBody(connector, method, values, entries, request, parts);
    if (!body)
        return body;
    SignedParts filled;
    if (const Result<void> done = fill(connector, method, values, entries, &filled); !done)
        return done;
    request->url.target = withQuery(std::move(request->url.target), filled.query);
    for (Header &header : filled.headers) {
        request->headers.set(header.name, header.value);
        parts->headers.set(header.name, header.value);
    }
    for (auto &pair : filled.query)
        parts->query.push_back(std::move(pair));
    return {};
}

Result<std::string> awsPayloadHash(const OutgoingRequest &request, const std::string &service)
{
    if (!request.streams)
        return hex(sha256(request.body.value_or(std::string())));
    if (service == "s3")
        return std::string("UNSIGNED-PAYLOAD");
    return Error{ErrorCode::TooLarge, "A body is signed for this provider, so it can have 1 MiB at most."};
}

Result<void> signAws(const Connector &connector, const AuthMethod &method, const Lookup &values,
                     const OutgoingRequest &request, WallTime now, SignedParts *parts)
{
    const RequestSigning &sign = *method.sign;
    AwsKeys keys;
    std::string secretKey;
    for (const auto &[text, out] :
         {std::pair{&sign.service, &keys.service}, std::pair{&sign.region, &keys.region},
          std::pair{&sign.accessKey, &keys.accessKey}, std::pair{&sign.secretKey, &secretKey}}) {
        Result<std::string> value = expand(*text, values, Place::HeaderValue);
        if (!value)
            return value.error();
        *out = std::move(*value);
    }
    keys.secretKey = Secret(std::move(secretKey));
    Result<std::string> token = expand(sign.sessionToken, values, Place::HeaderValue);
    if (!token && !isLeftOut(sign.sessionToken, connector, method, values))
        return token.error();
    Result<std::string> hash = awsPayloadHash(request, keys.service);
    if (!hash)
        return hash.error();
    parts->headers.set("x-amz-date", awsDate(now));
    parts->headers.set("x-amz-content-sha256", *hash);
    if (token && !token->empty())
        parts->headers.set("x-amz-security-token", *token);
    AwsRequest asked{request.method, request.url.target, {}, *hash};
    asked.headers.add("host", hostHeader(request.url.origin));
    for (const Header &header : request.headers) {
        const std::string name = toLower(header.name);
        if ((name.starts_with("x-amz-") || name == "content-type") && !parts->headers.contains(name))
            asked.headers.add(name, header.value);
    }
    for (const Header &header : parts->headers)
        asked.headers.add(header.name, header.value);
    parts->headers.set("Authorization", awsAuthorization(asked, keys, now));
    return {};
}

Result<void> addProof(const DpopTarget &target, const Secret *key, const Moment &moment, SignedParts *parts)
{
    if (key == nullptr)
        return Error{ErrorCode::AccountInactive, "The account has no key to sign its calls with. Sign in again."};
    Result<std::string> proof = dpopProof(*key, target, moment);
    if (!proof)
        return proof.error();
    parts->headers.set("DPoP", std::move(*proof));
    return {};
}

} // namespace

bool RequestSigner::isPlain(const AuthMethod &method)
{
    return method.type != "signed" && method.type != "oauth1" && !method.oauth.dpop && method.placement.body.empty();
}

bool RequestSigner::needsBody(const AuthMethod &method, const Headers &headers, std::optional<std::uint64_t> length)
{
    if (!method.placement.body.empty())
        return true;
    if (method.type == "oauth1")
        return isForm(headers);
    if (method.type != "signed")
        return false;
    if (method.sign->scheme == "hmac")
        return usesBody(method);
    // a large body for S3 goes unsigned; other services take none
    return method.sign->service != "s3" || (length && *length <= kLargestHeld);
}

Task<Result<SignedParts>> RequestSigner::sign(std::shared_ptr<const Connector> connector, const Account *account,
                                              const Credential *credential, OutgoingRequest request)
{
    const AuthMethod *method = methodOf(*connector, *account, *credential);
    if (method == nullptr || isPlain(*method))
        co_return place(*connector, *account, *credential);
    Moment moment = momentOf(*m_clock, *m_random);
    const Lookup own = valuesOf(*account, credential);
    const Lookup values = withRequest(request, moment, own);
    const bool hmac = method->type == "signed" && method->sign->scheme == "hmac";
    SignedParts parts;
    Result<void> done = fillAll(*connector, *method, hmac ? values : own, Entries::Unsigned, &request, &parts);
    if (done && hmac) {
        const Result<std::string> signature = hmacSignature(*method->sign, values);
        if (!signature)
            co_return signature.error();
        const Lookup last = [&](std::string_view name) {
            return name == "signature" ? std::optional<std::string>(*signature) : values(name);
        };
        done = fillAll(*connector, *method, last, Entries::Signed, &request, &parts);
    } else if (done && method->type == "signed") {
        done = signAws(*connector, *method, own, request, moment.now, &parts);
    }
    if (!done)
        co_return done.error();
    if (method->oauth.dpop) {
        const std::string origin = toString(request.url.origin);
        const auto nonce = m_nonces.find(origin);
        const DpopTarget target{request.method, origin + request.url.target,
                                own("access_token").value_or(std::string()),
                                nonce == m_nonces.end() ? std::string() : nonce->second};
        done = addProof(target, credential->find(kDpopKey), moment, &parts);
        if (!done)
            co_return done.error();
    }
    if (method->type != "oauth1")
        co_return parts;
    std::string authKey = method->key;
    co_return co_await signOauth1(std::move(connector), std::move(authKey), credential, std::move(parts),
                                  std::move(request), std::move(moment));
}

//! Pasted fields say all four; after a page the consumer is the profile's app.
Task<Result<SignedParts>> RequestSigner::signOauth1(std::shared_ptr<const Connector> connector, std::string authKey,
                                                    const Credential *credential, SignedParts parts,
                                                    OutgoingRequest request, Moment moment)
{
    const AuthMethod *method = connector->findAuth(authKey);
    const auto value = [&](const char *name) {
        const Secret *found = credential->find(name);
        return found != nullptr ? found->clone() : Secret();
    };
    Oauth1Keys keys{std::string(value("consumer_key").reveal()), value("consumer_secret"),
                    std::string(value("token").reveal()), value("token_secret")};
    if (method->needsConsent()) {
        const Result<Profile> profile = m_profiles->find(connector->key, credential->profile);
        if (!profile)
            co_return profile.error();
        Profile app = *profile;
        Moment mine = moment;
        Result<ClientApp> client = co_await clientApp(m_profiles, std::move(app), std::move(mine));
        if (!client)
            co_return client.error();
        keys.consumerKey = client->clientId;
        keys.consumerSecret = std::move(client->clientSecret);
    }
    Oauth1Request asked{method->oauth1.signature,
                        method->oauth1.realm,
                        request.method,
                        toString(request.url.origin) + request.url.target,
                        {},
                        {}};
    if (isForm(request.headers) && request.body)
        asked.form = std::move(*request.body);
    Result<std::string> header = oauth1Header(asked, keys, moment);
    if (!header)
        co_return header.error();
    parts.headers.set("Authorization", std::move(*header));
    co_return parts;
}

bool RequestSigner::takeNonce(const Origin &origin, const ResponseHead &head)
{
    const std::string_view nonce = head.headers.value("dpop-nonce");
    if (nonce.empty())
        return false;
    if (m_nonces.size() > kMostNonces)
        m_nonces.clear();
    m_nonces[toString(origin)] = nonce;
    const std::vector<std::string_view> challenges = head.headers.all("www-authenticate");
    return head.status == 401 && std::any_of(challenges.begin(), challenges.end(), [](std::string_view challenge) {
               return challenge.find("use_dpop_nonce") != std::string_view::npos;
           });
}

} // namespace hub
