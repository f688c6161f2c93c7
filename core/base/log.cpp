#include "core/base/log.h"

namespace hub {

Q_LOGGING_CATEGORY(logHub, "hub")
Q_LOGGING_CATEGORY(logHttp, "hub.http")
Q_LOGGING_CATEGORY(logConnectors, "hub.connectors")
Q_LOGGING_CATEGORY(logStore, "hub.store")
Q_LOGGING_CATEGORY(logVault, "hub.vault")
Q_LOGGING_CATEGORY(logAccess, "hub.access")
Q_LOGGING_CATEGORY(logAudit, "hub.audit")
Q_LOGGING_CATEGORY(logOauth, "hub.oauth")
Q_LOGGING_CATEGORY(logConnect, "hub.connect")
Q_LOGGING_CATEGORY(logGateway, "hub.gateway")
Q_LOGGING_CATEGORY(logControl, "hub.control")

} // namespace hub
