#include "app/ctl/interrupt.h"

#include <QSocketNotifier>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace hub::ctl {
namespace {

// A signal handler can reach nothing but a file descriptor that is known beforehand.
volatile std::sig_atomic_t wakeDescriptor = -1;

void onSignal(int)
{
    const char byte = 0;
    const ssize_t written = ::write(wakeDescriptor, &byte, 1);
    static_cast<void>(written); // a full pipe has woken it already
}

} // namespace

struct Interrupt::State {
    int ends[2] = {-1, -1};
    std::unique_ptr<QSocketNotifier> notifier;
    struct sigaction oldInt = {}, oldTerm = {};
};

Interrupt::Interrupt(std::function<void()> interrupted) : m_state(std::make_unique<State>())
{
    if (::pipe2(m_state->ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return; // Ctrl+C then ends the program at once, as it does without this
    wakeDescriptor = m_state->ends[1];
    m_state->notifier = std::make_unique<QSocketNotifier>(m_state->ends[0], QSocketNotifier::Read);
    QSocketNotifier *notifier = m_state->notifier.get();
    QObject::connect(notifier, &QSocketNotifier::activated, notifier, [notifier, interrupted = std::move(interrupted)] {
        notifier->setEnabled(false);
        interrupted();
    });
    struct sigaction action = {};
    action.sa_handler = &onSignal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, &m_state->oldInt);
    ::sigaction(SIGTERM, &action, &m_state->oldTerm);
}

Interrupt::~Interrupt()
{
    if (m_state->ends[0] < 0)
        return;
    ::sigaction(SIGINT, &m_state->oldInt, nullptr);
    ::sigaction(SIGTERM, &m_state->oldTerm, nullptr);
    wakeDescriptor = -1;
    ::close(m_state->ends[0]);
    ::close(m_state->ends[1]);
}

} // namespace hub::ctl
