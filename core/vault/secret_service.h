// What the desktop's Secret Service says of itself over D-Bus (specifications.freedesktop.org/secret-service).
#pragma once

namespace hub {

enum class SecretServiceState {
    Absent,  //!< nothing answers, and nothing could be started
    Locked,  //!< the default collection is locked
    Usable,  //!< unlocked, or a platform without a Secret Service
};

//! \thread the main thread; waits up to 2 s for the service
SecretServiceState secretServiceState();

} // namespace hub
