// Who is at the other end of a Unix socket.
#pragma once

namespace hub::control {

//! Whether the kernel says that the peer runs as the same user as this process. False when it can't tell.
bool isSameUser(int socketDescriptor);

} // namespace hub::control
