#include "core/mcp/tool_calls.h"

#include "core/mcp/meta_tools.h"
#include "core/mcp/tools.h"

namespace hub {
namespace {

constexpr std::size_t kResultLimit = 60'000; // some 15,000 tokens: past that, clients cut by themselves
constexpr std::size_t kUsualHits = 5;

std::string providerOf(const std::string &actionId)
{
    return actionId.substr(0, actionId.find('_'));
}

//! What finds or changes nothing but needs the person: the next step in words.
Reply toldOnly(const std::string &text)
{
    return textResult(text, true);
}

Error lackOfScope(const ActionOutcome &outcome)
{
    Error error{ErrorCode::ScopeInsufficient,
                "The provider answered " + std::to_string(outcome.status)
                    + ": the person has not given this account the rights for that."};
    error.authLinkUrl = outcome.authLinkUrl;
    return error;
}

} // namespace

struct ToolCalls::Wish {
    std::string action, account;
    ActionArguments arguments;
};

ToolCalls::ToolCalls(const McpServices *services, ToolBook *book, SignIn *signIn)
    : m_actions(services->actions)
    , m_connect(services->connect)
    , m_catalogue(services->catalogue)
    , m_search(services->search)
    , m_clock(services->clock)
    , m_book(book)
    , m_signIn(signIn)
{
}

Task<Reply> ToolCalls::call(std::shared_ptr<McpCall> call)
{
    const json::object &params = call->params();
    std::string name = stringOf(params, "name");
    json::object arguments;
    if (const json::value *given = params.if_contains("arguments"); given != nullptr && given->is_object())
        arguments = given->get_object();
    else if (given != nullptr && !given->is_null())
        co_return RpcFailure{RpcCode::InvalidParams, "arguments is an object."};
    if (const Result<std::optional<json::object>> state = m_signIn->stateOf(*call); !state)
        co_return RpcFailure{RpcCode::InvalidParams, state.error().message};
    if (call->view.searchExecute && isMetaTool(name))
        co_return co_await callMeta(call, std::move(name), std::move(arguments));

    const std::vector<CallableConnector> rows = m_actions->callable(*call->principal);
    const auto tool = findTool(rows, name);
    if (tool.second == nullptr)
        co_return unknownTool(rows, name);
    Wish wish{name, call->account, {}};
    if (wish.account.empty())
        wish.account = stringOf(arguments, "account");
    arguments.erase("account");
    Result<ActionArguments> read = styledArguments(*tool.second, call->view.style, arguments);
    if (!read)
        co_return toolFailure(read.error());
    wish.arguments = std::move(*read);
    co_return co_await callAction(call, std::move(wish));
}

Task<Reply> ToolCalls::callAction(std::shared_ptr<McpCall> call, Wish wish)
{
    call->log("debug", json::object{{"event", "call"}, {"tool", wish.action}});
    for (const bool again : {false, true}) {
        ActionCall request{call->principal, call->requestId, "mcp", wish.action, wish.account, wish.arguments};
        request.resultLimit = kResultLimit;
        const Result<ActionOutcome> outcome = co_await m_actions->run(std::move(request));
        if (outcome)
            call->log("debug", json::object{{"event", "answered"}, {"tool", wish.action}, {"status", outcome->status}});
        if (outcome && outcome->authLinkUrl.empty())
            co_return toolResult(*outcome);
        const Error error = outcome ? lackOfScope(*outcome) : outcome.error();
        if (!outcome)
            call->log("warning",
                      json::object{
                          {"event", "failed"}, {"tool", wish.action}, {"code", json::string(wireName(error.code))}});
        if (error.authLinkUrl.empty())
            co_return toolFailure(error);
        MissingAccount gone = missing(*call, providerOf(wish.action), wish.account, error);
        if (again) // asked once is enough
            co_return notConnected(gone.provider, gone.url, gone.expiresAt, error);
        SignInOutcome signedIn = co_await m_signIn->ask(call, std::move(gone));
        if (!signedIn.signedIn)
            co_return std::move(signedIn.reply);
    }
    co_return RpcFailure{RpcCode::Internal, "The call ended without an answer."};
}

Task<Reply> ToolCalls::callMeta(std::shared_ptr<McpCall> call, std::string tool, json::object arguments)
{
    if (const Result<void> fits = checkMetaArguments(tool, arguments); !fits)
        co_return toolFailure(fits.error());
    const Result<std::vector<CallableConnector>> rows = m_book->callable(*call);
    if (!rows)
        co_return toolFailure(rows.error());
    if (tool == "hub_list_accounts")
        co_return structuredResult(accountList(*rows));
    if (tool == "hub_find_tools")
        co_return structuredResult(found(*call, *rows, arguments));
    if (tool == "hub_connect") {
        std::string provider = stringOf(arguments, "provider");
        co_return co_await connect(call, std::move(provider));
    }
    const std::string name = stringOf(arguments, "name");
    const auto known = findTool(*rows, name);
    if (known.second == nullptr)
        co_return toldOnly(unknownTool(*rows, name).message + " Use hub_find_tools to find one.");
    if (tool == "hub_describe_tool")
        co_return structuredResult(toolOf(*known.first, *known.second, !call->account.empty(), call->view.style));
    const json::value *inner = arguments.if_contains("arguments");
    json::object given = inner != nullptr ? inner->get_object() : json::object();
    Wish wish{name, call->account, {}};
    if (wish.account.empty())
        wish.account = stringOf(arguments, "account", stringOf(given, "account"));
    given.erase("account");
    Result<ActionArguments> read = styledArguments(*known.second, call->view.style, given);
    if (!read)
        co_return toolFailure(read.error());
    wish.arguments = std::move(*read);
    co_return co_await callAction(call, std::move(wish));
}

json::object ToolCalls::found(const McpCall &call, const std::vector<CallableConnector> &rows,
                              const json::object &arguments)
{
    const std::string provider = stringOf(arguments, "provider");
    const json::value *limit = arguments.if_contains("limit");
    const std::size_t most = limit != nullptr ? limit->to_number<std::size_t>() : kUsualHits;
    std::set<std::string_view> known;
    for (const CallableConnector &row : rows) {
        for (const Action *action : row.actions)
            known.insert(action->id);
    }
    const auto admits = [&](const Connector &connector, const Action &action) {
        return (provider.empty() || connector.key == provider) && known.contains(action.id);
    };
    json::array tools;
    for (const ActionHit &hit : m_search->index()->search(stringOf(arguments, "query"), most, admits)) {
        const auto [row, action] = findTool(rows, hit.action->id);
        json::object tool = toolOf(*row, *action, !call.account.empty(), call.view.style);
        for (const char *member : {"icons", "outputSchema"})
            tool.erase(member);
        tools.push_back(std::move(tool));
    }
    json::object out{{"data", tools}};
    if (tools.empty())
        out["hint"] =
            "Nothing fits. Other words may find it; a service that is not connected is connected with hub_connect.";
    return out;
}

Task<Reply> ToolCalls::connect(std::shared_ptr<McpCall> call, std::string provider)
{
    const std::shared_ptr<const Connector> connector = m_catalogue->find(provider);
    if (!connector) {
        std::string near;
        for (const auto &each : m_catalogue->search(provider))
            near += (near.empty() ? "" : ", ") + each->key;
        co_return toldOnly("There is no service \"" + provider.substr(0, 64) + "\" here."
                           + (near.empty() ? "" : " There are: " + near.substr(0, 500)));
    }
    const Result<Account> account = co_await accountToConnect(call.get(), connector);
    if (!account)
        co_return toolFailure(account.error());
    if (account->status == AccountStatus::Active)
        co_return structuredResult({{"data",
                                     {{"provider", connector->key},
                                      {"account", account->alias.empty() ? account->id.str() : account->alias},
                                      {"status", "active"}}}});
    Account copy = *account;
    Result<std::string> url = co_await m_connect->reconnectUrl(std::move(copy));
    if (!url)
        co_return toolFailure(url.error());
    Account one = *account;
    co_return co_await finish(call, std::move(one), std::move(*url));
}

//! The caller's account of that connector, or a new one that waits for its sign-in.
Task<Result<Account>> ToolCalls::accountToConnect(const McpCall *call, std::shared_ptr<const Connector> connector)
{
    const Principal &principal = *call->principal;
    const Result<Account> known = m_actions->resolve(principal, {}, connector->key);
    if (known || known.error().code == ErrorCode::AccountAmbiguous)
        co_return known;
    if (!principal.has(Scope::Accounts) || !principal.accounts.empty())
        co_return Error{ErrorCode::ScopeInsufficient,
                        "This key may not start connections. Ask the person to connect " + connector->name
                            + " in the Connect Hub application."};
    ConnectWish wish;
    wish.owner = principal.owner.value_or(OwnerId("local"));
    wish.connector = connector->key;
    co_return co_await m_connect->accountFor(std::move(wish));
}

Task<Reply> ToolCalls::finish(std::shared_ptr<McpCall> call, Account account, std::string url)
{
    Error inactive{ErrorCode::AccountInactive, "The account is not signed in yet."};
    inactive.authLinkUrl = url;
    MissingAccount gone = missing(*call, account.connector, account.id.str(), inactive);
    const std::string expires = gone.expiresAt;
    const bool opens = call->opensUrls() && !call->quiet;
    SignInOutcome outcome = co_await m_signIn->ask(call, std::move(gone));
    if (opens && !outcome.signedIn)
        co_return std::move(outcome.reply);
    json::object data{{"provider", account.connector},
                      {"account", account.alias.empty() ? account.id.str() : account.alias},
                      {"status", outcome.signedIn ? "active" : "pending"}};
    if (!outcome.signedIn) {
        data["connect_url"] = url;
        data["expires_at"] = expires;
        data["next_step"] = "Ask the person to open connect_url and to sign in, then go on.";
    }
    co_return structuredResult({{"data", std::move(data)}});
}

MissingAccount ToolCalls::missing(const McpCall &call, std::string provider, std::string account,
                                  const Error &error) const
{
    MissingAccount out{provider, error.authLinkUrl, expiryOf(provider), error.message, error.code, {}};
    const Result<Account> before = m_actions->resolve(*call.principal, account, provider);
    // one that lacks rights only is active all the time: it takes a sign-in from now on
    const bool lacks = error.code == ErrorCode::ScopeInsufficient && before;
    const std::optional<WallTime> since = lacks ? std::optional(before->updated) : std::nullopt;
    out.isLive = [actions = m_actions, principal = call.principal, account = std::move(account),
                  provider = std::move(provider), since] {
        const Result<Account> now = actions->resolve(*principal, account, provider);
        return now && now->status == AccountStatus::Active && (!since || now->updated != *since);
    };
    return out;
}

std::string ToolCalls::expiryOf(const std::string &provider) const
{
    WallTime expires = m_clock->now();
    for (const AuthLink &link : m_connect->links()) {
        if (link.state == AuthLink::State::Open && link.expires > expires && link.wish.connector == provider)
            expires = link.expires;
    }
    return toRfc3339(expires);
}

} // namespace hub
