// Waiting that is handed in, so that a test need not wait.
#pragma once

#include "core/base/task.h"

#include <chrono>
#include <functional>

namespace hub {

using Wait = std::function<Task<void>(std::chrono::milliseconds)>;

//! On the running coroutine's executor, by the monotonic clock.
Task<void> waitFor(std::chrono::milliseconds delay);

} // namespace hub
