#include "core/vault/credential.h"

#include "core/base/json.h"

namespace hub {
namespace {

//! JSON in ASCII: what is not stands as \u escapes, so that every keychain keeps it as it is.
std::string asciiOf(const std::string &text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<unsigned char>(text[i]);
        const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (length == 1) {
            out += text[i++];
            continue;
        }
        std::uint32_t point = first & (0x7fU >> length);
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
            point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3fU);
        char escaped[16];
        if (point >= 0x10000)
            std::snprintf(escaped, sizeof escaped, "\\u%04x\\u%04x", 0xd800U + ((point - 0x10000) >> 10),
                          0xdc00U + ((point - 0x10000) & 0x3ffU));
        else
            std::snprintf(escaped, sizeof escaped, "\\u%04x", point);
        out += escaped;
        i += length;
    }
    return out;
}

//! False when there is something else than a moment.
bool readTime(const json::object &object, std::string_view name, std::optional<WallTime> *out)
{
    const json::value *value = object.if_contains(name);
    if (value == nullptr)
        return true;
    boost::system::error_code ec;
    const auto millis = value->to_number<std::int64_t>(ec);
    if (!ec)
        *out = fromMillis(millis);
    return !ec;
}

} // namespace

const Secret *Credential::find(const std::string &name) const
{
    const auto found = values.find(name);
    return found == values.end() || found->second.empty() ? nullptr : &found->second;
}

Credential Credential::clone() const
{
    Credential copy{authKey, profile, generation, issuedAt, expiresAt, refreshing, {}, scope, subject};
    for (const auto &[name, secret] : values)
        copy.values.emplace(name, secret.clone());
    return copy;
}

Secret toLine(const Credential &credential, std::size_t minimumSize)
{
    json::object values;
    for (const auto &[name, secret] : credential.values)
        values[name] = json::string(secret.reveal());
    json::object object{{"v", 1},
                        {"auth", credential.authKey},
                        {"profile", credential.profile},
                        {"generation", credential.generation},
                        {"refreshing", credential.refreshing},
                        {"scope", credential.scope},
                        {"values", std::move(values)}};
    if (!credential.subject.empty())
        object["subject"] = credential.subject;
    if (credential.issuedAt)
        object["issued_at"] = toMillis(*credential.issuedAt);
    if (credential.expiresAt)
        object["expires_at"] = toMillis(*credential.expiresAt);
    std::string line = asciiOf(json::serialize(object));
    if (line.size() < minimumSize)
        line.append(minimumSize - line.size(), ' ');
    return Secret(std::move(line));
}

Result<Credential> credentialFromLine(const Secret &line)
{
    std::string_view text = line.reveal();
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    const Error damaged{ErrorCode::Internal, "A record in the vault is damaged. The person signs in again."};
    const Result<json::object> object = parseObject(text);
    const json::value *values = object ? object->if_contains("values") : nullptr;
    const json::value *generation = object ? object->if_contains("generation") : nullptr;
    if (values == nullptr || !values->is_object() || generation == nullptr)
        return damaged;
    Credential out;
    boost::system::error_code ec;
    out.generation = generation->to_number<std::uint64_t>(ec);
    if (ec || !readTime(*object, "issued_at", &out.issuedAt) || !readTime(*object, "expires_at", &out.expiresAt))
        return damaged;
    out.authKey = stringOf(*object, "auth");
    out.profile = stringOf(*object, "profile");
    out.scope = stringOf(*object, "scope");
    out.subject = stringOf(*object, "subject");
    const json::value *refreshing = object->if_contains("refreshing");
    out.refreshing = refreshing != nullptr && *refreshing == json::value(true);
    for (const auto &member : values->get_object())
        out.values.emplace(std::string(member.key()), Secret(textOf(member.value())));
    return out;
}

} // namespace hub
