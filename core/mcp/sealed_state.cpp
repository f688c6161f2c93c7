#include "core/mcp/sealed_state.h"

#include "core/base/encoding.h"
#include "core/vault/sealing.h"

namespace hub {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::chrono::minutes kLife{10};

} // namespace

StateSeal::StateSeal(Random *random, const Clock *clock)
    : m_random(random), m_clock(clock), m_key(random->bytes(kKeyBytes))
{
}

std::string StateSeal::close(const json::object &state, const std::string &bound) const
{
    const json::object dated{{"until", toMillis(m_clock->now() + kLife)}, {"state", state}};
    return seal(m_key, json::serialize(dated), sha256(bound), *m_random);
}

Result<json::object> StateSeal::open(std::string_view sealed, const std::string &bound) const
{
    const Error refused{ErrorCode::InvalidRequest, "requestState is not what the hub gave out for this request."};
    // Base64 of another length would be read leniently: what was not sealed like this is no seal
    if (sealed.size() % 4 != 0)
        return refused;
    const Result<Secret> plain = unseal(m_key, sealed, sha256(bound));
    if (!plain)
        return refused;
    const Result<json::object> dated = parseObject(plain->reveal());
    if (!dated || !dated->contains("state"))
        return refused;
    const json::value *until = dated->if_contains("until");
    if (until == nullptr || !until->is_int64() || fromMillis(until->get_int64()) < m_clock->now())
        return Error{ErrorCode::InvalidRequest, "requestState is too old. Send the request anew."};
    return dated->at("state").get_object();
}

} // namespace hub
