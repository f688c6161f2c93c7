// The coroutine type of every operation that waits. Resumes on the executor it was started on.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace hub {

//! g++ 12.2 destroys braced and lambda temporaries of a co_await expression twice: co_await only names.
template <typename T>
using Task = boost::asio::awaitable<T>;

} // namespace hub
