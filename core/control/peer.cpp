#include "core/control/peer.h"

#include <sys/socket.h>
#include <unistd.h>

namespace hub::control {

bool isSameUser(int socketDescriptor)
{
#if defined(SO_PEERCRED)
    ucred peer{};
    socklen_t size = sizeof(peer);
    if (::getsockopt(socketDescriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || size != sizeof(peer))
        return false;
    return peer.uid == ::geteuid();
#else
    uid_t user = 0;
    gid_t group = 0;
    return ::getpeereid(socketDescriptor, &user, &group) == 0 && user == ::geteuid();
#endif
}

} // namespace hub::control
