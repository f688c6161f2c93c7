// run -- CMD …: a program with a key of its own, as long as it runs.
#include "app/ctl/commands.h"
#include "app/ctl/held_key.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hub::ctl {
namespace {

constexpr int kNotFound = 127;
constexpr int kNotRunnable = 126;
constexpr int kBySignal = 128;
constexpr std::array kPassedOn{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

// A signal handler can reach nothing but what is known beforehand.
volatile std::sig_atomic_t runningChild = 0;

//! What the terminal sends goes to the child as well; what somebody sends to this program goes on to it.
void passOn(int signal, siginfo_t *info, void *)
{
    if (runningChild > 0 && info->si_code <= 0)
        ::kill(static_cast<pid_t>(runningChild), signal);
}

//! While it lives, signals go to the child; they wait until there is one.
class Passing {
public:
    Passing()
    {
        sigset_t waiting;
        sigemptyset(&waiting);
        for (const int signal : kPassedOn)
            sigaddset(&waiting, signal);
        ::sigprocmask(SIG_BLOCK, &waiting, &m_mask);
        struct sigaction action = {};
        action.sa_sigaction = &passOn;
        action.sa_flags = SA_SIGINFO | SA_RESTART;
        for (std::size_t i = 0; i < kPassedOn.size(); ++i)
            ::sigaction(kPassedOn[i], &action, &m_before[i]);
    }
    ~Passing()
    {
        for (std::size_t i = 0; i < kPassedOn.size(); ++i)
            ::sigaction(kPassedOn[i], &m_before[i], nullptr);
        ::sigprocmask(SIG_SETMASK, &m_mask, nullptr);
    }
    //! The mask that was there before.
    const sigset_t &mask() const { return m_mask; }
    void to(pid_t child) const
    {
        runningChild = child;
        ::sigprocmask(SIG_SETMASK, &m_mask, nullptr);
    }
    Passing(const Passing &) = delete;
    Passing &operator=(const Passing &) = delete;

private:
    std::array<struct sigaction, kPassedOn.size()> m_before{};
    sigset_t m_mask{};
};

//! 0, or why it could not be started.
int start(const QStringList &command, const sigset_t &mask, pid_t *child)
{
    std::vector<QByteArray> words;
    words.reserve(static_cast<std::size_t>(command.size()));
    for (const QString &word : command)
        words.push_back(word.toLocal8Bit());
    std::vector<char *> arguments;
    arguments.reserve(words.size() + 1);
    for (QByteArray &word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawnattr_t attributes;
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE); // this program ignores it
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &mask);
    const int problem = ::posix_spawnp(child, arguments[0], nullptr, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    return problem;
}

int waitFor(pid_t child)
{
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return kRefused;
    }
    return WIFSIGNALED(status) ? kBySignal + WTERMSIG(status) : WEXITSTATUS(status);
}

int runWithKey(const QStringList &command)
{
    const Passing passing;
    pid_t child = 0;
    if (const int problem = start(command, passing.mask(), &child); problem != 0) {
        note(QStringLiteral("connect-hubctl: %1 can't be started: %2")
                 .arg(command.constFirst(), QString::fromLocal8Bit(std::strerror(problem))));
        return problem == ENOENT ? kNotFound : kNotRunnable;
    }
    passing.to(child);
    const int code = waitFor(child);
    runningChild = 0;
    return code;
}

int run(const Line &line, Hub &hub)
{
    const QString client = line.value(QStringLiteral("client"));
    QJsonObject params = keyParams(line);
    params.insert(QStringLiteral("name"),
                  client.isEmpty() ? line.positional.constFirst().section(QLatin1Char('/'), -1) : client);
    params.insert(QStringLiteral("owner"), QStringLiteral("local"));
    params.insert(QStringLiteral("expires_days"), 1);
    const ControlReply status = hub.call(QStringLiteral("hub.status"));
    if (!status.ok())
        return hub.fail(status);
    HeldKey key = HeldKey::made(params);
    const ControlReply reply = key.fetch(hub);
    if (!reply.ok())
        return hub.fail(reply);
    qputenv("CONNECT_HUB_URL", text(status.result, "url").toUtf8());
    qputenv("CONNECT_HUB_KEY", key.secret().toUtf8());
    const int code = runWithKey(line.positional);
    key.drop(hub);
    return code;
}

} // namespace

QList<Command> runCommands()
{
    QList<Option> options = keyOptions();
    options.prepend({QStringLiteral("client"), QStringLiteral("NAME"),
                     QStringLiteral("what the key is named; without it: the command's name")});
    return {
        {QStringLiteral("run"),
         {QStringLiteral("CMD…")},
         options,
         QStringLiteral(
             "runs a command (behind --) with CONNECT_HUB_URL and CONNECT_HUB_KEY: a key of a day, deleted at its end"),
         &run}};
}

} // namespace hub::ctl
