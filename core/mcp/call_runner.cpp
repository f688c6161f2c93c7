#include "core/mcp/call_runner.h"

#include "core/base/log.h"
#include "core/mcp/answers.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace hub {
namespace {

constexpr std::chrono::seconds kSoon{2};
constexpr std::chrono::milliseconds kStopStep{50};
constexpr int kStopSteps = 200;

int statusOf(const McpCall &call, const Reply &reply)
{
    return call.era == Era::Stateless && reply.failure ? statelessStatus(reply.failure->code) : 200;
}

} // namespace

CallRunner::CallRunner(boost::asio::any_io_executor executor, McpMethods *methods)
    : m_executor(std::move(executor)), m_methods(methods)
{
}

void CallRunner::start(const std::shared_ptr<McpCall> &call, Dress dress)
{
    ++m_running;
    if (call->session)
        call->session->running[json::serialize(call->message.id)] = call;
    call->onStop = [executor = m_executor, weak = std::weak_ptr<McpCall>(call)] {
        if (const std::shared_ptr<McpCall> stopped = weak.lock())
            boost::asio::co_spawn(executor, stop(stopped), boost::asio::detached);
    };
    const auto slot = call->cancel.slot();
    // the signal lives in the call, and must outlive what listens to it
    auto ended = [call](const std::exception_ptr &) {};
    boost::asio::co_spawn(m_executor, run(this, call, std::move(dress)),
                          boost::asio::bind_cancellation_slot(slot, std::move(ended)));
}

Task<Reply> CallRunner::answer(std::shared_ptr<McpCall> call)
{
    Reply reply;
    try {
        reply = co_await m_methods->answer(call);
    } catch (const std::exception &e) {
        if (!call->stopped)
            qCCritical(logHub, "request %s failed: %s", call->requestId.c_str(), e.what());
        reply = RpcFailure{RpcCode::Internal, "Something went wrong inside the hub. The log names it."};
    }
    co_return reply;
}

//! Not all that a call waits for can be stopped, a row of the database for one: so it is told again until it has ended.
Task<void> CallRunner::stop(std::shared_ptr<McpCall> call)
{
    for (int step = 0; step < kStopSteps && !call->done; ++step) {
        call->cancel.emit(boost::asio::cancellation_type::terminal);
        co_await waitFor(kStopStep);
    }
}

Task<void> CallRunner::run(CallRunner *self, std::shared_ptr<McpCall> call, Dress dress)
{
    // a call that is stopped ends by itself, with its row in the record
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    Reply reply = co_await self->answer(call);
    call->done = true;
    --self->m_running;
    if (call->session)
        call->session->running.erase(json::serialize(call->message.id));
    if (!call->stopped) {
        dress(*call, reply);
        call->status = statusOf(*call, reply);
        call->stream->push(replyText(call->message.id, reply));
    }
    call->stream->finish();
}

Task<void> CallRunner::deliver(Responder *responder, std::shared_ptr<McpCall> call, EventFormat format)
{
    const std::shared_ptr<MessageStream> stream = call->stream;
    const std::shared_ptr<Presence> presence = watchClient(responder, stream);
    bool soon = true;
    while (stream->ring().last() == 0 && !stream->isFinished() && !presence->gone && (soon || call->quiet)) {
        co_await stream->bell().heard(kSoon);
        soon = false;
    }
    const bool onlyAnswer = stream->isFinished() && stream->ring().last() == 1;
    if (onlyAnswer && !presence->gone) {
        ResponseHead head = mcpHead(call->status, call->requestId);
        std::string text = stream->ring().newest()->text;
        if (call->session)
            call->session->forgetStream(stream->id());
        co_await sendJson(responder, std::move(head), std::move(text));
    } else if (!presence->gone) {
        ResponseHead head = mcpHead(200, call->requestId);
        co_await sendEvents(responder, stream, std::move(head), format, presence);
    }
    if (presence->gone && call->era == Era::Stateless)
        call->stop();
}

} // namespace hub
