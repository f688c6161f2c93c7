// GET /metrics: what the hub does, as Prometheus text. A key that is bound to an owner sees that owner's numbers.
#include "core/api/router.h"
#include "core/api/services.h"

namespace hub {
namespace {

struct CallKind {
    std::string owner, protocol;
    int statusClass = 0;
    friend auto operator<=>(const CallKind &, const CallKind &) = default;
};

struct CallSum {
    std::uint64_t count = 0;
    std::int64_t milliseconds = 0;
};

//! Since the start, fed by the audit log.
using CallSums = std::map<CallKind, CallSum>;

void addFamily(std::string *text, const std::string &name, const char *type, const char *help)
{
    *text += "# HELP " + name + ' ' + help + "\n# TYPE " + name + ' ' + type + '\n';
}

void addAccounts(std::string *text, const ApiServices &services, const Principal &principal)
{
    std::map<std::string_view, std::size_t> byStatus;
    for (const AccountStatus status : {AccountStatus::Active, AccountStatus::Inactive, AccountStatus::Suspended,
                                       AccountStatus::Archived, AccountStatus::Expired, AccountStatus::Error})
        byStatus[wireName(status)] = 0;
    AccountFilter filter;
    filter.owner = principal.owner;
    for (const Account &account : services.accounts->list(filter)) {
        if (mayReach(principal, account.owner, account.id))
            ++byStatus[wireName(account.status)];
    }
    addFamily(text, "connect_hub_accounts", "gauge", "Connected accounts by status");
    for (const auto &[status, count] : byStatus)
        *text += "connect_hub_accounts{status=\"" + std::string(status) + "\"} " + std::to_string(count) + '\n';
}

void addCalls(std::string *text, const CallSums &sums, const Principal &principal)
{
    CallSums visible;
    for (const auto &[kind, sum] : sums) {
        if (principal.owner && principal.owner->str() != kind.owner)
            continue;
        CallSum &total = visible[{{}, kind.protocol, kind.statusClass}];
        total.count += sum.count;
        total.milliseconds += sum.milliseconds;
    }
    addFamily(text, "connect_hub_call_duration_seconds", "summary", "Calls to providers, until the answer's head");
    for (const auto &[kind, sum] : visible) {
        const std::string labels = "{protocol=\"" + kind.protocol + "\",status=\"" + std::to_string(kind.statusClass)
            + "xx\"} ";
        *text += "connect_hub_call_duration_seconds_sum" + labels
            + textOf(static_cast<double>(sum.milliseconds) / 1000.0) + '\n';
        *text += "connect_hub_call_duration_seconds_count" + labels + std::to_string(sum.count) + '\n';
    }
}

Task<void> metrics(const ApiServices *services, std::shared_ptr<const CallSums> sums, ApiContext *context)
{
    std::string text;
    addFamily(&text, "connect_hub_info", "gauge", "The hub's version");
    text += "connect_hub_info{version=\"" + services->version + "\"} 1\n";
    addFamily(&text, "connect_hub_connectors", "gauge", "Connectors in the catalogue");
    text += "connect_hub_connectors " + std::to_string(services->catalogue->summaries().size()) + '\n';
    addAccounts(&text, *services, *context->principal);
    addCalls(&text, *sums, *context->principal);
    ResponseHead head = hubHead(200, "text/plain; version=0.0.4; charset=utf-8", context->requestId);
    const Result<void> sent = co_await context->responder->send(std::move(head), std::move(text));
    static_cast<void>(sent);
}

} // namespace

void addMetricsRoute(Router *router, const ApiServices *services)
{
    const auto sums = std::make_shared<CallSums>();
    services->audit->onRow([sums](const AuditRow &row) {
        if (row.event != "call")
            return;
        CallSum &sum = (*sums)[{row.owner, row.protocol, row.status / 100}];
        ++sum.count;
        sum.milliseconds += row.durationMs;
    });
    router->add({"GET", "/metrics", Audience::Key, Need::None, "Numbers for monitoring, as Prometheus text",
                 [services, sums](ApiContext *context) { return metrics(services, sums, context); }});
}

} // namespace hub
