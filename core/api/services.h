// What the routes are made of. Handed to each family's function; nothing is looked up from a global place.
#pragma once

#include "core/actions/action_search.h"
#include "core/gateway/action_runner.h"

#include <functional>

namespace hub {

struct ApiServices {
    Catalogue *catalogue = nullptr;
    AccountRepository *accounts = nullptr;
    ConnectService *connect = nullptr;
    Credentials *credentials = nullptr;
    ProfileStore *profiles = nullptr;
    Gateway *gateway = nullptr;
    ActionRunner *actions = nullptr;
    AuditLog *audit = nullptr;
    Clock *clock = nullptr;
    std::string version;
    std::string url; //!< "http://127.0.0.1:7423"
    ActionSearch *search = nullptr;
    std::chrono::milliseconds heartbeat{std::chrono::seconds(10)}; //!< between signs of life of a long answer
};

class Router;
void addSystemRoutes(Router *router, const ApiServices *services);
void addMetricsRoute(Router *router, const ApiServices *services);
void addPageRoutes(Router *router, const ApiServices *services);
void addSessionRoutes(Router *router, const ApiServices *services);
void addAccountRoutes(Router *router, const ApiServices *services);
void addHubRoutes(Router *router, const ApiServices *services);
void addAttemptRoutes(Router *router, const ApiServices *services);
void addOauthRoutes(Router *router, const ApiServices *services);
void addActionRoutes(Router *router, const ApiServices *services);
void addActionListing(Router *router, const ApiServices *services);
void addActionSearchRoutes(Router *router, const ApiServices *services);
void addLogRoutes(Router *router, const ApiServices *services);
void addFeedbackRoute(Router *router, const ApiServices *services);
void addProxyRoutes(Router *router, const ApiServices *services);
void addUnifiedProxyRoute(Router *router, const ApiServices *services);

} // namespace hub
