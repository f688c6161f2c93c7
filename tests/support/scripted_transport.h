// A provider whose answers are written down beforehand. A request that nobody expected fails the test.
#pragma once

#include "core/http/transport.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <QTest>

#include <deque>
#include <list>

namespace hub {

struct ScriptedAnswer {
    int status = 200;
    std::string body;
    Headers headers{{"Content-Type", "application/json"}};
    bool held = false; //!< waits for release()
};

//! What was asked for.
struct SentRequest {
    std::string line; //!< "POST https://acme.example/token?x=1"
    Headers headers;
    std::string body;
    bool local = false; //!< the origin was allowed to be local
};

class ScriptedTransport final : public Transport {
public:
    //! The next request; answers come in the order they were written.
    void expect(std::string line, ScriptedAnswer answer) { m_script.emplace_back(std::move(line), std::move(answer)); }
    //! The request with this number, counted from the first one on, finds nobody (0 = the first).
    void failAt(std::size_t step) { m_failing = step; }
    //! Lets the held answers go.
    void release()
    {
        m_released = true;
        for (boost::asio::steady_timer *gate : m_gates)
            gate->cancel();
    }
    bool done() const { return m_script.empty(); }

    std::vector<SentRequest> sent;
    //! Called with each request, before it is answered.
    std::function<void(const SentRequest &)> onSend = [](const SentRequest &) {};

    Task<Result<Exchange>> open(Origin origin, RequestHead head, BodyReader *body, std::chrono::milliseconds deadline) override
    {
        SentRequest request{head.method + ' ' + toString(origin) + head.target, head.headers, {}, origin.allowLocal};
        if (body != nullptr) {
            const Result<std::string> text = co_await readAll(body, kLargest);
            request.body = text ? *text : std::string();
        }
        const std::size_t step = sent.size();
        sent.push_back(request);
        onSend(request);
        if (deadline <= std::chrono::milliseconds(0))
            QTest::qFail("a request without a deadline", __FILE__, __LINE__);
        if (step == m_failing)
            co_return Error{ErrorCode::UpstreamFailed, "The provider can't be reached."};
        if (m_script.empty() || m_script.front().first != request.line) {
            const std::string wanted = m_script.empty() ? std::string("none") : m_script.front().first;
            QTest::qFail(("unexpected request: " + request.line + ", expected: " + wanted).c_str(), __FILE__, __LINE__);
            co_return Error{ErrorCode::UpstreamFailed, "unexpected"};
        }
        const ScriptedAnswer answer = std::move(m_script.front().second);
        m_script.pop_front();
        if (answer.held && !m_released) {
            boost::asio::steady_timer gate(co_await boost::asio::this_coro::executor, boost::asio::steady_timer::time_point::max());
            const auto place = m_gates.insert(m_gates.end(), &gate);
            boost::system::error_code ec;
            auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
            co_await gate.async_wait(token);
            m_gates.erase(place);
        }
        Exchange exchange{{answer.status, answer.headers}, std::make_unique<StringBody>(answer.body)};
        co_return exchange;
    }

private:
    static constexpr std::size_t kLargest = 16 * 1024 * 1024;
    std::deque<std::pair<std::string, ScriptedAnswer>> m_script;
    std::optional<std::size_t> m_failing;
    std::list<boost::asio::steady_timer *> m_gates;
    bool m_released = false;
};

} // namespace hub
