#include "core/api/heartbeat.h"

#include "core/base/encoding.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace hub {
namespace {

constexpr std::string_view kHeartbeat = "heartbeat";

bool isAskedFor(const Headers &headers)
{
    for (std::string_view list : headers.all("prefer")) {
        while (!list.empty()) {
            const std::string_view one = list.substr(0, list.find(','));
            list.remove_prefix(std::min(one.size() + 1, list.size()));
            if (iequals(trim(one.substr(0, one.find_first_of("=;"))), kHeartbeat))
                return true;
        }
    }
    return false;
}

//! Work that goes on beside the one who tells the client about it.
struct Running {
    explicit Running(const boost::asio::any_io_executor &executor) : pulse(executor) {}

    boost::asio::steady_timer pulse;
    std::optional<Result<json::value>> result;
    std::exception_ptr failure;
    bool done = false;
};

Task<void> work(const ApiServices *services, ApiContext *context, JsonWork what, std::shared_ptr<Running> running)
{
    Result<json::value> result = co_await what(services, context);
    running->result.emplace(std::move(result));
}

ResponseHead headOf(const ApiContext &context)
{
    ResponseHead head = hubHead(200, "application/json", context.requestId);
    head.headers.add("Preference-Applied", std::string(kHeartbeat));
    return head;
}

//! Newlines until it is done. A client that has gone is no reason to stop: the call is under way.
Task<void> beat(ApiContext *context, std::chrono::milliseconds interval, std::shared_ptr<Running> running)
{
    bool begun = false;
    bool alive = true;
    while (!running->done) {
        running->pulse.expires_after(interval);
        boost::system::error_code ec;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
        co_await running->pulse.async_wait(token);
        if (running->done || !alive)
            continue;
        Result<void> sent;
        if (!std::exchange(begun, true)) {
            ResponseHead head = headOf(*context);
            sent = co_await context->responder->begin(std::move(head), std::nullopt);
        }
        if (sent)
            sent = co_await context->responder->write("\n");
        alive = sent.ok();
    }
}

Task<void> finish(const ApiServices *services, ApiContext *context, const Result<json::value> *result)
{
    if (!context->responder->started()) {
        if (!*result) {
            Error error = result->error();
            co_await answerError(context, std::move(error), services->clock);
            co_return;
        }
        ResponseHead head = headOf(*context);
        std::string body = json::serialize(**result);
        const Result<void> sent = co_await context->responder->send(std::move(head), std::move(body));
        static_cast<void>(sent);
        co_return;
    }
    const std::string body = *result ? json::serialize(**result)
                                     : json::serialize(errorBody(result->error(), services->clock->now()));
    Result<void> sent = co_await context->responder->write(body);
    if (sent)
        sent = co_await context->responder->end();
}

Task<void> answer(const ApiServices *services, ApiContext *context, JsonWork what)
{
    const auto home = co_await boost::asio::this_coro::executor;
    const auto running = std::make_shared<Running>(home);
    boost::asio::co_spawn(home, work(services, context, what, running), [running](const std::exception_ptr &failure) {
        running->failure = failure;
        running->done = true;
        running->pulse.cancel();
    });
    co_await beat(context, services->heartbeat, running);
    if (running->failure)
        std::rethrow_exception(running->failure);
    const Result<json::value> result = std::move(*running->result);
    co_await finish(services, context, &result);
}

} // namespace

RouteHandler answeringWithHeartbeat(const ApiServices *services, JsonWork what)
{
    return [services, what, plain = answering(services, what)](ApiContext *context) {
        return isAskedFor(context->request->head.headers) ? answer(services, context, what) : plain(context);
    };
}

} // namespace hub
