#include "core/oauth/id_token.h"

#include "core/base/encoding.h"
#include "core/base/json.h"

#include <openssl/evp.h>

#include <array>

namespace hub {
namespace {

constexpr double kTolerance = 60; // seconds that two clocks may be apart

Error broken(const std::string &rule)
{
    return {ErrorCode::InvalidRequest, "The provider's ID token " + rule + ". Nothing was connected."};
}

Result<json::object> part(std::string_view text)
{
    const Result<std::string> bytes = decodeBase64(text);
    return bytes ? parseObject(*bytes) : Result<json::object>(bytes.error());
}

std::optional<double> number(const json::object &claims, std::string_view name)
{
    const json::value *value = claims.if_contains(name);
    return value != nullptr && value->is_number() ? std::optional<double>(value->to_number<double>()) : std::nullopt;
}

//! Rules 3 to 5: one of several audiences is fine when azp names this client.
Result<void> checkAudience(const json::object &claims, const std::string &clientId)
{
    const json::value *aud = claims.if_contains("aud");
    const json::array *several = aud != nullptr ? aud->if_array() : nullptr;
    const bool named = several != nullptr
        ? std::any_of(several->begin(), several->end(), [&](const json::value &one) { return textOf(one) == clientId; })
        : aud != nullptr && aud->is_string() && textOf(*aud) == clientId;
    if (!named)
        return broken("is for another app");
    if (several != nullptr && several->size() > 1 && !claims.contains("azp"))
        return broken("is for several apps and does not say for which");
    if (claims.contains("azp") && stringOf(claims, "azp") != clientId)
        return broken("was given to another app");
    return {};
}

Result<void> checkTimes(const json::object &claims, WallTime now)
{
    const double seconds = static_cast<double>(toMillis(now)) / 1000;
    const std::optional<double> expires = number(claims, "exp");
    const std::optional<double> issued = number(claims, "iat");
    if (!expires || !issued)
        return broken("does not say when it was made and when it ends");
    if (*expires + kTolerance <= seconds)
        return broken("has ended");
    if (*issued - kTolerance > seconds)
        return broken("is from the future: look at this machine's clock");
    return {};
}

//! Section 3.1.3.6: the left half of the digest that belongs to the algorithm.
std::string halfDigest(std::string_view algorithm, const std::string &text)
{
    const char *name = algorithm.ends_with("384") ? "SHA384" : algorithm.ends_with("512") ? "SHA512" : "SHA256";
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    std::size_t size = 0;
    if (EVP_Q_digest(nullptr, name, nullptr, text.data(), text.size(), bytes.data(), &size) != 1)
        return {};
    return base64Url({reinterpret_cast<const char *>(bytes.data()), size / 2});
}

Result<void> checkAlgorithm(const std::string &algorithm, bool hasSecret)
{
    static const std::string_view known[] = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
                                             "ES384", "ES512", "EdDSA", "HS256", "HS384", "HS512"};
    if (std::find(std::begin(known), std::end(known), algorithm) == std::end(known))
        return broken("is not signed");
    if (algorithm.starts_with("HS") && !hasSecret)
        return broken("is signed with a secret that this app does not have");
    return {};
}

} // namespace

Result<IdTokenIdentity> readIdToken(std::string_view token, const IdTokenTerms &terms)
{
    const std::size_t first = token.find('.');
    const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
        return broken("is none");
    const Result<json::object> header = part(token.substr(0, first));
    const Result<json::object> claims = part(token.substr(first + 1, second - first - 1));
    if (!header || !claims)
        return broken("can't be read");
    const std::string algorithm = stringOf(*header, "alg");
    if (const Result<void> fits = checkAlgorithm(algorithm, terms.hasSecret); !fits)
        return fits.error();
    IdTokenIdentity out{stringOf(*claims, "iss"), stringOf(*claims, "sub"), {}};
    if (out.issuer != terms.issuer)
        return broken("comes from another server than the one that was asked");
    if (out.subject.empty())
        return broken("does not say who signed in");
    if (const Result<void> fits = checkAudience(*claims, terms.clientId); !fits)
        return fits.error();
    if (const Result<void> fits = checkTimes(*claims, terms.now); !fits)
        return fits.error();
    if (!terms.nonce.empty() && stringOf(*claims, "nonce") != terms.nonce)
        return broken("is not the answer to this sign-in");
    const bool bound = claims->contains("at_hash");
    if (bound && algorithm != "EdDSA" && stringOf(*claims, "at_hash") != halfDigest(algorithm, terms.accessToken))
        return broken("belongs to another access token");
    for (const char *name : {"email", "preferred_username", "name"}) {
        if (out.label.empty())
            out.label = stringOf(*claims, name);
    }
    return out;
}

std::string subjectOf(const IdTokenIdentity &identity)
{
    return identity.issuer + ' ' + identity.subject;
}

std::string subjectIn(std::string_view token)
{
    const std::size_t first = token.find('.');
    const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos)
        return {};
    const Result<json::object> claims = part(token.substr(first + 1, second - first - 1));
    const IdTokenIdentity identity = claims ? IdTokenIdentity{stringOf(*claims, "iss"), stringOf(*claims, "sub"), {}}
                                            : IdTokenIdentity{};
    return identity.issuer.empty() || identity.subject.empty() ? std::string() : subjectOf(identity);
}

} // namespace hub
