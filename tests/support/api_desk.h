// The hub's own API without a port: requests go through the front door, as they come from a connection.
#pragma once

#include "core/api/front.h"
#include "core/api/services.h"

#include "tests/support/desk.h"

namespace hub {

//! What the caller got.
struct Answered {
    int status = 0;
    Headers headers;
    std::string body;

    json::object json() const { return parseObject(body).value(); }
    std::string code() const { return std::string(headers.value("x-connect-hub-error")); }
};

class KeptAnswer final : public Responder {
public:
    Task<Result<void>> send(ResponseHead head, std::string body) override
    {
        answered = {head.status, std::move(head.headers), std::move(body)};
        ++count;
        co_return Result<void>();
    }
    Task<Result<void>> begin(ResponseHead head, std::optional<std::uint64_t>) override
    {
        answered = {head.status, std::move(head.headers), {}};
        ++count;
        co_return Result<void>();
    }
    Task<Result<void>> flush() override { co_return Result<void>(); }
    Task<Result<void>> write(std::string_view piece) override
    {
        answered.body.append(piece);
        co_return gone ? Result<void>(Error{ErrorCode::InvalidRequest, "gone"}) : Result<void>();
    }
    Task<Result<void>> end() override
    {
        ended = true;
        co_return Result<void>();
    }
    bool started() const override { return count > 0; }

    Answered answered;
    int count = 0;
    bool ended = false;
    bool gone = false; //!< the client takes no more pieces
};

//! A body that says whether anybody read it.
class WatchedBody final : public BodyReader {
public:
    explicit WatchedBody(std::string text) : m_body(std::move(text)) {}
    Task<Result<std::string_view>> read() override
    {
        touched = true;
        return m_body.read();
    }
    std::optional<std::uint64_t> length() const override { return m_body.length(); }
    bool touched = false;

private:
    StringBody m_body;
};

struct ApiDesk : Desk {
    ApiDesk()
    {
        for (const auto add : {&addSystemRoutes, &addMetricsRoute, &addPageRoutes, &addOauthRoutes, &addHubRoutes, &addSessionRoutes, &addAccountRoutes, &addActionRoutes, &addProxyRoutes})
            add(&router, &services);
        front.letIn(&origins);
        front.setOwnHosts({"127.0.0.1:7423", "localhost:7423", "[::1]:7423"});
    }

    //! The Host header is added where none is given.
    Answered ask(const std::string &method, const std::string &target, Headers headers = {}, const std::string &body = {})
    {
        if (!headers.contains("host"))
            headers.add("Host", "127.0.0.1:7423");
        if (!body.empty() && !headers.contains("content-length"))
            headers.add("Content-Length", std::to_string(body.size()));
        WatchedBody watched(body);
        Request request{{method, target, std::move(headers)}, &watched};
        KeptAnswer answer;
        run(front.handle(&request, &answer));
        bodyTouched = watched.touched;
        if (answer.count != 1)
            QTest::qFail(("answers: " + std::to_string(answer.count)).c_str(), __FILE__, __LINE__);
        return answer.answered;
    }
    Answered post(const std::string &target, const std::string &key, const json::value &body, Headers headers = {})
    {
        headers.add("Authorization", "Bearer " + key);
        headers.add("Content-Type", "application/json");
        return ask("POST", target, std::move(headers), json::serialize(body));
    }
    Answered get(const std::string &target, const std::string &key, Headers headers = {})
    {
        headers.add("Authorization", "Bearer " + key);
        return ask("GET", target, std::move(headers));
    }

    ActionSearch search{&catalogue, [this] { return accounts->connectors(); }};
    ApiServices services{&catalogue, accounts.get(), service.get(), credentials.get(), profiles.get(), &gateway, &actions, &audit, &clock, "1.2.3", "http://127.0.0.1:7423", &search};
    Router router;
    LoginLimiter limiter;
    OriginList origins{database.get()};
    Refusals refusals{&audit, &clock};
    Front front{&router, &keys, service.get(), &limiter, &refusals, &clock, &random};
    bool bodyTouched = false; //!< of the last request
};

} // namespace hub
