// Runs one coroutine to its end on an io_context, with a limit that fails the test.
#pragma once

#include "core/base/task.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>

namespace hub {

template <typename T>
Task<void> keepResult(Task<T> task, std::optional<T> *out)
{
    out->emplace(co_await std::move(task));
}

template <typename T>
T runTask(boost::asio::io_context &io, Task<T> task, std::chrono::seconds limit = std::chrono::seconds(20))
{
    std::optional<T> out;
    std::exception_ptr failure;
    bool ended = false; // the handler comes after the result, and must find this function still there
    boost::asio::co_spawn(io, keepResult(std::move(task), &out), [&](std::exception_ptr e) {
        failure = e;
        ended = true;
    });
    const auto end = std::chrono::steady_clock::now() + limit;
    io.restart();
    while (!ended && std::chrono::steady_clock::now() < end)
        io.run_one_for(std::chrono::milliseconds(50)), io.restart();
    if (failure)
        std::rethrow_exception(failure);
    if (!ended)
        throw std::runtime_error("the task did not end in time");
    return std::move(*out);
}

} // namespace hub
