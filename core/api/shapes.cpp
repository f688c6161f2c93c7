#include "core/api/shapes.h"

#include "core/base/encoding.h"
#include "core/connectors/brand.h"

#include <set>

namespace hub {
namespace {

const std::set<std::string> &clientCategories()
{
    static const std::set<std::string> known{"ats",       "hris",      "hris-legacy", "crm",       "iam",
                                             "marketing", "lms",       "stackone",    "documents", "ticketing",
                                             "screening", "messaging", "accounting",  "scheduling"};
    return known;
}

} // namespace

json::object accountJson(const Account &account, const Catalogue &catalogue)
{
    const SummaryPointer connector = catalogue.summary(account.connector);
    json::array reasons;
    for (const StatusReason &reason : account.reasons)
        reasons.push_back(
            {{"code", reason.code}, {"description", reason.description}, {"timestamp", toRfc3339(reason.at)}});
    json::object setup;
    for (const auto &[name, value] : account.setup)
        setup[name] = value;
    const auto orNull = [](const std::string &text) {
        return text.empty() ? json::value(nullptr) : json::value(json::string(text));
    };
    return {{"id", account.id.str()},
            {"provider", account.connector},
            {"provider_name", connector ? connector->name : account.connector},
            {"origin_owner_id", account.owner.str()},
            {"origin_owner_name", account.ownerName},
            {"origin_username", orNull(account.ownerUsername)},
            {"alias", orNull(account.alias)},
            {"label", orNull(account.label)},
            {"identity", {{"id", orNull(account.identityId)}, {"label", orNull(account.identityLabel)}}},
            {"status", json::string(wireName(account.status))},
            {"status_reasons", std::move(reasons)},
            {"credentials", json::object()},
            {"setup_information", std::move(setup)},
            {"metadata", account.metadata},
            {"shared", false},
            {"type", account.type},
            {"created_at", toRfc3339(account.created)},
            {"updated_at", toRfc3339(account.updated)}};
}

Result<std::string> accountTypeIn(const json::object &body)
{
    const json::value *given = body.if_contains("type");
    if (given == nullptr || given->is_null())
        return std::string("production");
    const std::string type = toLower(textOf(*given));
    if (type != "production" && type != "test")
        return Error{ErrorCode::SchemaViolation, "type is production or test.", "type"};
    return type;
}

Result<void> checkPlainTexts(const json::object &body)
{
    for (const char *name : {"origin_owner_id", "origin_owner_name", "origin_username", "label"}) {
        const std::string text = stringOf(body, name);
        const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
        if (std::any_of(text.begin(), text.end(), isControl))
            return Error{ErrorCode::InvalidRequest, std::string(name) + " holds a control character.", name};
    }
    return {};
}

Result<void> checkStrings(const json::object &body, std::initializer_list<const char *> names)
{
    for (const char *name : names) {
        const json::value *value = body.if_contains(name);
        if (value != nullptr && !value->is_null() && !value->is_string())
            return Error{ErrorCode::SchemaViolation, std::string(name) + " is a string.", name};
    }
    return {};
}

std::string categoryOf(const ConnectorSummary &connector)
{
    for (const std::string &category : connector.categories) {
        if (clientCategories().contains(category))
            return category;
    }
    return "stackone";
}

bool isCategory(const std::string &name, const Catalogue &catalogue)
{
    const std::vector<SummaryPointer> &all = catalogue.summaries();
    return clientCategories().contains(name) || std::any_of(all.begin(), all.end(), [&](const auto &connector) {
               return std::find(connector->categories.begin(), connector->categories.end(), name)
                   != connector->categories.end();
           });
}

std::string logoOf(const std::string &key, const std::string &name)
{
    return "data:image/svg+xml;base64," + base64(brandSvg(brandOf(key, name)));
}

json::object connectorMetaJson(const ConnectorSummary &connector, bool pictures)
{
    json::object out{{"provider", connector.key},
                     {"provider_name", connector.name},
                     {"category", categoryOf(connector)},
                     {"active", true},
                     {"models", json::object()}};
    if (pictures)
        out["resources"] = {{"images", {{"logo_url", logoOf(connector.key, connector.name)}}}};
    return out;
}

} // namespace hub
