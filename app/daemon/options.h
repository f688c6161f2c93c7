// The command line of connect-hubd.
#pragma once

#include "core/hub.h"

#include <QStringList>

namespace hub {

//! \errors InvalidRequest: one line for stderr
Result<HubOptions> parseOptions(const QStringList &arguments);

} // namespace hub
