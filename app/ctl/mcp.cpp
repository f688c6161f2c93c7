// mcp: the hub for clients that speak over stdin and stdout.
#include "app/ctl/bridge.h"
#include "app/ctl/commands.h"
#include "app/ctl/held_key.h"
#include "app/ctl/hub_start.h"
#include "app/ctl/interrupt.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

namespace hub::ctl {
namespace {

constexpr qsizetype kLongestLine = 12 * 1024 * 1024;
constexpr int kDaysOfAKey = 30;

//! Lines from stdin, as they come.
class InputLines {
public:
    InputLines(std::function<void(const QByteArray &)> line, std::function<void()> end)
        : m_line(std::move(line)), m_end(std::move(end)), m_notifier(STDIN_FILENO, QSocketNotifier::Read)
    {
        ::fcntl(STDIN_FILENO, F_SETFL, ::fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
        QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this] { read(); });
    }

private:
    void read()
    {
        char bytes[64 * 1024];
        const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (count > 0)
            m_waiting.append(bytes, count);
        const bool isOver = count <= 0 || m_waiting.size() > kLongestLine;
        if (isOver) {
            m_notifier.setEnabled(false);
            if (count > 0)
                note(QStringLiteral("connect-hubctl: a line on stdin has more than 12 MiB"));
        }
        for (qsizetype newline = m_waiting.indexOf('\n'); newline >= 0; newline = m_waiting.indexOf('\n')) {
            const QByteArray line = m_waiting.left(newline).trimmed();
            m_waiting.remove(0, newline + 1);
            if (!line.isEmpty())
                m_line(line);
        }
        if (isOver)
            m_end();
    }

    std::function<void(const QByteArray &)> m_line;
    std::function<void()> m_end;
    QByteArray m_waiting;
    QSocketNotifier m_notifier;
};

void writeLine(const QByteArray &line)
{
    const QByteArray whole = line + '\n';
    std::fwrite(whole.constData(), 1, static_cast<std::size_t>(whole.size()), stdout);
    std::fflush(stdout);
}

HeldKey keyFor(const Line &line)
{
    if (line.has(QStringLiteral("client")))
        return HeldKey::ofAgent(line.value(QStringLiteral("client")));
    QJsonObject params = keyParams(line);
    params.insert(QStringLiteral("name"), QStringLiteral("connect-hubctl mcp"));
    params.insert(QStringLiteral("owner"), QStringLiteral("local"));
    params.insert(QStringLiteral("expires_days"), kDaysOfAKey);
    return HeldKey::made(params);
}

int mcp(const Line &line, Hub &hub)
{
    const bool isAgent = line.has(QStringLiteral("client"));
    if (isAgent && !keyParams(line).isEmpty())
        return usageProblem(
            QStringLiteral("with --client the key is the agent's own: agents install sets what it may"));
    HeldKey key = keyFor(line);
    const auto reach = [&]() -> HubAccess {
        const ControlReply status = reachHub(hub, line.dataDir);
        if (!status.ok())
            return {{}, {}, status.errorMessage};
        key.drop(hub);
        const ControlReply fetched = key.fetch(hub);
        if (!fetched.ok())
            return {{}, {}, fetched.errorMessage};
        return {QUrl(text(status.result, "url") + QStringLiteral("/mcp")), key.authorization(), {}};
    };
    const auto reachAloud = [&] {
        const HubAccess access = reach();
        if (!access.problem.isEmpty())
            note(QStringLiteral("connect-hubctl: ") + access.problem);
        return access;
    };
    Bridge bridge(reachAloud, &writeLine);
    QObject::connect(&bridge, &Bridge::finished, &bridge, &QCoreApplication::quit);
    const Interrupt interrupt([&bridge] { bridge.close(); });
    const InputLines input([&bridge](const QByteArray &each) { bridge.take(each); }, [&bridge] { bridge.close(); });
    QCoreApplication::exec();
    key.drop(hub);
    return kDone;
}

} // namespace

QList<Command> mcpCommands()
{
    QList<Option> options = keyOptions();
    options.prepend({QStringLiteral("client"), QStringLiteral("NAME"),
                     QStringLiteral("an agent with a key of its own; without it: a key as long as this runs")});
    return {
        {QStringLiteral("mcp"),
         {},
         options,
         QStringLiteral("MCP over stdin and stdout, for agents that start their servers; starts the hub if none runs"),
         &mcp}};
}

} // namespace hub::ctl
