// The hub, started by who needs it.
#pragma once

#include "app/ctl/terminal.h"

namespace hub::ctl {

//! Starts connect-hubd, which lies beside this program, when no hub answers, and waits until it does.
//! \return its status, or an error that says why there is none
ControlReply reachHub(Hub &hub, const QString &dataDir);

} // namespace hub::ctl
