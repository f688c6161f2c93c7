// Ctrl+C while something waits, as a call in the event loop.
#pragma once

#include <functional>
#include <memory>

namespace hub::ctl {

//! While it lives, SIGINT and SIGTERM call `interrupted` once instead of ending the program. One at a time.
class Interrupt {
public:
    explicit Interrupt(std::function<void()> interrupted);
    ~Interrupt();
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace hub::ctl
