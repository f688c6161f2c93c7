#include "core/gateway/expiry_sign.h"

namespace hub {
namespace {

constexpr std::size_t kPeek = 64 * 1024;

//! Gives out what was read ahead, then the rest.
class PeekedBody final : public BodyReader {
public:
    PeekedBody(std::string start, bool ended, std::unique_ptr<BodyReader> rest)
        : m_start(std::move(start)), m_ended(ended), m_rest(std::move(rest))
    {
    }
    std::optional<std::uint64_t> length() const override { return m_rest->length(); }
    bool ready() const override { return !m_given || m_ended || m_rest->ready(); }

    Task<Result<std::string_view>> read() override
    {
        if (!m_given && !m_start.empty()) {
            m_given = true;
            co_return std::string_view(m_start);
        }
        if (m_ended)
            co_return std::string_view();
        co_return co_await m_rest->read();
    }

private:
    std::string m_start;
    bool m_ended;
    bool m_given = false;
    std::unique_ptr<BodyReader> m_rest;
};

bool fits(const ExpiredWhen &rule, const std::string &start)
{
    const std::string_view peek = std::string_view(start).substr(0, kPeek);
    if (!rule.contains.empty() && peek.find(rule.contains) == std::string_view::npos)
        return false;
    if (rule.pointer.empty())
        return true;
    const Result<json::value> value = parseJson(start);
    const json::value *member = value ? at(*value, rule.pointer) : nullptr;
    return member != nullptr && (!rule.equals || *member == *rule.equals);
}

} // namespace

Task<Result<bool>> saysExpired(Answer *answer, std::shared_ptr<const Connector> connector)
{
    if (answer->head.status == 401)
        co_return true;
    std::vector<const ExpiredWhen *> rules;
    for (const ExpiredWhen &rule : connector->expiredWhen) {
        if (rule.status == answer->head.status)
            rules.push_back(&rule);
    }
    if (rules.empty())
        co_return false;
    std::string start;
    bool ended = false;
    while (!ended && start.size() < kPeek) {
        const Result<std::string_view> piece = co_await answer->body->read();
        if (!piece)
            co_return piece.error();
        ended = piece->empty();
        start.append(*piece);
    }
    const bool expired = std::any_of(rules.begin(), rules.end(),
                                     [&](const ExpiredWhen *rule) { return fits(*rule, start); });
    answer->body = std::make_unique<PeekedBody>(std::move(start), ended, std::move(answer->body));
    co_return expired;
}

} // namespace hub
