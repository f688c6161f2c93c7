#include "app/daemon/hardening.h"

#include <QByteArray>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif
#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#endif

namespace hub {

void hardenProcess()
{
#ifdef Q_OS_UNIX
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    umask(077);
    std::signal(SIGPIPE, SIG_IGN);
#endif
#ifdef Q_OS_LINUX
    prctl(PR_SET_DUMPABLE, 0);
#endif
    qunsetenv("QT_NO_GLIB"); // without GLib the keychain's jobs never end
    qputenv("QT_FORCE_STDERR_LOGGING", QByteArrayLiteral("1"));
}

} // namespace hub
