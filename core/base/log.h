// Log categories, one a room. Neither bodies, queries nor header values are ever logged, at any level.
#pragma once

#include <QLoggingCategory>

namespace hub {

Q_DECLARE_LOGGING_CATEGORY(logHub)
Q_DECLARE_LOGGING_CATEGORY(logHttp)
Q_DECLARE_LOGGING_CATEGORY(logConnectors)
Q_DECLARE_LOGGING_CATEGORY(logStore)
Q_DECLARE_LOGGING_CATEGORY(logVault)
Q_DECLARE_LOGGING_CATEGORY(logAccess)
Q_DECLARE_LOGGING_CATEGORY(logAudit)
Q_DECLARE_LOGGING_CATEGORY(logOauth)
Q_DECLARE_LOGGING_CATEGORY(logConnect)
Q_DECLARE_LOGGING_CATEGORY(logGateway)
Q_DECLARE_LOGGING_CATEGORY(logControl)

} // namespace hub
