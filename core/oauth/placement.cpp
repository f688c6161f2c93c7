#include "core/base/encoding.h"
#include "core/connectors/left_out.h"
#include "core/oauth/credentials.h"

namespace hub {

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

Result<SignedParts> place(const Connector &connector, const Account &account, const Credential &credential)
{
    const AuthMethod *method = connector.findAuth(credential.authKey.empty() ? account.authKey : credential.authKey);
    if (method == nullptr)
        return Error{ErrorCode::AccountInactive,
                     "The way this account was signed in with is no longer part of its connector. Sign in again."};
    const Lookup values = valuesOf(account, &credential);
    SignedParts out;
    for (const auto &[name, text] : method->placement.headers) {
        Result<std::string> value = expand(text, values, Place::HeaderValue);
        if (!value && isLeftOut(text, connector, *method, values))
            continue;
        if (!value)
            return value.error();
        out.headers.add(name, std::move(*value));
    }
    for (const auto &[name, text] : method->placement.query) {
        const Result<std::string> value = expand(text, values, Place::QueryValue);
        if (!value && isLeftOut(text, connector, *method, values))
            continue;
        if (!value)
            return value.error();
        out.query.emplace_back(percentEncode(name), percentEncode(*value));
    }
    return out;
}

} // namespace hub
