#include "core/control/methods.h"

namespace hub::control {

void addMethod(MethodTable *table, Context *context, std::string name, Handler handler)
{
    table->emplace(std::move(name),
                   [context, handler](json::object params) { return handler(context, std::move(params)); });
}

MethodTable allMethods(Context *context)
{
    MethodTable table;
    addHubMethods(&table, context);
    addAccountMethods(&table, context);
    addConnectorMethods(&table, context);
    addProfileMethods(&table, context);
    addKeyMethods(&table, context);
    addLinkMethods(&table, context);
    addConnectMethods(&table, context);
    addActionMethods(&table, context);
    addAuditMethods(&table, context);
    addDoctorMethods(&table, context);
    addOriginMethods(&table, context);
    addAgentMethods(&table, context);
    return table;
}

AuditRow adminRow(const Context *context, std::string event)
{
    AuditRow row;
    row.at = context->services.clock->now();
    row.requestId = randomBase62(*context->services.random, 22);
    row.event = std::move(event);
    row.protocol = "control";
    row.principal = "control";
    row.principalName = "this computer";
    return row;
}

AuditRow adminRow(const Context *context, std::string event, const Account &account)
{
    AuditRow row = adminRow(context, std::move(event));
    row.owner = account.owner.str();
    row.account = account.id.str();
    row.connector = account.connector;
    return row;
}

Result<Account> accountOf(const Context *context, const std::string &idOrAlias, const std::string &owner)
{
    const auto whose = owner.empty() ? std::optional<OwnerId>() : OwnerId(owner);
    return context->services.accounts->find(whose, idOrAlias);
}

} // namespace hub::control
