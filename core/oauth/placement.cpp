#include "core/oauth/placement.h"

#include "core/base/encoding.h"
#include "core/base/query.h"
#include "core/connectors/left_out.h"

#include <algorithm>

namespace hub {
namespace {

bool isWanted(std::string_view text, Entries entries)
{
    if (entries == Entries::All)
        return true;
    const Result<std::vector<std::string>> names = namesIn(text);
    const bool usesSignature = names && std::find(names->begin(), names->end(), "signature") != names->end();
    return usesSignature == (entries == Entries::Signed);
}

//! Calls `add(name, value)` for each entry that has its values.
template <typename Add>
Result<void> fillEach(const std::map<std::string, std::string> &texts, const Connector &connector,
                      const AuthMethod &method, const Lookup &values, Place where, Entries entries, Add add)
{
    for (const auto &[name, text] : texts) {
        if (!isWanted(text, entries))
            continue;
        Result<std::string> value = expand(text, values, where);
        if (!value && isLeftOut(text, connector, method, values))
            continue;
        if (!value)
            return value.error();
        add(name, std::move(*value));
    }
    return {};
}

} // namespace

std::string withQuery(std::string target, const std::vector<std::pair<std::string, std::string>> &query)
{
    for (const auto &[name, value] : query) {
        const std::size_t mark = target.find('?');
        if (mark != std::string::npos) {
            const Result<std::string> plain = formDecode(name);
            const std::string rest = queryWithout(std::string_view(target).substr(mark + 1), {plain ? *plain : name});
            target = target.substr(0, mark) + (rest.empty() ? "" : '?' + rest);
        }
        target += (target.find('?') == std::string::npos ? '?' : '&') + name + '=' + value;
    }
    return target;
}

Lookup valuesOf(const Account &account, const Credential *credential)
{
    return [&account, credential](std::string_view name) -> std::optional<std::string> {
        const std::string key(name);
        if (credential != nullptr) {
            if (const Secret *secret = credential->find(key))
                return std::string(secret->reveal());
        }
        const auto setup = account.setup.find(key);
        return setup == account.setup.end() ? std::nullopt : std::optional<std::string>(setup->second);
    };
}

const AuthMethod *methodOf(const Connector &connector, const Account &account, const Credential &credential)
{
    return connector.findAuth(credential.authKey.empty() ? account.authKey : credential.authKey);
}

Result<void> fill(const Connector &connector, const AuthMethod &method, const Lookup &values, Entries entries,
                  SignedParts *out)
{
    const Result<void> headers = fillEach(method.placement.headers, connector, method, values, Place::HeaderValue,
                                          entries, [&](const std::string &name, std::string value) {
                                              out->headers.add(name, std::move(value));
                                          });
    if (!headers)
        return headers;
    return fillEach(method.placement.query, connector, method, values, Place::QueryValue, entries,
                    [&](const std::string &name, const std::string &value) {
                        out->query.emplace_back(percentEncode(name), percentEncode(value));
                    });
}

Result<std::vector<std::pair<std::string, std::string>>> bodyMembers(
    const Connector &connector, const AuthMethod &method, const Lookup &values, Entries entries)
{
    std::vector<std::pair<std::string, std::string>> out;
    const Result<void> filled = fillEach(method.placement.body, connector, method, values, Place::Text, entries,
                                         [&](const std::string &name, std::string value) {
                                             out.emplace_back(name, std::move(value));
                                         });
    if (!filled)
        return filled.error();
    return out;
}

Result<SignedParts> place(const Connector &connector, const Account &account, const Credential &credential)
{
    const AuthMethod *method = methodOf(connector, account, credential);
    if (method == nullptr)
        return Error{ErrorCode::AccountInactive,
                     "The way this account was signed in with is no longer part of its connector. Sign in again."};
    SignedParts out;
    const Result<void> filled = fill(connector, *method, valuesOf(account, &credential), Entries::All, &out);
    if (!filled)
        return filled.error();
    return out;
}

} // namespace hub
