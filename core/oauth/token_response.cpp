#include "core/oauth/token_response.h"

#include "core/base/encoding.h"
#include "core/base/json.h"

#include <QDateTime>

#include <charconv>
#include <cmath>

namespace hub {
namespace {

constexpr double kLongestLife = 10.0 * 365 * 86'400;
constexpr double kFirstMillis = 1e11; // larger numbers are milliseconds since 1970
constexpr double kLastMoment = 1e14;

std::optional<json::object> formFields(std::string_view body)
{
    json::object out;
    while (!body.empty()) {
        const std::size_t end = body.find('&');
        const std::string_view pair = body.substr(0, end);
        const std::size_t equals = pair.find('=');
        const Result<std::string> name = formDecode(pair.substr(0, equals));
        const Result<std::string> value = equals == std::string_view::npos ? Result<std::string>(std::string())
                                                                           : formDecode(pair.substr(equals + 1));
        if (equals == std::string_view::npos || !name || !value || !isUtf8(*name) || !isUtf8(*value))
            return std::nullopt;
        out[*name] = *value;
        body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
    }
    return out;
}

//! The answer's fields, from JSON or from a form.
std::optional<json::value> fieldsOf(std::string_view contentType, std::string_view body)
{
    const Result<json::value> value = parseJson(body);
    if (value && value->is_object())
        return *value;
    const bool mayBeForm = contentType.find("json") == std::string_view::npos
        && contentType.find("html") == std::string_view::npos;
    if (mayBeForm && body.find('=') != std::string_view::npos && body.find('<') == std::string_view::npos) {
        if (std::optional<json::object> form = formFields(body))
            return json::value(std::move(*form));
    }
    return std::nullopt;
}

//! RFC 6750 section 2.1: a token is visible ASCII; anything else must never reach a header.
bool isTokenText(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

//! Where the file says it is. A refresh may answer in another form than the sign-in: where there is no access token at its
//! place, all stands under its own name. A new token that nobody finds is a lost account.
const json::value *member(const OauthMethod &method, const json::value &fields, const std::string &name)
{
    const auto access = method.tokenResponse.find("access_token");
    const bool plain = access != method.tokenResponse.end() && at(fields, access->second) == nullptr;
    const auto pointer = method.tokenResponse.find(name);
    return pointer == method.tokenResponse.end() || plain ? fields.get_object().if_contains(name)
                                                          : at(fields, pointer->second);
}

std::string text(const OauthMethod &method, const json::value &fields, const std::string &name)
{
    const json::value *value = member(method, fields, name);
    return value != nullptr ? textOf(*value) : std::string();
}

//! A number, or a string that is one; nonsense counts as not said.
std::optional<std::chrono::seconds> lifetimeOf(const json::value *value)
{
    if (value == nullptr)
        return std::nullopt;
    double seconds = -1;
    if (value->is_number()) {
        seconds = value->to_number<double>();
    } else if (value->is_string()) {
        // in no language but C's: Qt takes on the person's, where a fraction may begin with a comma
        const json::string &digits = value->get_string();
        const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
        if (problem != std::errc() || end != digits.data() + digits.size())
            return std::nullopt;
    }
    if (!std::isfinite(seconds) || seconds <= 0)
        return std::nullopt;
    return std::chrono::seconds(static_cast<std::int64_t>(std::min(seconds, kLongestLife)));
}

//! A date, or seconds or milliseconds since 1970; nonsense counts as not said.
std::optional<WallTime> momentOf(const json::value *value)
{
    const std::string text = value != nullptr ? textOf(*value) : std::string();
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem == std::errc() && end == text.data() + text.size()) {
        if (!(number > 0) || number > kLastMoment)
            return std::nullopt;
        return fromMillis(static_cast<std::int64_t>(number < kFirstMillis ? number * 1000 : number));
    }
    const QDateTime time = QDateTime::fromString(QString::fromStdString(text), Qt::ISODateWithMs);
    return time.isValid() ? std::optional<WallTime>(fromMillis(time.toMSecsSinceEpoch())) : std::nullopt;
}

//! An answer that is the token, as a JSON string or as it is.
std::string wholeAnswer(std::string_view body)
{
    const Result<json::value> value = parseJson(body);
    if (value && value->is_string())
        return textOf(*value);
    while (!body.empty() && (body.back() == '\n' || body.back() == '\r'))
        body.remove_suffix(1);
    return std::string(trim(body));
}

bool isWanted(const OauthMethod &method, const std::string &tokenType)
{
    if (method.tokenResponse.contains("token_type"))
        return true;
    // a Bearer token in a DPoP sign-in is bound to nothing (RFC 9449 section 5)
    if (method.dpop)
        return iequals(tokenType, "dpop");
    return tokenType.empty() || iequals(tokenType, "bearer");
}

TokenFailure failure(const OauthMethod &method, int status, const std::string &code)
{
    const bool dead = code == "invalid_grant" || method.deadGrant.contains(code);
    return {dead, code, status, status < 300 || status >= 400};
}

//! The rule that says a 200 is none; null when no rule does.
const FailedWhen *brokenRule(const OauthMethod &method, const json::value &fields)
{
    for (const FailedWhen &rule : method.failedWhen) {
        const json::value *value = at(fields, rule.pointer);
        if (value != nullptr && *value == rule.equals)
            return &rule;
    }
    return nullptr;
}

TokenSet tokensOf(const OauthMethod &method, const json::value &fields, const std::string &access)
{
    TokenSet set;
    set.values.emplace("access_token", Secret(access));
    if (std::string refresh = text(method, fields, "refresh_token"); isTokenText(refresh))
        set.values.emplace("refresh_token", Secret(std::move(refresh)));
    set.lifetime = lifetimeOf(member(method, fields, "expires_in"));
    set.expiresAt = momentOf(member(method, fields, "expires_at"));
    if (!set.lifetime && !set.expiresAt)
        set.lifetime = method.tokenLifetime;
    set.scope = text(method, fields, "scope");
    set.idToken = text(method, fields, "id_token");
    for (const auto &[name, pointer] : method.tokenResponse) {
        static const std::set<std::string> own{"access_token", "refresh_token", "expires_in",
                                               "expires_at",   "scope",         "token_type"};
        std::string value = own.contains(name) ? std::string() : text(method, fields, name);
        if (!value.empty() && isHeaderValue(value))
            set.values.emplace(name, Secret(std::move(value)));
    }
    return set;
}

} // namespace

TokenAnswer readTokenAnswer(const OauthMethod &method, int status, std::string_view contentType, std::string_view body)
{
    if (body.starts_with("\xEF\xBB\xBF")) // RFC 8259 section 8.1: a parser may pass over a byte order mark
        body.remove_prefix(3);
    const auto place = method.tokenResponse.find("access_token");
    if (place != method.tokenResponse.end() && place->second.empty() && status >= 200 && status <= 299) {
        std::string token = wholeAnswer(body);
        if (!isTokenText(token))
            return TokenFailure{false, "no_access_token", status};
        TokenSet set;
        set.values.emplace("access_token", Secret(std::move(token)));
        set.lifetime = method.tokenLifetime;
        return set;
    }
    const std::optional<json::value> fields = fieldsOf(contentType, body);
    if (!fields)
        return TokenFailure{false, {}, status};
    const std::string error = textOf(fields->get_object().contains("error") ? fields->at("error") : json::value());
    // a 5xx and a 429 are the server's trouble, whatever their bodies say
    if (status >= 500 || status == 429)
        return TokenFailure{false, error, status};
    if (const FailedWhen *rule = brokenRule(method, *fields); rule != nullptr && (error.empty() || status > 299))
        return failure(method, status, textOf(rule->equals));
    if (status < 200 || status > 299 || !error.empty())
        return failure(method, status, error);
    const std::string access = text(method, *fields, "access_token");
    const std::string type = text(method, *fields, "token_type");
    if (!isTokenText(access))
        return TokenFailure{false, "no_access_token", status};
    if (!isWanted(method, type))
        return TokenFailure{false, "unknown_token_type", status};
    return tokensOf(method, *fields, access);
}

void apply(TokenSet set, WallTime now, Credential *credential)
{
    for (auto &[name, value] : set.values)
        credential->values.insert_or_assign(name, std::move(value));
    credential->issuedAt = now;
    credential->expiresAt = set.lifetime ? std::optional<WallTime>(now + *set.lifetime) : set.expiresAt;
    if (!set.scope.empty())
        credential->scope = std::move(set.scope);
}

} // namespace hub
