// A hub's services with the A2A server on top, and clients to ask it.
#pragma once

#include "core/a2a/a2a_server.h"

#include "tests/support/desk.h"

namespace hub::a2a {

class KeptAnswer final : public Responder {
public:
    Task<Result<void>> send(ResponseHead given, std::string text) override
    {
        head = std::move(given);
        body = std::move(text);
        isEnded = true;
        co_return Result<void>();
    }
    Task<Result<void>> begin(ResponseHead given, std::optional<std::uint64_t>) override
    {
        head = std::move(given);
        co_return Result<void>();
    }
    Task<Result<void>> flush() override { co_return Result<void>(); }
    Task<Result<void>> write(std::string_view piece) override
    {
        if (isGone)
            co_return Error{ErrorCode::InvalidRequest, "The client is gone."};
        body.append(piece);
        co_return Result<void>();
    }
    Task<Result<void>> end() override
    {
        isEnded = true;
        co_return Result<void>();
    }
    bool started() const override { return head.status != 0; }

    //! The data of the events so far.
    std::vector<json::value> events() const
    {
        std::vector<json::value> out;
        for (const QByteArray &event : QByteArray::fromStdString(body).split('\n')) {
            if (event.startsWith("data: "))
                out.push_back(parseJson(event.mid(6).toStdString()).value());
        }
        return out;
    }
    //! The states that the stream told of, in order.
    QByteArrayList states() const
    {
        QByteArrayList out;
        for (const json::value &event : events()) {
            for (const char *pointer : {"/result/task/status/state", "/result/statusUpdate/status/state"}) {
                if (const json::value *state = at(event, pointer); state != nullptr)
                    out.append(QByteArray::fromStdString(textOf(*state)).mid(11));
            }
        }
        return out;
    }
    json::object parsed() const { return parseObject(body).value(); }

    ResponseHead head{0, {}};
    std::string body;
    bool isEnded = false, isGone = false;
};

inline json::object partsOf(const json::object &data)
{
    return {{"message", {{"messageId", "m1"}, {"role", "ROLE_USER"}, {"parts", json::array{json::object{{"data", data}}}}}}};
}

inline json::object textOnly(const std::string &text)
{
    return {{"message", {{"messageId", "m1"}, {"role", "ROLE_USER"}, {"parts", json::array{json::object{{"text", text}}}}}}};
}

inline std::string text(const json::value &value, const char *pointer)
{
    const json::value *found = at(value, pointer);
    return found != nullptr ? textOf(*found) : "(nothing at " + std::string(pointer) + " of " + json::serialize(value) + ')';
}

inline const json::object kList{{"action", "bolt_list_items"}};

inline Headers headersFor(const std::string &version)
{
    Headers headers{{"Content-Type", "application/json"}};
    if (!version.empty())
        headers.add("A2A-Version", version);
    return headers;
}

inline Task<bool> served(A2aServer *server, Caller caller, std::string body, std::shared_ptr<KeptAnswer> answer)
{
    StringBody reader(std::move(body));
    const Request request{{"POST", "/a2a", headersFor("1.0")}, &reader};
    co_await server->rpc(std::move(caller), &request, answer.get());
    co_return true;
}

struct A2aDesk : Desk {
    //! SendMessage; its task.
    json::object send(const json::object &params) { return ask("SendMessage", params).at("result").at("task").as_object(); }
    json::object ask(const std::string &method, const json::object &params, const std::string &version = "1.0")
    {
        StringBody reader(json::serialize(json::object{{"jsonrpc", "2.0"}, {"id", "i"}, {"method", method}, {"params", params}}));
        const Request request{{"POST", "/a2a", headersFor(version)}, &reader};
        last = {};
        run(server.rpc(caller, &request, &last));
        return last.parsed();
    }
    //! Begins a stream beside the others.
    std::shared_ptr<KeptAnswer> open(const std::string &method, const json::object &params)
    {
        const auto answer = std::make_shared<KeptAnswer>();
        std::string body = json::serialize(json::object{{"jsonrpc", "2.0"}, {"id", "i"}, {"method", method}, {"params", params}});
        begin(served(&server, caller, std::move(body), answer));
        return answer;
    }
    KeptAnswer rest(Operation operation, json::object params, const std::string &body = {}, const std::string &version = "1.0")
    {
        StringBody reader(body);
        const Request request{{"POST", "/a2a/v1", headersFor(version)}, &reader};
        KeptAnswer answer;
        run(server.rest(caller, operation, std::move(params), &request, &answer));
        return answer;
    }
    //! What the page does with a link, and the provider with the person.
    //! \param goesOn the task's call is expected after it
    void signIn(const std::string &url, bool goesOn = true)
    {
        ConnectService &connect = *service;
        const Result<std::pair<ConnectSession, Secret>> opened = run(connect.openLink(url.substr(url.rfind('/') + 1)));
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().message.c_str());
        const Attempt attempt = connect.startAttempt(opened->first).value();
        const Result<std::string> page = run(connect.authorize(opened->first, "bolt", "oauth2", attempt.id, {}, {}));
        QVERIFY2(page.ok(), page.ok() ? "" : page.error().message.c_str());
        const std::string state = page->substr(page->find("state=") + 6);
        wire.expect(kBoltTokens, kNewPair);
        if (goesOn)
            wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
        const Result<Attempt> ended = run(connect.callback("code=c&state=" + state.substr(0, state.find('&'))));
        QVERIFY2(ended.ok() && ended->status == AttemptStatus::Authenticated, ended.ok() ? ended->errorText.c_str() : ended.error().message.c_str());
    }
    //! A task that waits for a sign-in; its id, and the link.
    std::string waitingTask(std::string *url)
    {
        const json::object task = send(partsOf(kList));
        if (text(task, "/status/state") != "TASK_STATE_AUTH_REQUIRED")
            QTest::qFail(json::serialize(task).c_str(), __FILE__, __LINE__);
        *url = text(task, "/status/message/parts/1/data/url");
        return text(task, "/id");
    }

    ActionSearch search{&catalogue, [this] { return accounts->connectors(); }};
    bool isCallerGood = true;
    A2aServer server{io.get_executor(),
                     AgentParts{&actions, service.get(), &catalogue, &search, nullptr, &clock, "http://127.0.0.1:7423", [this](const Principal &) { return isCallerGood; }}, &random, "1.2.3",
                     std::chrono::milliseconds(20)};
    Caller caller{Desk::principal(), {}, "req_1"};
    KeptAnswer last; //!< of ask()
};

} // namespace hub::a2a
