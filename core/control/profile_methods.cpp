// profiles.*: the person's own OAuth apps.
#include "core/control/shapes.h"

namespace hub::control {
namespace {

Result<void> takesProfiles(const Context *context, const std::string &key)
{
    const std::shared_ptr<const Connector> connector = context->services.catalogue->find(key);
    if (!connector)
        return Error{ErrorCode::NotFound, "There is no connector \"" + key.substr(0, 64) + "\"."};
    const auto usesOauth = [](const AuthMethod &method) { return method.type == "oauth2" || method.needsConsent(); };
    if (std::none_of(connector->auth.begin(), connector->auth.end(), usesOauth))
        return Error{ErrorCode::InvalidRequest, connector->name + " is connected with a key: it needs no OAuth app."};
    return {};
}

Task<Result<json::object>> set(Context *context, json::object raw)
{
    Params params(&raw);
    Profile profile;
    profile.connector = params.text("connector");
    profile.name = params.optionalText("name", "default");
    profile.clientId = params.text("client_id");
    profile.scopes = params.texts("scopes");
    std::optional<Secret> secret = params.secret("client_secret");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    if (const Result<void> fits = takesProfiles(context, profile.connector); !fits)
        co_return fits.error();
    const Result<Profile> kept = co_await context->services.profiles->set(std::move(profile), std::move(secret));
    if (!kept)
        co_return kept.error();
    AuditRow row = adminRow(context, "profile.set");
    row.connector = kept->connector;
    row.detail = kept->name;
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    if (!recorded)
        co_return recorded.error();
    context->publish("connectors.changed", {});
    json::object out;
    out["profile"] = profileJson(*context, *kept);
    co_return out;
}

Task<Result<json::object>> list(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string connector = params.optionalText("connector");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    json::array rows;
    for (const Profile &profile : context->services.profiles->list()) {
        if (connector.empty() || connector == profile.connector)
            rows.push_back(profileJson(*context, profile));
    }
    json::object out;
    out["profiles"] = std::move(rows);
    co_return out;
}

Task<Result<json::object>> show(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string connector = params.text("connector");
    const std::string name = params.optionalText("name");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<Profile> profile = context->services.profiles->find(connector, name);
    if (!profile)
        co_return profile.error();
    json::object out;
    out["profile"] = profileJson(*context, *profile);
    co_return out;
}

Task<Result<json::object>> remove(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string connector = params.text("connector");
    const std::string wanted = params.optionalText("name");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<Profile> profile = context->services.profiles->find(connector, wanted);
    if (!profile)
        co_return profile.error();
    AuditRow row = adminRow(context, "profile.deleted");
    row.connector = connector;
    row.detail = profile->name;
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    if (!recorded)
        co_return recorded.error();
    std::string key = profile->connector;
    std::string name = profile->name;
    const Result<void> removed = co_await context->services.profiles->remove(std::move(key), std::move(name));
    if (!removed)
        co_return removed.error();
    context->publish("connectors.changed", {});
    co_return json::object();
}

} // namespace

void addProfileMethods(MethodTable *table, Context *context)
{
    addMethod(table, context, "profiles.set", &set);
    addMethod(table, context, "profiles.list", &list);
    addMethod(table, context, "profiles.show", &show);
    addMethod(table, context, "profiles.delete", &remove);
}

} // namespace hub::control
