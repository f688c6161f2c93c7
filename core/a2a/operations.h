// The operations of A2A, whichever binding asked for them.
#pragma once

#include "core/a2a/agent.h"
#include "core/a2a/wire.h"

namespace hub::a2a {

enum class Operation { Send, Stream, Get, List, Cancel, Subscribe, Push, ExtendedCard };

struct Caller {
    std::shared_ptr<const Principal> principal;
    std::vector<std::string> accounts; //!< accountsNamed()
    std::string requestId;
};

//! One thread's (the hub's).
class Operations {
public:
    //! \param parts its board is this one's own
    Operations(boost::asio::any_io_executor executor, AgentParts parts, Random *random, std::string version);

    //! All but Stream and Subscribe.
    Task<Reply> answer(const Caller *caller, Operation operation, const json::object *params, Dialect dialect);
    //! Stream and Subscribe: the news of a task, from the task as it is on.
    std::variant<std::shared_ptr<EventQueue>, Failure> open(const Caller &caller, Operation operation,
                                                            const json::object &params, Dialect dialect);
    json::object publicCard(bool strictlyNew) const;
    //! Ends what has waited for too long.
    void sweep() { m_agent.sweep(); }
    //! Whether the caller would still be let in.
    bool admits(const Caller &caller) const { return m_parts.isStillGood(*caller.principal); }
    //! Ends all streams.
    void stop() { m_board.close(); }

private:
    struct Opened {
        EntryPtr entry;
        std::shared_ptr<EventQueue> news;
    };
    std::variant<Opened, Failure> say(const Caller &caller, const SendRequest &wish);
    Task<Reply> send(const Caller *caller, const json::object *params, Dialect dialect);
    Reply get(const Caller &caller, const json::object &params, Dialect dialect);
    Reply list(const Caller &caller, const json::object &params, Dialect dialect) const;
    Reply cancel(const Caller &caller, const json::object &params, Dialect dialect);
    json::object extendedCard(const Caller &caller, Dialect dialect) const;

    AgentParts m_parts;
    std::string m_version;
    TaskBoard m_board;
    Agent m_agent;
};

} // namespace hub::a2a
