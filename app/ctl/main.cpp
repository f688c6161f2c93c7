// connect-hubctl: the running hub from the command line.
#include "app/ctl/commands.h"
#include "app/ctl/terminal.h"

#include <QCoreApplication>

#include <csignal>

int main(int argc, char **argv)
{
    using namespace hub::ctl;
    std::signal(SIGPIPE, SIG_IGN);
    QCoreApplication::setApplicationName(QStringLiteral("connect-hubctl"));
    const QCoreApplication application(argc, argv);
    const QList<Command> commands = allCommands();
    const Read read = readCommandLine(QCoreApplication::arguments().mid(1), commands);
    if (!read.problem.isEmpty())
        return usageProblem(read.problem);
    if (read.line.version) {
        print(QStringLiteral("connect-hubctl " HUB_VERSION));
        return kDone;
    }
    if (read.line.help) {
        print(read.line.command != nullptr ? usageOf(*read.line.command) : usageOf(commands));
        return kDone;
    }
    Hub hub(read.line.dataDir, read.line.json);
    return read.line.command->run(read.line, hub);
}
