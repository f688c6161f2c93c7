// The command line of connect-hub: its own --theme, and what it hands to the hub.
#pragma once

#include "ui/common/theme.h"

#include <QStringList>

#include <optional>

namespace hub {

struct DesktopOptions {
    QString dataDirectory;
    QStringList hubArguments;    //!< as connect-hubd takes them, with --data-dir
    std::optional<Theme> theme; //!< else the desktop's
    QString problem;            //!< one line for stderr, when it is not empty
};

//! \param arguments without the program; Qt has taken its own. The hub checks what is meant for it.
DesktopOptions parseDesktopOptions(const QStringList &arguments);

} // namespace hub
