// The methods of the control socket: a table from name to handler, one file a family (*_methods.cpp).
#pragma once

#include "core/access/key_store.h"
#include "core/audit/audit_log.h"
#include "core/connect/connect_service.h"
#include "core/control/connect_watch.h"
#include "core/control/control_server.h"
#include "core/control/params.h"
#include "core/control/usage.h"
#include "core/gateway/action_runner.h"

#include <functional>
#include <map>
#include <string>

namespace hub::control {

//! What every handler works with. Outlives all of them.
struct Context {
    ControlServices services;
    HubInfo info;
    std::string socketPath;
    Usage usage;
    ConnectWatch watch;
    std::function<void(std::string_view type, json::object params)> publish;
    boost::asio::any_io_executor executor;
};

//! The desktop's own owner, and that of the command line.
inline constexpr std::string_view kLocalOwner = "local";

using Method = std::function<Task<Result<json::object>>(json::object params)>;
using MethodTable = std::map<std::string, Method, std::less<>>;
using Handler = Task<Result<json::object>> (*)(Context *context, json::object params);

//! Puts one row into the table.
void addMethod(MethodTable *table, Context *context, std::string name, Handler handler);

void addHubMethods(MethodTable *table, Context *context);
void addAccountMethods(MethodTable *table, Context *context);
void addConnectorMethods(MethodTable *table, Context *context);
void addProfileMethods(MethodTable *table, Context *context);
void addKeyMethods(MethodTable *table, Context *context);
void addLinkMethods(MethodTable *table, Context *context);
void addConnectMethods(MethodTable *table, Context *context);
void addActionMethods(MethodTable *table, Context *context);
void addAuditMethods(MethodTable *table, Context *context);
void addAgentMethods(MethodTable *table, Context *context);
void addDoctorMethods(MethodTable *table, Context *context);
void addOriginMethods(MethodTable *table, Context *context);
MethodTable allMethods(Context *context);

//! A row of administration, made by the person through this socket.
AuditRow adminRow(const Context *context, std::string event);
AuditRow adminRow(const Context *context, std::string event, const Account &account);
//! The account that a method's `account` and `owner?` name. \errors NotFound, AccountAmbiguous
Result<Account> accountOf(const Context *context, const std::string &idOrAlias, const std::string &owner);

} // namespace hub::control
