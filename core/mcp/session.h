// Sessions of the protocol's session era: what a client and the hub know of each other between requests.
#pragma once

#include "core/access/principal.h"
#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/mcp/rpc.h"
#include "core/mcp/stream.h"

#include <map>
#include <set>

namespace hub {

struct McpCall;

//! Who a session or a stream belongs to: nobody else's requests reach it.
std::string holderOf(const Principal &principal);

//! One thread's (the hub's).
class Session {
public:
    Session(const boost::asio::any_io_executor &executor, std::string id, std::shared_ptr<const Principal> principal);

    const std::string id;
    std::string holder;
    std::shared_ptr<const Principal> principal; //!< as of its last request
    std::string version, account;
    json::object capabilities;
    std::string logLevel; //!< empty = the client has not asked for logs
    std::set<std::string> subscriptions; //!< URIs of resources
    MonotonicTime lastUsed{};
    std::shared_ptr<MessageStream> unsolicited; //!< what belongs to no request
    std::map<std::string, std::shared_ptr<McpCall>> running; //!< by the request's id, as JSON

    //! A stream for one request, kept until it is forgotten.
    std::shared_ptr<MessageStream> newStream(std::string streamId);
    //! Its answer has gone out whole: nothing of it can be taken up again.
    void forgetStream(const std::string &streamId);
    std::shared_ptr<MessageStream> findStream(const std::string &streamId) const;
    bool hasReader() const;

    //! Asks the client on the stream of the call that needs it. \errors UpstreamTimeout, InvalidRequest (it refused)
    Task<Result<json::object>> ask(std::shared_ptr<MessageStream> stream, std::string method, json::object params,
                                   std::chrono::milliseconds limit);
    //! The client's answer to such a question; one that nobody asked is passed over.
    void answered(const RpcMessage &answer);
    //! Ends streams, questions and calls.
    void end();

private:
    struct Question;
    boost::asio::any_io_executor m_executor;
    std::map<std::string, std::shared_ptr<MessageStream>> m_streams;
    std::deque<std::string> m_order; //!< of the streams, the oldest first
    std::map<std::string, std::shared_ptr<Question>> m_questions;
    std::uint64_t m_asked = 0;
    bool m_ended = false;
};

//! One thread's (the hub's).
class SessionStore {
public:
    SessionStore(boost::asio::any_io_executor executor, const Clock *clock, Random *random);

    //! \errors Overloaded (the caller has too many, and all are in use)
    Result<std::shared_ptr<Session>> create(std::shared_ptr<const Principal> principal);
    //! Null for what is unknown, has ended, or is another caller's.
    std::shared_ptr<Session> find(std::string_view id, std::shared_ptr<const Principal> principal);
    void end(const std::shared_ptr<Session> &session);
    //! Those that nobody has used for half an hour.
    void sweep();
    void forEach(const std::function<void(const std::shared_ptr<Session> &)> &visit) const;
    std::size_t size() const { return m_sessions.size(); }

private:
    std::shared_ptr<Session> idlest(const std::string &holder) const;

    boost::asio::any_io_executor m_executor;
    const Clock *m_clock;
    Random *m_random;
    std::map<std::string, std::shared_ptr<Session>, std::less<>> m_sessions;
};

} // namespace hub
