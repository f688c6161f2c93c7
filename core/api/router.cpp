#include "core/api/router.h"

#include "core/base/encoding.h"

namespace hub {
namespace {

std::string_view nextSegment(std::string_view &path)
{
    const std::size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    return segment;
}

bool fits(std::string_view pattern, std::string_view path, std::map<std::string, std::string> *parameters,
          int *literals)
{
    pattern.remove_prefix(1);
    if (!path.starts_with('/'))
        return false;
    path.remove_prefix(1);
    while (true) {
        const bool lastPart = pattern.find('/') == std::string_view::npos;
        const std::string_view part = nextSegment(pattern);
        if (part == "{rest…}") {
            (*parameters)["rest"] = path;
            return true;
        }
        const bool lastSegment = path.find('/') == std::string_view::npos;
        const std::string_view segment = nextSegment(path);
        if (part.starts_with('{')) {
            const Result<std::string> value = percentDecode(segment);
            if (!value || value->empty() || !isUtf8(*value) || value->find('\0') != std::string::npos)
                return false;
            (*parameters)[std::string(part.substr(1, part.size() - 2))] = *value;
        } else if (part == segment) {
            ++*literals;
        } else {
            return false;
        }
        if (lastPart || lastSegment)
            return lastPart && lastSegment;
    }
}

std::string_view audienceName(Audience audience)
{
    switch (audience) {
    case Audience::Public: return "public";
    case Audience::Session: return "session";
    case Audience::Key: return "key";
    }
    return {};
}

} // namespace

void Router::add(Route route)
{
    m_routes.push_back(std::move(route));
}

Match Router::find(std::string_view method, std::string_view path) const
{
    Match best;
    int bestLiterals = -1;
    for (const Route &route : m_routes) {
        std::map<std::string, std::string> parameters;
        int literals = 0;
        if (!path.starts_with(std::string_view(route.pattern).substr(0, route.pattern.find('{'))))
            continue; // most end here
        const bool methodFits = route.method == "*" || route.method == method
            || (method == "HEAD" && route.method == "GET");
        if (methodFits && fits(route.pattern, path, &parameters, &literals) && literals > bestLiterals) {
            best = {&route, std::move(parameters)};
            bestLiterals = literals;
        }
    }
    return best;
}

Audience Router::audienceOf(std::string_view path) const
{
    Audience audience = Audience::Key;
    int bestLiterals = -1;
    for (const Route &route : m_routes) {
        std::map<std::string, std::string> parameters;
        int literals = 0;
        if (fits(route.pattern, path, &parameters, &literals) && literals > bestLiterals) {
            audience = route.audience;
            bestLiterals = literals;
        }
    }
    return audience;
}

bool fulfils(const Principal &principal, Need need)
{
    switch (need) {
    case Need::None: return principal.kind == Principal::Kind::Key;
    case Need::AccountsRead: return principal.has(Scope::Accounts) || principal.has(Scope::Read);
    case Need::AccountsWrite: return principal.has(Scope::Accounts);
    case Need::Calls: return principal.has(Scope::Actions) || principal.has(Scope::Read);
    case Need::Record: return principal.has(Scope::Read);
    }
    return false;
}

json::object openApiOf(const Router &router, const std::string &version, const std::string &url)
{
    json::object paths;
    for (const Route &route : router.routes()) {
        std::string path = route.pattern;
        if (const std::size_t rest = path.find("{rest…}"); rest != std::string::npos)
            path.replace(rest, std::string::npos, "{rest}");
        json::array parameters;
        for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1)) {
            const std::string name = path.substr(at + 1, path.find('}', at) - at - 1);
            parameters.push_back(
                {{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
        }
        json::object operation{
            {"summary", route.summary},
            {"x-audience", json::string(audienceName(route.audience))},
            {"parameters", parameters},
            {"responses",
             {{"default",
               {{"description", "The answer, or an error with statusCode, message, timestamp and errorCode"}}}}}};
        if (route.audience != Audience::Public)
            operation["security"] = json::array{
                json::object{{route.audience == Audience::Key ? "key" : "session", json::array{}}}};
        json::object &item = paths.emplace(path, json::object{}).first->value().get_object();
        const std::vector<std::string> methods = route.method == "*"
            ? std::vector<std::string>{"get", "put", "post", "patch", "delete", "head"}
            : std::vector<std::string>{toLower(route.method)};
        for (const std::string &method : methods)
            item[method] = operation;
    }
    return {{"openapi", "3.1.0"},
            {"info", {{"title", "Connect Hub"}, {"version", version}}},
            {"servers", json::array{{{"url", url}}}},
            {"paths", std::move(paths)},
            {"components",
             {{"securitySchemes",
               {{"key",
                 {{"type", "http"},
                  {"scheme", "basic"},
                  {"description", "The key as user name, no password; or as Bearer"}}},
                {"session", {{"type", "apiKey"}, {"in", "header"}, {"name", "x-hub-session-token"}}}}}}}};
}

} // namespace hub
