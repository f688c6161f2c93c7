#include "app/ctl/commands.h"

namespace hub::ctl {

QList<Command> allCommands()
{
    return keyCommands() + connectorCommands() + profileCommands() + linkCommands() + connectCommands()
        + accountCommands() + callCommands() + auditCommands() + doctorCommands() + vaultCommands() + agentCommands()
        + tokenCommands() + mcpCommands() + runCommands() + originCommands();
}

} // namespace hub::ctl
