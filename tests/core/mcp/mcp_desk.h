// An MCP server on the desk, and a client of either era that keeps what comes back.
#pragma once

#include "core/mcp/mcp_server.h"

#include "tests/support/desk.h"

#ifndef Q_MOC_RUN

namespace hub {

//! An answer as it is written; the client can go at any moment.
class KeptAnswer final : public Responder {
public:
    Task<Result<void>> send(ResponseHead given, std::string text) override
    {
        head = std::move(given);
        body = std::move(text);
        isStarted = isEnded = true;
        co_return Result<void>();
    }
    Task<Result<void>> begin(ResponseHead given, std::optional<std::uint64_t>) override
    {
        head = std::move(given);
        isStarted = true;
        co_return Result<void>();
    }
    Task<Result<void>> flush() override { co_return Result<void>(); }
    Task<Result<void>> write(std::string_view piece) override
    {
        body += piece;
        co_return Result<void>();
    }
    Task<Result<void>> end() override
    {
        isEnded = true;
        co_return Result<void>();
    }
    bool started() const override { return isStarted; }
    void onGone(const std::function<void()> &gone) override { leave = gone; }

    //! The messages of a stream, or the one answer.
    std::vector<json::value> messages() const
    {
        std::vector<json::value> out;
        if (!body.starts_with("id:") && !body.starts_with("event:") && !body.starts_with(':'))
            return body.empty() ? out : std::vector<json::value>{parseJson(body).value()};
        for (std::size_t at = body.find("data: "); at != std::string::npos; at = body.find("data: ", at + 6)) {
            const std::string text = body.substr(at + 6, body.find('\n', at) - at - 6);
            if (!text.empty())
                out.push_back(parseJson(text).value());
        }
        return out;
    }
    //! The last event's id.
    std::string lastId() const
    {
        const std::size_t at = body.rfind("id: ");
        return at == std::string::npos ? std::string() : body.substr(at + 4, body.find('\n', at) - at - 4);
    }

    ResponseHead head;
    std::string body;
    bool isStarted = false, isEnded = false;
    std::function<void()> leave = [] {};
};

//! A request under way: it lives until its answer has ended.
struct Asked {
    std::string text;
    std::unique_ptr<StringBody> reader;
    Request request;
    std::shared_ptr<KeptAnswer> answer = std::make_shared<KeptAnswer>();
    std::shared_ptr<std::optional<bool>> done;
};

struct McpDesk : Desk {
    McpDesk()
    {
        mcp = std::make_unique<McpServer>(McpServices{io.get_executor(), &actions, service.get(), accounts.get(), &catalogue, &search, &keys, &clock, &random, "1.2.3",
                                                      [this](std::chrono::milliseconds) { return tick(); }});
    }
    ~McpDesk() { settle(); }

    std::shared_ptr<Asked> send(const std::string &body, Headers headers, const std::string &method = "POST", const std::string &query = {})
    {
        auto asked = std::make_shared<Asked>();
        asked->text = body;
        asked->reader = std::make_unique<StringBody>(body);
        if (method == "POST" && !headers.contains("content-type"))
            headers.add("Content-Type", "application/json");
        asked->request = {{method, "/mcp" + query, std::move(headers)}, asked->reader.get()};
        asked->done = begin(ended(mcp->handle(caller, account, "req_1", &asked->request, asked->answer.get())));
        settle();
        return asked;
    }
    //! A session of that version, with these capabilities.
    std::string initialize(const std::string &capabilities = "{}", const std::string &version = "2025-11-25")
    {
        const auto asked = send(R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":")" + version + R"(","capabilities":)" + capabilities
                                    + R"(,"clientInfo":{"name":"t","version":"1"}}})",
                                {});
        return std::string(asked->answer->head.headers.value("mcp-session-id"));
    }
    //! A request in a session.
    std::shared_ptr<Asked> ask(const std::string &session, const std::string &method, const std::string &params = "{}", const std::string &id = "1")
    {
        return send(R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":")" + method + R"(","params":)" + params + '}', {{"Mcp-Session-Id", session}});
    }
    //! A request of the stateless era.
    std::shared_ptr<Asked> tell(const std::string &method, json::object params = {}, const std::string &capabilities = "{}", const std::string &query = {})
    {
        Headers headers{{"MCP-Protocol-Version", "2026-07-28"}, {"Mcp-Method", method}};
        const std::string name = stringOf(params, "name", stringOf(params, "uri"));
        if (!name.empty())
            headers.add("Mcp-Name", name);
        params["_meta"] = json::object{{"io.modelcontextprotocol/protocolVersion", "2026-07-28"}, {"io.modelcontextprotocol/clientCapabilities", json::parse(capabilities)}};
        const json::object message{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", std::move(params)}};
        return send(json::serialize(message), std::move(headers), "POST", query);
    }
    json::value result(const std::shared_ptr<Asked> &asked)
    {
        const bool came = until([&] { return asked->done->has_value(); });
        const std::vector<json::value> all = asked->answer->messages();
        if (!came || all.empty() || !all.back().is_object() || !all.back().get_object().contains("result")) {
            QTest::qFail(("no result: " + asked->answer->body).c_str(), __FILE__, __LINE__);
            return json::object();
        }
        return all.back().at("result");
    }
    static int codeOf(const std::shared_ptr<Asked> &asked)
    {
        const std::vector<json::value> all = asked->answer->messages();
        const json::value *code = all.empty() ? nullptr : at(all.back(), "/error/code");
        return code != nullptr ? code->to_number<int>() : 0;
    }

    ActionSearch search{&catalogue, [this] { return accounts->connectors(); }};
    std::unique_ptr<McpServer> mcp;
    std::shared_ptr<Principal> caller = principal();
    std::string account; //!< what x-account-id named
    int ticks = 0;
    std::optional<std::pair<int, Account>> signsIn; //!< the person, after so many looks

private:
    Task<void> tick()
    {
        ++ticks;
        if (!signsIn || ticks != signsIn->first)
            co_return;
        Account live = signsIn->second;
        live.status = AccountStatus::Active;
        const Result<Account> kept = co_await accounts->update(std::move(live));
        static_cast<void>(kept);
    }
    static Task<bool> ended(Task<void> task)
    {
        co_await std::move(task);
        co_return true;
    }
};

} // namespace hub

#endif
