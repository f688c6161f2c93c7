// One client connection of the hub's port: requests in order, each answered before the next is read.
#pragma once

#include "core/http/message_reader.h"
#include "core/http/server.h"

#include <boost/asio/ip/tcp.hpp>

#include <functional>

namespace hub {

//! What all connections of a server share. One thread's.
struct ServerContext {
    ServerLimits limits;
    RequestHandler handler;
    ErrorAnswer errors;
    std::uint64_t second = 0; //!< counted by the sweep; deadlines are in these
    std::size_t active = 0;   //!< requests being answered
    bool stopping = false;
};

class Connection final : public std::enable_shared_from_this<Connection>, private ByteSource {
public:
    Connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<ServerContext> context);

    //! Until the client or a limit ends it.
    Task<void> run();
    //! Turns the client away: the hub is full.
    Task<void> refuse();
    //! The sweep: closes it when its deadline is over.
    void sweep();
    //! Closes it unless a request is being answered.
    void closeIfIdle();

private:
    class Body;
    class Answer;
    enum class Phase { Idle, Head, Answering, Body, Closed };

    Task<Result<std::size_t>> readSome(char *place, std::size_t size) override;
    Task<bool> serveOne();
    Task<bool> answer(const Request *request, Body *body);
    Task<void> fail(const Error *error);
    Task<Result<void>> writeAll(std::string_view head, std::string_view body, std::string_view tail);
    Task<void> linger();
    void watch(std::weak_ptr<std::function<void()>> gone);
    void close();
    void expectWithin(std::chrono::seconds limit);

    boost::asio::ip::tcp::socket m_socket;
    std::shared_ptr<ServerContext> m_context;
    MessageReader<true> m_reader;
    Phase m_phase = Phase::Idle;
    std::uint64_t m_deadline = 0; //!< 0 = none
};

} // namespace hub
