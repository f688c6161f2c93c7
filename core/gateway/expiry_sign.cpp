#include "core/gateway/expiry_sign.h"

#include "core/connectors/expired_when.h"

namespace hub {
namespace {

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

} // namespace

Task<Result<bool>> saysExpired(Answer *answer, std::shared_ptr<const Connector> connector)
{
    const int status = answer->head.status;
    if (status == 401 || !hasRuleFor(*connector, status))
        co_return status == 401;
    std::string start;
    bool ended = false;
    while (!ended && start.size() < kExpiredPeek) {
        const Result<std::string_view> piece = co_await answer->body->read();
        if (!piece)
            co_return piece.error();
        ended = piece->empty();
        start.append(*piece);
    }
    const bool expired = isDeadCredential(*connector, status, start);
    answer->body = std::make_unique<PeekedBody>(std::move(start), ended, std::move(answer->body));
    co_return expired;
}

} // namespace hub
