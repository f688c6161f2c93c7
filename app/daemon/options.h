// The command line of connect-hubd.
#pragma once

#include "core/hub.h"

#include <QStringList>

namespace hub {

struct Invocation {
    HubOptions options;
    std::string print; //!< the help or the version: to be printed instead of a start
};

//! \errors InvalidRequest: one line for stderr
Result<Invocation> parseOptions(const QStringList &arguments);

} // namespace hub
