// Routes are data: method, path, audience, need and handler in one table; no handler can forget who may call it.
#pragma once

#include "core/api/context.h"

#include <functional>

namespace hub {

enum class Audience { Public, Session, Key };
//! What the caller's scopes must hold. Calls are judged once more by the action's effect.
enum class Need {
    None,          //!< any key; session tokens, which are for calls, not
    AccountsRead,  //!< Full, Read, Accounts
    AccountsWrite, //!< Full, Accounts
    Calls,         //!< Full, Read, Actions
    Record,        //!< Full, Read
};

using RouteHandler = std::function<Task<void>(ApiContext *context)>;

struct Route {
    std::string method;  //!< "*" = any
    std::string pattern; //!< "/accounts/{id}"; "{rest…}" at the end takes all that follows, undecoded
    Audience audience = Audience::Key;
    Need need = Need::None;
    std::string summary; //!< for the OpenAPI document
    RouteHandler handler;
    bool metered = true; //!< counts among what one caller may ask in a minute; direct calls and MCP do not
};

struct Match {
    const Route *route = nullptr;
    std::map<std::string, std::string> parameters;
};

class Router {
public:
    void add(Route route);
    const std::vector<Route> &routes() const { return m_routes; }

    //! The row for a method and a path as received; literal segments win over parameters.
    Match find(std::string_view method, std::string_view path) const;
    //! Who the path belongs to, whatever the method; Key where no row fits.
    Audience audienceOf(std::string_view path) const;

private:
    std::vector<Route> m_routes;
};

bool fulfils(const Principal &principal, Need need);

//! OpenAPI 3.1 from the table.
json::object openApiOf(const Router &router, const std::string &version, const std::string &url);

} // namespace hub
