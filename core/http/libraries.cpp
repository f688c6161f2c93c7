// Boost.Asio's TLS part, compiled once for the whole program.
#include <boost/asio/ssl/impl/src.hpp>
