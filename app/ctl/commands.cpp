#include "app/ctl/commands.h"

namespace hub::ctl {

QList<Command> allCommands()
{
    return keyCommands() + connectorCommands() + profileCommands() + linkCommands() + connectCommands()
        + accountCommands() + callCommands() + auditCommands() + doctorCommands() + vaultCommands() + originCommands();
}

} // namespace hub::ctl
