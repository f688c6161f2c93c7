#include "core/oauth/oauth1_signature.h"

#include "core/base/encoding.h"
#include "core/base/hmac.h"
#include "core/http/transport.h"

#include <algorithm>

namespace hub {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

//! Adds the pairs of a query or a form, decoded and encoded again the one way that is signed (section 3.6).
Result<void> addPairs(std::string_view text, Pairs *out)
{
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty())
            continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const Result<std::string> name = formDecode(pair.substr(0, equals));
        const Result<std::string> value = formDecode(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value)
            return Error{ErrorCode::InvalidRequest, "A parameter holds an escape that is none, so it can't be signed."};
        out->emplace_back(percentEncode(*name), percentEncode(*value));
    }
    return {};
}

} // namespace

Result<std::string> oauth1BaseString(const Oauth1Request &request, const std::map<std::string, std::string> &oauth)
{
    const Result<SplitUrl> url = splitUrl(request.url);
    if (!url)
        return url.error();
    const std::size_t mark = std::min(url->target.find('?'), url->target.size());
    Pairs pairs;
    for (const std::string_view text : {std::string_view(url->target).substr(std::min(mark + 1, url->target.size())),
                                        std::string_view(request.form)}) {
        if (const Result<void> added = addPairs(text, &pairs); !added)
            return added.error();
    }
    for (const auto &[name, value] : oauth)
        pairs.emplace_back(percentEncode(name), percentEncode(value));
    std::sort(pairs.begin(), pairs.end());
    std::string normalized;
    for (const auto &[name, value] : pairs)
        normalized += (normalized.empty() ? "" : "&") + name + '=' + value;
    return request.method + '&' + percentEncode(toString(url->origin) + url->target.substr(0, mark)) + '&'
        + percentEncode(normalized);
}

//! HMAC-SHA256 is no part of RFC 5849; its name is formed as the others are.
Result<std::string> oauth1Signature(const Oauth1Request &request, const Oauth1Keys &keys,
                                    const std::map<std::string, std::string> &oauth)
{
    const Result<std::string> base = oauth1BaseString(request, oauth);
    if (!base)
        return base;
    if (request.signature == "RSA-SHA1") {
        const Result<PrivateKey> key = PrivateKey::from(keys.consumerSecret.reveal());
        const Result<std::string> bytes = key ? key->sign("RSA-SHA1", *base) : Result<std::string>(key.error());
        return bytes ? Result<std::string>(base64(*bytes)) : bytes;
    }
    const Secret key(percentEncode(keys.consumerSecret.reveal()) + '&' + percentEncode(keys.tokenSecret.reveal()));
    if (request.signature == "PLAINTEXT")
        return std::string(key.reveal());
    const Hash hash = request.signature == "HMAC-SHA256" ? Hash::Sha256 : Hash::Sha1;
    return base64(hmac(hash, key.reveal(), *base));
}

Result<std::string> oauth1Header(const Oauth1Request &request, const Oauth1Keys &keys, const Moment &moment)
{
    std::map<std::string, std::string> oauth = request.more;
    oauth["oauth_consumer_key"] = keys.consumerKey;
    oauth["oauth_nonce"] = moment.nonce;
    oauth["oauth_signature_method"] = request.signature;
    oauth["oauth_timestamp"] = std::to_string(toMillis(moment.now) / 1000);
    oauth["oauth_version"] = "1.0";
    if (!keys.token.empty())
        oauth["oauth_token"] = keys.token;
    const Result<std::string> signature = oauth1Signature(request, keys, oauth);
    if (!signature)
        return signature.error();
    oauth["oauth_signature"] = *signature;
    std::string out = request.realm.empty() ? "OAuth " : "OAuth realm=\"" + request.realm + "\", ";
    bool first = true;
    for (const auto &[name, value] : oauth) {
        out += (first ? "" : ", ") + percentEncode(name) + "=\"" + percentEncode(value) + '"';
        first = false;
    }
    return out;
}

} // namespace hub
