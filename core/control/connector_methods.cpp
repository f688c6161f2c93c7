// connectors.*: the catalogue.
#include "core/control/dry_run.h"
#include "core/control/shapes.h"

#include <QFile>

namespace hub::control {
namespace {

using ConnectorPointer = std::shared_ptr<const Connector>;

Result<ConnectorPointer> connectorOf(const Context *context, const std::string &key)
{
    ConnectorPointer found = context->services.catalogue->find(key);
    if (found)
        return found;
    Error error{ErrorCode::NotFound, "There is no connector \"" + key.substr(0, 64) + "\"."};
    for (const ConnectorPointer &near : context->services.catalogue->search(key)) {
        if (error.choices.size() < 5)
            error.choices.push_back(near->key);
    }
    return error;
}

std::map<std::string, std::size_t> countAccounts(const Context *context)
{
    std::map<std::string, std::size_t> counts;
    for (const Account &account : context->services.accounts->list({})) {
        if (account.status != AccountStatus::Inactive)
            ++counts[account.connector];
    }
    return counts;
}

Task<Result<json::object>> list(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string query = params.optionalText("query");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    std::map<std::string, std::size_t> counts = countAccounts(context);
    json::array rows;
    for (const ConnectorPointer &connector : context->services.catalogue->search(query))
        rows.push_back(connectorJson(*context, *connector, counts[connector->key]));
    json::array problems;
    for (const CatalogueProblem &problem : context->services.catalogue->problems())
        problems.push_back({{"source", problem.source}, {"message", problem.error.message}});
    json::object out;
    out["connectors"] = std::move(rows);
    out["problems"] = std::move(problems);
    co_return out;
}

//! The file as it is, or null when it is gone.
json::value definitionOf(const Connector &connector)
{
    QFile file(QString::fromStdString(connector.source));
    if (!file.open(QIODevice::ReadOnly))
        return nullptr;
    Result<json::value> parsed = parseJson(file.readAll().toStdString());
    return parsed ? std::move(*parsed) : json::value(nullptr);
}

std::string redirectOf(const Context *context, const Connector &connector)
{
    for (const AuthMethod &method : connector.auth) {
        if (method.needsConsent())
            return context->services.connect->redirectUri(method.oauth);
    }
    return {};
}

Task<Result<json::object>> show(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string key = params.text("connector");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<ConnectorPointer> connector = connectorOf(context, key);
    if (!connector)
        co_return connector.error();
    json::object shape = connectorJson(*context, **connector);
    shape["definition"] = definitionOf(**connector);
    json::object out;
    out["connector"] = std::move(shape);
    out["redirect_uri"] = redirectOf(context, **connector);
    co_return out;
}

Task<Result<json::object>> dryRunOf(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string key = params.text("connector");
    const std::string auth = params.optionalText("auth");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<ConnectorPointer> connector = connectorOf(context, key);
    if (!connector)
        co_return connector.error();
    const AuthMethod *method = auth.empty() && !(*connector)->auth.empty() ? &(*connector)->auth.front()
                                                                           : (*connector)->findAuth(auth);
    if (method == nullptr)
        co_return Error{ErrorCode::NotFound, "The connector has no auth method \"" + auth.substr(0, 64) + "\"."};
    DryRunInput input;
    input.redirectUri = redirectOf(context, **connector);
    if (const Result<Profile> profile = context->services.profiles->find(key, {})) {
        input.clientId = profile->clientId;
        input.scopes = profile->scopes;
    }
    co_return dryRun(**connector, *method, input);
}

Task<Result<json::object>> validate(Context *, json::object raw)
{
    Params params(&raw);
    const std::string text = params.text("text");
    const std::string source = params.optionalText("source", "the file");
    const bool allowLocal = params.flag("allow_local", false);
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<Connector> loaded = loadConnector(text, source, allowLocal);
    json::array problems;
    if (!loaded)
        problems.push_back({{"field", loaded.error().field}, {"message", loaded.error().message}});
    json::object out;
    out["ok"] = loaded.ok();
    out["problems"] = std::move(problems);
    co_return out;
}

Task<Result<json::object>> add(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string text = params.text("text");
    const std::string source = params.optionalText("source", "the file");
    const bool allowLocal = params.flag("allow_local", false);
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<ConnectorPointer> added = context->services.catalogue->add(text, source, allowLocal);
    if (!added)
        co_return added.error();
    AuditRow row = adminRow(context, "connector.added");
    row.connector = (*added)->key;
    row.detail = "sha256 " + (*added)->hash + (allowLocal ? ", local hosts allowed" : "");
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    context->publish("connectors.changed", {});
    if (!recorded)
        co_return recorded.error();
    json::object out;
    out["connector"] = connectorJson(*context, **added);
    co_return out;
}

Task<Result<json::object>> remove(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string key = params.text("connector");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<void> removed = context->services.catalogue->remove(key);
    if (!removed)
        co_return removed.error();
    AuditRow row = adminRow(context, "connector.removed");
    row.connector = key;
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    context->publish("connectors.changed", {});
    if (!recorded)
        co_return recorded.error();
    co_return json::object();
}

} // namespace

void addConnectorMethods(MethodTable *table, Context *context)
{
    addMethod(table, context, "connectors.list", &list);
    addMethod(table, context, "connectors.show", &show);
    addMethod(table, context, "connectors.dry_run", &dryRunOf);
    addMethod(table, context, "connectors.validate", &validate);
    addMethod(table, context, "connectors.add", &add);
    addMethod(table, context, "connectors.remove", &remove);
}

} // namespace hub::control
