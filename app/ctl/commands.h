// All commands, one function a family.
#pragma once

#include "app/ctl/command_line.h"

namespace hub::ctl {

QList<Command> keyCommands();
QList<Command> connectorCommands();
QList<Command> profileCommands();
QList<Command> linkCommands();
QList<Command> connectCommands();
QList<Command> accountCommands();
QList<Command> callCommands();
QList<Command> auditCommands();
QList<Command> doctorCommands();
QList<Command> vaultCommands();
QList<Command> originCommands();

QList<Command> agentCommands();
QList<Command> tokenCommands();
QList<Command> mcpCommands();
QList<Command> runCommands();

QList<Command> allCommands();

} // namespace hub::ctl
