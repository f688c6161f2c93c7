// What happens to a task: an order becomes a call, a dead account a sign-in to wait for, all else a question.
#pragma once

#include "core/a2a/answers.h"
#include "core/a2a/order.h"
#include "core/a2a/task_board.h"
#include "core/actions/action_search.h"

#include <functional>

namespace hub::a2a {

struct AgentParts {
    ActionRunner *actions = nullptr;
    ConnectService *connect = nullptr;
    Catalogue *catalogue = nullptr;
    ActionSearch *search = nullptr;
    TaskBoard *board = nullptr;
    Clock *clock = nullptr;
    std::string url;                                   //!< "http://127.0.0.1:7423"
    std::function<bool(const Principal &)> isStillGood; //!< whether a caller of a while ago would be let in now
};

//! Why a task in that state can't be told that.
std::optional<Failure> objectionTo(State state, const Said &said);

//! One thread's (the hub's).
class Agent {
public:
    Agent(boost::asio::any_io_executor executor, AgentParts parts);

    //! Something is said to a task that objectionTo() lets pass; what comes of it shows there.
    void say(const EntryPtr &entry, const Message &message, const Said &said);
    std::optional<Failure> cancel(const EntryPtr &entry);
    //! Ends the waits whose time is over.
    void sweep();

private:
    void onAttempt(const Attempt &attempt);
    void ask(Entry &entry, const std::string &prefix, const std::string &query);
    void start(const EntryPtr &entry, json::object order);
    void goOn(const EntryPtr &entry);
    void release(Entry &entry);
    void waitForSignIn(Entry &entry, const Connector &connector, const std::string &url);
    void failed(Entry &entry, const Connector &connector, const Action &action, const Error &error);
    Task<void> work(EntryPtr entry, Order order, std::uint64_t run);
    Task<void> perform(EntryPtr entry, Order order, std::uint64_t run);
    Task<void> offerSignIn(EntryPtr entry, std::shared_ptr<const Connector> connector, std::uint64_t run);
    Task<void> revoke(LinkId link);

    boost::asio::any_io_executor m_executor;
    AgentParts m_parts;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace hub::a2a
