#include "core/connectors/summary.h"

#include "core/base/json.h"

#include <algorithm>

namespace hub {
namespace {

std::vector<std::string> textsOf(const json::object &row, std::string_view name)
{
    std::vector<std::string> out;
    const json::value *list = row.if_contains(name);
    if (list == nullptr || !list->is_array())
        return out;
    out.reserve(list->get_array().size());
    for (const json::value &item : list->get_array())
        out.push_back(textOf(item));
    return out;
}

std::size_t countOf(const json::value &row, std::string_view pointer)
{
    const json::value *count = at(row, pointer);
    return count != nullptr && count->is_int64() ? static_cast<std::size_t>(count->get_int64()) : 0;
}

Needs leastOf(const std::vector<AuthSummary> &methods)
{
    Needs least = methods.empty() ? Needs::Key : Needs::App;
    for (const AuthSummary &method : methods)
        least = std::min(least, method.type == "none" ? Needs::Nothing : method.consent ? Needs::App : Needs::Key);
    return least;
}

Needs needsFrom(std::string_view name)
{
    return name == "none" ? Needs::Nothing : name == "app" ? Needs::App : Needs::Key;
}

} // namespace

ConnectorSummary summaryOf(const Connector &connector)
{
    ConnectorSummary out{connector.key,     connector.name,       connector.description, connector.evidence,
                         connector.docsUrl, connector.categories, connector.aliases};
    for (const AuthMethod &method : connector.auth)
        out.auth.push_back({method.key, method.type, method.label, method.oauth.redirectHttpsUrl,
                            method.needsConsent()});
    out.needs = leastOf(out.auth);
    for (const Action &action : connector.actions) {
        switch (action.effect) {
        case Effect::Read: ++out.actions.reads; break;
        case Effect::Write: ++out.actions.writes; break;
        case Effect::Delete: ++out.actions.deletes; break;
        }
    }
    out.hash = connector.hash;
    out.shipped = connector.shipped;
    return out;
}

Result<ConnectorSummary> readSummary(std::string_view text)
{
    const Result<json::object> row = parseObject(text);
    if (!row)
        return row.error();
    const json::value whole = *row;
    ConnectorSummary out{stringOf(*row, "key"),      stringOf(*row, "name"),     stringOf(*row, "description"),
                         stringOf(*row, "evidence"), stringOf(*row, "docs_url"), textsOf(*row, "categories"),
                         textsOf(*row, "aliases")};
    if (const json::value *methods = row->if_contains("auth"); methods != nullptr && methods->is_array()) {
        for (const json::value &each : methods->get_array()) {
            const json::object &method = each.get_object();
            out.auth.push_back({stringOf(method, "key"), stringOf(method, "type"), stringOf(method, "label"),
                                stringOf(method, "redirect"), method.contains("consent")});
        }
    }
    out.needs = needsFrom(stringOf(*row, "needs"));
    out.actions = {countOf(whole, "/actions/read"), countOf(whole, "/actions/write"),
                   countOf(whole, "/actions/delete")};
    out.hash = stringOf(*row, "sha256");
    out.shipped = true;
    return out;
}

} // namespace hub
