// Turns an io_context until something is so, with a limit that fails.
#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>

namespace hub {

//! \return false when nothing happened any more for the limit (20 s) and it still is not so
template <typename Condition>
bool pumpUntil(boost::asio::io_context &io, Condition isSo)
{
    constexpr int quietTurns = 400;
    for (int quiet = 0; !isSo() && quiet < quietTurns;) {
        io.restart();
        quiet = io.run_one_for(std::chrono::milliseconds(50)) == 0 ? quiet + 1 : 0;
    }
    return isSo();
}

//! Handles all that is ready now, and does not wait.
inline void pumpReady(boost::asio::io_context &io)
{
    io.restart();
    while (io.poll() > 0)
        io.restart();
}

} // namespace hub
