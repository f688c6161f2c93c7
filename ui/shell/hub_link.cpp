#include "ui/shell/hub_link.h"

#include "core/control/client/control_client.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTimer>

#include <csignal>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kLookEveryMs = 50;
constexpr int kMostLooks = 600; // 30 s: a keychain that asks the person takes its time

bool isAlive(qint64 pid)
{
    return pid > 0 && ::kill(static_cast<pid_t>(pid), 0) == 0;
}

} // namespace

HubLink::HubLink(ControlClient *client, QString program, QStringList arguments, QString dataDirectory, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_program(std::move(program))
    , m_arguments(std::move(arguments))
    , m_directory(std::move(dataDirectory))
    , m_timer(new QTimer(this))
{
    m_timer->setInterval(kLookEveryMs);
    connect(m_timer, &QTimer::timeout, this, &HubLink::look);
    connect(client, &ControlClient::connected, this, [this] {
        m_timer->stop();
        set(State::Running);
    });
    connect(client, &ControlClient::disconnected, this, &HubLink::onDisconnected);
}

QString HubLink::logFile() const
{
    return QDir(m_directory).filePath(u"hub.log"_s);
}

void HubLink::start()
{
    if (m_state != State::Stopped)
        return;
    m_pid = 0;
    m_looks = 0;
    set(State::Looking);
    m_client->connectToHub(); // when nobody answers, disconnected() comes and one is started
}

void HubLink::onDisconnected()
{
    if (m_state == State::Running) {
        set(State::Stopped, tr("The hub has stopped. Agents can't call."));
        return;
    }
    if (m_state == State::Looking && m_pid == 0)
        spawn();
}

void HubLink::spawn()
{
    QDir().mkpath(m_directory);
    QFile::setPermissions(m_directory, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QFile log(logFile());
    if (log.open(QIODevice::WriteOnly)) // emptied, and the person's alone before the hub writes to it
        log.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    log.close();
    QProcess process;
    process.setProgram(m_program);
    process.setArguments(m_arguments);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(logFile(), QIODevice::Append);
    if (!process.startDetached(&m_pid)) {
        set(State::Stopped,
            tr("The hub could not be started: %1 is missing. Install Connect Hub again.").arg(m_program));
        return;
    }
    m_timer->start();
}

void HubLink::look()
{
    if (!isAlive(m_pid)) {
        m_timer->stop();
        const QString line = lastLogLine();
        set(State::Stopped, line.isEmpty() ? tr("The hub ended while it started.") : line);
        return;
    }
    if (++m_looks > kMostLooks) {
        m_timer->stop();
        set(State::Stopped, tr("The hub does not answer. Its log may say why."));
        return;
    }
    if (QFile::exists(QDir(m_directory).filePath(u"control.sock"_s)))
        m_client->connectToHub();
}

void HubLink::stopOwn()
{
    if (isAlive(m_pid))
        ::kill(static_cast<pid_t>(m_pid), SIGTERM);
}

void HubLink::set(State state, const QString &problem)
{
    m_state = state;
    m_problem = problem;
    Q_EMIT changed();
}

QString HubLink::lastLogLine() const
{
    QFile file(logFile());
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    QString line = lines.isEmpty() ? QString() : lines.last();
    line.remove(u"connect-hubd: "_s);
    return line;
}

} // namespace hub
