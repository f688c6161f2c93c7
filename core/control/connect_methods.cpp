// connect.*: connecting an account from the application or the command line.
#include "core/control/shapes.h"

namespace hub::control {
namespace {

constexpr std::int64_t kWait = 300;
constexpr std::int64_t kLongestWait = 3600;

//! What connect.start and connect.fields have in common.
struct Start {
    ConnectWish wish;
    std::shared_ptr<const Connector> connector; //!< null when the person picks one on the page
    const AuthMethod *method = nullptr;         //!< of that connector
    std::string auth, owner, account;
    bool device = false; //!< a code to type, also where there is a page
};

Start readStart(Params *params)
{
    Start start;
    start.owner = params->optionalText("owner");
    start.wish.connector = params->optionalText("connector");
    start.account = params->optionalText("account");
    start.wish.alias = params->optionalText("alias");
    start.auth = params->optionalText("auth");
    // here a person asks for one more account, unless one is named
    start.wish.multiple = params->flag("multiple", true);
    return start;
}

Result<void> resolve(const Context *context, Start *start)
{
    ConnectWish &wish = start->wish;
    wish.owner = OwnerId(start->owner.empty() ? std::string(kLocalOwner) : start->owner);
    if (!start->account.empty()) {
        const Result<Account> account = accountOf(context, start->account, start->owner);
        if (!account)
            return account.error();
        if (!wish.connector.empty() && wish.connector != account->connector)
            return Error{ErrorCode::InvalidRequest,
                         "The account belongs to " + account->connector + ", not to " + wish.connector + '.'};
        wish.owner = account->owner;
        wish.ownerName = account->ownerName;
        wish.connector = account->connector;
        wish.account = account->id;
        wish.multiple = false;
    }
    if (wish.connector.empty())
        return {};
    start->connector = context->services.catalogue->find(wish.connector);
    if (!start->connector)
        return Error{ErrorCode::NotFound, "There is no connector \"" + wish.connector.substr(0, 64) + "\"."};
    if (start->auth.empty() && !start->connector->auth.empty())
        start->auth = start->connector->auth.front().key;
    start->method = start->connector->findAuth(start->auth);
    if (start->method == nullptr)
        return Error{ErrorCode::NotFound,
                     start->connector->name + " has no auth method \"" + start->auth.substr(0, 64) + "\"."};
    return {};
}

bool isNew(const std::optional<AccountId> &account, const std::vector<Account> &before)
{
    return account
        && std::none_of(before.begin(), before.end(), [&](const Account &known) { return known.id == *account; });
}

std::vector<Account> accountsOf(const Context *context, const OwnerId &owner)
{
    AccountFilter filter;
    filter.owner = owner;
    return context->services.accounts->list(filter);
}

//! Removes the account that was made for a session that came to nothing.
Task<Result<void>> removePending(Context *context, ConnectSession session)
{
    if (!session.account)
        co_return Result<void>();
    const Result<Account> account = context->services.accounts->find(session.wish.owner, session.account->str());
    if (!account || account->status != AccountStatus::Inactive)
        co_return Result<void>();
    OwnerId owner = account->owner;
    AccountId id = account->id;
    Result<void> removed = co_await context->services.accounts->remove(std::move(owner), std::move(id));
    co_return removed;
}

bool missesInput(const Connector &connector, const std::map<std::string, Secret> &inputs)
{
    return std::any_of(connector.inputs.begin(), connector.inputs.end(),
                       [&](const Input &input) { return input.required && !inputs.contains(input.key); });
}

json::object deviceJson(const Attempt &attempt)
{
    return json::object{{"user_code", attempt.device->userCode},
                        {"verification_uri", attempt.device->verificationUri},
                        {"verification_uri_complete", attempt.device->verificationUriComplete},
                        {"expires_at", toRfc3339(attempt.expires)}};
}

//! Adds attempt_id, and authorize_url where the provider's page can be opened at once, or device with the code to type.
//! A problem is told beside the url: the page shows the way on (making an OAuth app, filling in a form).
Task<std::optional<AttemptId>> addAuthorize(Context *context, const Start *start, ConnectSession session,
                                            std::map<std::string, Secret> inputs, json::object *out)
{
    const bool page = start->method == nullptr || !start->method->needsConsent();
    if (page || missesInput(*start->connector, inputs))
        co_return std::nullopt;
    const Result<Attempt> attempt = context->services.connect->startAttempt(session);
    if (!attempt)
        co_return std::nullopt;
    const bool byCode = start->device || start->method->oauth.grant == "device_code";
    std::string connector = start->connector->key;
    std::string auth = start->auth;
    AttemptId id = attempt->id;
    std::optional<std::vector<std::string>> scopes;
    Result<void> begun;
    if (byCode) {
        const Result<Attempt> device = co_await context->services.connect->startDevice(
            std::move(session), std::move(connector), std::move(auth), std::move(id), std::move(scopes),
            std::move(inputs));
        if (device)
            (*out)["device"] = deviceJson(*device);
        else
            begun = device.error();
    } else {
        const Result<std::string> url = co_await context->services.connect->authorize(
            std::move(session), std::move(connector), std::move(auth), std::move(id), std::move(scopes),
            std::move(inputs));
        if (url)
            (*out)["authorize_url"] = *url;
        else
            begun = url.error();
    }
    if (!begun) {
        (*out)["authorize_error"] = {{"code", wireName(begun.error().code)}, {"message", begun.error().message}};
        co_return std::nullopt;
    }
    (*out)["attempt_id"] = attempt->id.str();
    if (!byCode && !start->method->oauth.redirectHttpsUrl.empty())
        (*out)["paste_back"] = start->method->oauth.redirectHttpsUrl;
    co_return attempt->id;
}

//! Redirect URIs that no port can have: the application's view catches them. The person may pick any connector on the page.
json::array caughtUrls(const Context *context)
{
    json::array out;
    for (const SummaryPointer &connector : context->services.catalogue->summaries()) {
        for (const AuthSummary &method : connector->auth) {
            if (!method.redirectHttpsUrl.empty())
                out.emplace_back(json::string(method.redirectHttpsUrl));
        }
    }
    return out;
}

Task<Result<json::object>> begin(Context *context, json::object raw)
{
    Params params(&raw);
    Start start = readStart(&params);
    start.device = params.flag("device", false);
    std::map<std::string, Secret> inputs = params.secrets("inputs");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    if (const Result<void> resolved = resolve(context, &start); !resolved)
        co_return resolved.error();
    const std::vector<Account> before = accountsOf(context, start.wish.owner);
    ConnectWish wish = start.wish;
    Result<NewSession> made = co_await context->services.connect->createSession(std::move(wish));
    if (!made)
        co_return made.error();
    StartedSession started;
    started.session = made->session;
    started.madePending = isNew(made->session.account, before);
    json::object out;
    out["session_id"] = made->session.id.str();
    out["url"] = context->info.base() + "/connect/" + std::string(made->link.reveal());
    out["account_id"] = made->session.account ? json::value(made->session.account->str()) : json::value(nullptr);
    out["expires_at"] = toRfc3339(made->session.expires);
    out["caught_urls"] = caughtUrls(context);
    ConnectSession session = made->session;
    // watched before the first wait: the page may be faster than this answer
    context->watch.add(started);
    started.attempt = co_await addAuthorize(context, &start, std::move(session), std::move(inputs), &out);
    if (started.attempt)
        context->watch.setAttempt(made->session.id, *started.attempt);
    co_return out;
}

Task<Result<json::object>> fields(Context *context, json::object raw)
{
    Params params(&raw);
    Start start = readStart(&params);
    std::map<std::string, Secret> values = params.secrets("fields");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    if (const Result<void> resolved = resolve(context, &start); !resolved)
        co_return resolved.error();
    if (!start.connector)
        co_return Error{ErrorCode::SchemaViolation, "\"connector\" is missing.", "connector"};
    const std::vector<Account> before = accountsOf(context, start.wish.owner);
    ConnectWish wish = start.wish;
    Result<NewSession> made = co_await context->services.connect->createSession(std::move(wish));
    if (!made)
        co_return made.error();
    ConnectSession session = made->session;
    std::string key = start.connector->key;
    std::string auth = start.auth;
    std::string alias = start.wish.alias;
    std::optional<std::vector<std::string>> scopes;
    const Result<Account> account = co_await context->services.connect->connectWithFields(
        std::move(session), std::move(key), std::move(auth), std::move(values), std::move(alias), std::move(scopes));
    if (!account) {
        ConnectSession over = made->session;
        SessionId id = made->session.id;
        std::optional<OwnerId> owner = made->session.wish.owner;
        const Result<void> closed = co_await context->services.connect->deleteSession(std::move(id), std::move(owner));
        static_cast<void>(closed);
        if (isNew(made->session.account, before)) {
            const Result<void> removed = co_await removePending(context, std::move(over));
            static_cast<void>(removed);
        }
        co_return account.error();
    }
    AuditRow row = adminRow(context, "account.connected", *account);
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    if (!recorded)
        co_return recorded.error();
    json::object out;
    out["account"] = accountJson(*context, *account);
    co_return out;
}

Task<Result<json::object>> wait(Context *context, json::object raw)
{
    Params params(&raw);
    SessionId id(params.text("session_id"));
    const std::chrono::seconds limit(params.number("timeout_s", kWait, 0, kLongestWait));
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<StartedSession> started = context->watch.find(id);
    if (!started)
        co_return started.error();
    const Result<ConnectNews> news = co_await context->watch.wait(std::move(id), limit);
    if (!news)
        co_return news.error();
    json::object out;
    out["status"] = wireName(news->status);
    if (news->account) {
        const Result<Account> account = context->services.accounts->find(started->session.wish.owner,
                                                                         news->account->str());
        if (account)
            out["account"] = accountJson(*context, *account);
    }
    if (news->status == AttemptStatus::Failed)
        out["error"] = {{"code", news->code},
                        {"message", news->message},
                        {"technical", news->technical},
                        {"connector", news->connector}};
    co_return out;
}

Task<Result<json::object>> cancel(Context *context, json::object raw)
{
    Params params(&raw);
    const SessionId id(params.text("session_id"));
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<StartedSession> started = context->watch.find(id);
    if (!started)
        co_return started.error();
    if (started->attempt)
        context->services.connect->cancelAttempt(started->session, *started->attempt);
    context->watch.cancel(id);
    SessionId over = id;
    std::optional<OwnerId> owner = started->session.wish.owner;
    const Result<void> closed = co_await context->services.connect->deleteSession(std::move(over), std::move(owner));
    static_cast<void>(closed); // a session that is gone already is what was wanted
    if (started->madePending) {
        ConnectSession session = started->session;
        const Result<void> removed = co_await removePending(context, std::move(session));
        if (!removed)
            co_return removed.error();
    }
    co_return json::object();
}

//! The address that the person ended on, where the redirect URI leads nowhere.
Task<Result<json::object>> callback(Context *context, json::object raw)
{
    Params params(&raw);
    const SessionId id(params.text("session_id"));
    std::string url = params.text("url");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<StartedSession> started = context->watch.find(id);
    if (!started)
        co_return started.error();
    if (!started->attempt)
        co_return Error{ErrorCode::InvalidRequest, "This session waits for no address."};
    ConnectSession session = started->session;
    AttemptId attempt = *started->attempt;
    const Result<Attempt> ended = co_await context->services.connect->callbackAt(std::move(session), std::move(attempt),
                                                                                 std::move(url));
    if (!ended)
        co_return ended.error();
    json::object out;
    out["status"] = wireName(ended->status);
    co_return out;
}

} // namespace

void addConnectMethods(MethodTable *table, Context *context)
{
    addMethod(table, context, "connect.start", &begin);
    addMethod(table, context, "connect.fields", &fields);
    addMethod(table, context, "connect.callback", &callback);
    addMethod(table, context, "connect.wait", &wait);
    addMethod(table, context, "connect.cancel", &cancel);
}

} // namespace hub::control
