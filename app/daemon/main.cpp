// connect-hubd: the hub without a window.
#include "app/daemon/hardening.h"
#include "app/daemon/options.h"

#include "core/base/json.h"

#include <QCoreApplication>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <thread>

int main(int argc, char **argv) // NOLINT(bugprone-exception-escape): what is thrown here ends the start, and says why
{
    hub::hardenProcess();
    QCoreApplication::setApplicationName(QStringLiteral("connect-hubd"));
    QCoreApplication application(argc, argv);
    qSetMessagePattern(QStringLiteral("%{time yyyy-MM-ddTHH:mm:ss.zzz} %{type} %{category}: %{message}"));
    const hub::Result<hub::Invocation> invocation = hub::parseOptions(application.arguments());
    if (!invocation) {
        std::fprintf(stderr, "connect-hubd: %s\n", invocation.error().message.c_str());
        return 2;
    }
    if (!invocation->print.empty()) {
        std::printf("%s", invocation->print.c_str());
        return 0;
    }

    // signals are awaited from the first moment on, so that an early SIGTERM ends the start cleanly, too
    boost::asio::io_context signals;
    boost::asio::signal_set ending(signals, SIGTERM, SIGINT);
    hub::Hub server;
    if (const auto problem = server.start(invocation->options, HUB_VERSION)) {
        std::fprintf(stderr, "connect-hubd: %s\n", problem->message.c_str());
        return problem->exitCode;
    }
    const auto quit = [] { QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection); };
    ending.async_wait([&](const boost::system::error_code &ec, int) {
        if (!ec)
            server.stop(quit);
    });
    std::thread listener([&] { signals.run(); });

    const hub::json::object line{{"event", "listening"},
                                 {"url", server.url()},
                                 {"pid", QCoreApplication::applicationPid()},
                                 {"version", HUB_VERSION}};
    std::printf("%s\n", hub::json::serialize(line).c_str());
    std::fflush(stdout);
    const int code = QCoreApplication::exec();
    signals.stop();
    listener.join();
    return code;
}
