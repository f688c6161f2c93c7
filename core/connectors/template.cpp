#include "core/connectors/template.h"

#include "core/base/encoding.h"
#include "core/base/private_key.h"

#include <algorithm>
#include <set>

namespace hub {
namespace {

Error wrong(const std::string &why)
{
    return {ErrorCode::InvalidRequest, why};
}

bool isName(std::string_view text)
{
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !text.empty() && letter(text.front())
        && std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

//! Functions that take several names, whose values they join by colons.
bool joins(std::string_view function)
{
    return function == "base64" || function == "base64url" || function == "sha256";
}

//! `name`, `base64(a:b)` or `urlencode(x)`, taken apart.
struct Expression {
    std::string function;
    std::vector<std::string> names;
};

Result<Expression> parseExpression(std::string_view text)
{
    Expression out;
    std::string_view inside = text;
    const std::size_t bracket = text.find('(');
    if (bracket != std::string_view::npos) {
        out.function = text.substr(0, bracket);
        static const std::set<std::string> single{"urlencode", "lower", "public_key_sha256"};
        if (!text.ends_with(')') || (!joins(out.function) && !single.contains(out.function)))
            return wrong("the template knows no {" + std::string(text) + '}');
        inside = text.substr(bracket + 1, text.size() - bracket - 2);
    }
    while (true) {
        const std::size_t colon = joins(out.function) ? inside.find(':') : std::string_view::npos;
        const std::string_view name = inside.substr(0, colon);
        // a user or a password may be empty by intent: base64(key:), base64(:token)
        if (!isName(name) && !(name.empty() && joins(out.function)))
            return wrong("\"" + std::string(name) + "\" is no name in a template");
        out.names.emplace_back(name);
        if (colon == std::string_view::npos)
            break;
        inside.remove_prefix(colon + 1);
    }
    if (std::all_of(out.names.begin(), out.names.end(), [](const std::string &name) { return name.empty(); }))
        return wrong("{" + std::string(text) + "} names nothing");
    return out;
}

//! Calls `literal` and `expression` for the parts in order.
template <typename Literal, typename Evaluate>
Result<void> walk(std::string_view text, Literal literal, Evaluate evaluate)
{
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        if (text.substr(0, open).find('}') != std::string_view::npos)
            return wrong("a template's brace is not opened");
        literal(text.substr(0, open));
        if (open == std::string_view::npos)
            return {};
        const std::size_t close = text.find('}', open);
        if (close == std::string_view::npos)
            return wrong("a template's brace is not closed");
        const Result<Expression> expression = parseExpression(text.substr(open + 1, close - open - 1));
        if (!expression)
            return expression.error();
        text.remove_prefix(close + 1);
        const Result<void> done = evaluate(*expression, text);
        if (!done)
            return done;
    }
    return {};
}

Result<std::string> evaluate(const Expression &expression, const Lookup &lookup)
{
    std::string joined;
    for (std::size_t i = 0; i < expression.names.size(); ++i) {
        if (i > 0)
            joined += ':';
        if (expression.names[i].empty())
            continue;
        const std::optional<std::string> value = lookup(expression.names[i]);
        if (!value)
            return wrong("there is no value for \"" + expression.names[i] + '"');
        joined += *value;
    }
    if (expression.function == "base64")
        return base64(joined);
    if (expression.function == "base64url")
        return base64Url(joined);
    if (expression.function == "sha256")
        return hex(sha256(joined));
    if (expression.function == "public_key_sha256") {
        const Result<PrivateKey> key = PrivateKey::from(joined);
        return key ? Result<std::string>(base64(sha256(key->publicDer()))) : Result<std::string>(key.error());
    }
    if (expression.function == "lower")
        return toLower(joined);
    return expression.function == "urlencode" ? percentEncode(joined) : joined;
}

bool isHostText(std::string_view text, bool dots)
{
    const auto fits = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
            || (dots && c == '.');
    };
    const std::size_t longest = dots ? 253 : 63;
    return !text.empty() && text.size() <= longest && text.front() != '-' && text.front() != '.' && text.back() != '.'
        && std::all_of(text.begin(), text.end(), fits);
}

//! A value inside a URL: what it may be follows from what stands before and after it.
Result<std::string> inUrl(const std::string &before, std::string_view after, std::string value)
{
    const std::size_t scheme = before.find("://");
    if (before.empty()) { // a learnt base such as {instance_url}; its host is judged against the connector's hosts
        if (!value.starts_with("https://") && !value.starts_with("http://"))
            return wrong("a learnt address is not a URL");
        while (value.ends_with('/'))
            value.pop_back();
        return isHeaderValue(value) && value.find_first_of(" \\#?@") == std::string::npos
            ? Result<std::string>(value)
            : wrong("a learnt address is not a plain URL");
    }
    const bool inAuthority = scheme != std::string::npos && before.find_first_of("/?", scheme + 3) == std::string::npos;
    if (inAuthority) {
        const bool whole = before.size() == scheme + 3
            && (after.empty() || after.front() == '/' || after.front() == ':');
        if (!isHostText(value, whole))
            return wrong("a value does not fit into a host name");
        return toLower(value);
    }
    const bool inQuery = before.find('?') != std::string::npos;
    if (!inQuery && (value.empty() || value == "." || value == ".."))
        return wrong("a value does not fit into a path");
    return percentEncode(value);
}

Result<std::string> placed(const std::string &before, std::string_view after, std::string value, Place place)
{
    if (place != Place::Bytes && value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        return wrong("a value holds a line break or NUL");
    switch (place) {
    case Place::Url: return inUrl(before, after, std::move(value));
    case Place::HeaderValue:
        return isHeaderValue(value) ? Result<std::string>(std::move(value))
                                    : wrong("a value does not fit into a header");
    case Place::QueryValue:
    case Place::Bytes:
    case Place::Text: return value;
    }
    return value;
}

} // namespace

Result<std::string> expand(std::string_view text, const Lookup &lookup, Place place)
{
    std::string out;
    const Result<void> done = walk(
        text, [&](std::string_view literal) { out += literal; },
        [&](const Expression &expression, std::string_view after) -> Result<void> {
            Result<std::string> value = evaluate(expression, lookup);
            if (!value)
                return value.error();
            Result<std::string> fitted = placed(out, after, std::move(*value), place);
            if (!fitted)
                return fitted.error();
            out += *fitted;
            return {};
        });
    if (!done)
        return done.error();
    return out;
}

Result<std::vector<std::string>> namesIn(std::string_view text)
{
    std::vector<std::string> names;
    const Result<void> done = walk(
        text, [](std::string_view) {},
        [&](const Expression &expression, std::string_view) -> Result<void> {
            for (const std::string &name : expression.names) {
                if (!name.empty())
                    names.push_back(name);
            }
            return {};
        });
    if (!done)
        return done.error();
    return names;
}

bool takesScopesElsewhere(const std::map<std::string, std::string> &authorizeParams)
{
    return std::any_of(authorizeParams.begin(), authorizeParams.end(),
                       [](const auto &each) { return each.second == kPickedScopes; });
}

} // namespace hub
