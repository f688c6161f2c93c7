#include "core/oauth/aws_signature.h"

#include "core/base/encoding.h"
#include "core/base/hmac.h"

#include <algorithm>
#include <map>
#include <vector>

namespace hub {
namespace {

//! Each segment by itself, the slashes stay.
template <typename Encode>
std::string eachSegment(std::string_view path, Encode encode)
{
    std::string out;
    while (true) {
        const std::size_t slash = path.find('/');
        out += encode(path.substr(0, slash));
        if (slash == std::string_view::npos)
            return out;
        out += '/';
        path.remove_prefix(slash + 1);
    }
}

//! RFC 3986 section 5.2.4, and runs of slashes become one.
std::string normalized(std::string_view path)
{
    std::vector<std::string_view> kept;
    const bool folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    while (!path.empty()) {
        const std::string_view segment = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(segment.size() + 1, path.size()));
        if (segment == ".." && !kept.empty())
            kept.pop_back();
        else if (!segment.empty() && segment != "." && segment != "..")
            kept.push_back(segment);
    }
    std::string out;
    for (const std::string_view segment : kept)
        out += '/' + std::string(segment);
    return out.empty() || folder ? out + '/' : out;
}

std::string onceEncoded(std::string_view text)
{
    const Result<std::string> plain = percentDecode(text);
    return percentEncode(plain ? std::string_view(*plain) : text);
}

std::string canonicalPath(std::string_view path, std::string_view service)
{
    if (service == "s3")
        return eachSegment(path.empty() ? "/" : path, onceEncoded);
    return eachSegment(normalized(path), percentEncode);
}

//! A plus sign in a query is a blank.
std::string canonicalQueryPart(std::string_view text)
{
    const Result<std::string> plain = formDecode(text);
    return percentEncode(plain ? std::string_view(*plain) : text);
}

std::string canonicalQuery(std::string_view query)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        if (!pair.empty())
            pairs.emplace_back(canonicalQueryPart(pair.substr(0, equals)),
                               canonicalQueryPart(pair.substr(std::min(equals + 1, pair.size()))));
    }
    std::sort(pairs.begin(), pairs.end());
    std::string out;
    for (const auto &[name, value] : pairs)
        out += (out.empty() ? "" : "&") + name + '=' + value;
    return out;
}

//! Without blanks around it, and with one in the place of several.
std::string collapsed(std::string_view value)
{
    std::string out;
    for (const char c : trim(value)) {
        if (c != ' ' || !out.ends_with(' '))
            out += c;
    }
    return out;
}

std::map<std::string, std::string> canonicalHeaders(const Headers &headers)
{
    std::map<std::string, std::string> out;
    for (const Header &header : headers) {
        std::string &value = out[toLower(header.name)];
        value += (value.empty() ? "" : ",") + collapsed(header.value);
    }
    return out;
}

std::string namesOf(const std::map<std::string, std::string> &headers)
{
    std::string out;
    for (const auto &[name, value] : headers)
        out += (out.empty() ? "" : ";") + name;
    return out;
}

} // namespace

std::string awsDate(WallTime time)
{
    std::string out = toRfc3339(time).substr(0, 19) + 'Z';
    std::erase_if(out, [](char c) { return c == '-' || c == ':'; });
    return out;
}

std::string awsCanonicalRequest(const AwsRequest &request, std::string_view service)
{
    const std::string_view target = request.target;
    const std::size_t mark = std::min(target.find('?'), target.size());
    const std::map<std::string, std::string> headers = canonicalHeaders(request.headers);
    std::string out = request.method + '\n' + canonicalPath(target.substr(0, mark), service) + '\n'
        + canonicalQuery(target.substr(std::min(mark + 1, target.size()))) + '\n';
    for (const auto &[name, value] : headers)
        out += name + ':' + value + '\n';
    return out + '\n' + namesOf(headers) + '\n' + request.payloadHash;
}

std::string awsAuthorization(const AwsRequest &request, const AwsKeys &keys, WallTime now)
{
    const std::string date = awsDate(now);
    const std::string day = date.substr(0, 8);
    const std::string scope = day + '/' + keys.region + '/' + keys.service + "/aws4_request";
    const std::string text = "AWS4-HMAC-SHA256\n" + date + '\n' + scope + '\n'
        + hex(sha256(awsCanonicalRequest(request, keys.service)));
    Secret key("AWS4" + std::string(keys.secretKey.reveal()));
    for (const std::string_view part : {std::string_view(day), std::string_view(keys.region),
                                        std::string_view(keys.service), std::string_view("aws4_request")})
        key = Secret(hmac(Hash::Sha256, key.reveal(), part));
    return "AWS4-HMAC-SHA256 Credential=" + keys.accessKey + '/' + scope + ", SignedHeaders="
        + namesOf(canonicalHeaders(request.headers)) + ", Signature=" + hex(hmac(Hash::Sha256, key.reveal(), text));
}

} // namespace hub
