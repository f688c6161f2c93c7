#include "core/mcp/session.h"

#include "core/mcp/call.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::size_t kIdSize = 43; // 256 bits
constexpr std::size_t kMostSessions = 128; // of one caller
constexpr std::size_t kKeptStreams = 32;   // of one session, ended ones among them
constexpr std::chrono::minutes kIdle{30};

} // namespace

std::string holderOf(const Principal &principal)
{
    return (principal.kind == Principal::Kind::Key ? "key:" : "session:") + principal.id;
}

struct Session::Question {
    explicit Question(const boost::asio::any_io_executor &executor) : answered(executor) {}
    Bell answered;
    std::optional<RpcMessage> answer;
};

Session::Session(const boost::asio::any_io_executor &executor, std::string name,
                 std::shared_ptr<const Principal> caller)
    : id(std::move(name))
    , holder(holderOf(*caller))
    , principal(std::move(caller))
    , unsolicited(std::make_shared<MessageStream>(executor, "all"))
    , m_executor(executor)
{
}

std::shared_ptr<MessageStream> Session::newStream(std::string streamId)
{
    auto stream = std::make_shared<MessageStream>(m_executor, std::move(streamId));
    m_streams[stream->id()] = stream;
    m_order.push_back(stream->id());
    // the ended ones go first, oldest first; calls that still run keep theirs
    for (auto oldest = m_order.begin(); m_streams.size() > kKeptStreams && oldest != m_order.end();) {
        const auto found = m_streams.find(*oldest);
        const bool done = found->second->isFinished();
        if (done)
            m_streams.erase(found);
        oldest = done ? m_order.erase(oldest) : oldest + 1;
    }
    return stream;
}

void Session::forgetStream(const std::string &streamId)
{
    m_streams.erase(streamId);
    std::erase(m_order, streamId);
}

std::shared_ptr<MessageStream> Session::findStream(const std::string &streamId) const
{
    if (streamId == unsolicited->id())
        return unsolicited;
    const auto found = m_streams.find(streamId);
    return found == m_streams.end() ? nullptr : found->second;
}

bool Session::hasReader() const
{
    return unsolicited->hasReader() || !running.empty()
        || std::any_of(m_streams.begin(), m_streams.end(), [](const auto &one) { return one.second->hasReader(); });
}

Task<Result<json::object>> Session::ask(std::shared_ptr<MessageStream> stream, std::string method, json::object params,
                                        std::chrono::milliseconds limit)
{
    const std::string number = "hub-" + std::to_string(++m_asked);
    const auto question = std::make_shared<Question>(m_executor);
    m_questions[number] = question;
    json::object message = rpcNotification(method, std::move(params));
    message["id"] = number;
    stream->push(json::serialize(message));
    if (!m_ended && !question->answer)
        co_await question->answered.heard(limit);
    m_questions.erase(number);
    if (!question->answer)
        co_return Error{ErrorCode::UpstreamTimeout, "The client did not answer."};
    if (question->answer->isError)
        co_return Error{ErrorCode::InvalidRequest, "The client refused."};
    co_return std::move(question->answer->result);
}

void Session::answered(const RpcMessage &answer)
{
    const auto found = answer.id.is_string() ? m_questions.find(textOf(answer.id)) : m_questions.end();
    if (found == m_questions.end())
        return;
    found->second->answer = answer;
    found->second->answered.ring();
}

void Session::end()
{
    m_ended = true;
    const auto calls = running;
    for (const auto &[number, call] : calls)
        call->stop();
    for (const auto &[number, question] : m_questions)
        question->answered.ring();
    for (const auto &[name, stream] : m_streams)
        stream->finish();
    unsolicited->finish();
}

SessionStore::SessionStore(boost::asio::any_io_executor executor, const Clock *clock, Random *random)
    : m_executor(std::move(executor)), m_clock(clock), m_random(random)
{
}

Result<std::shared_ptr<Session>> SessionStore::create(std::shared_ptr<const Principal> principal)
{
    sweep();
    const std::string holder = holderOf(*principal);
    const auto count = std::count_if(m_sessions.begin(), m_sessions.end(),
                                     [&](const auto &one) { return one.second->holder == holder; });
    if (static_cast<std::size_t>(count) >= kMostSessions) {
        // clients leave some behind, without a word
        const std::shared_ptr<Session> oldest = idlest(holder);
        if (!oldest)
            return Error{
                ErrorCode::Overloaded, "This key has as many sessions at work as it may.", {}, std::chrono::seconds(5)};
        end(oldest);
    }
    auto session = std::make_shared<Session>(m_executor, randomBase62(*m_random, kIdSize), std::move(principal));
    session->lastUsed = m_clock->monotonic();
    m_sessions[session->id] = session;
    return session;
}

std::shared_ptr<Session> SessionStore::find(std::string_view id, std::shared_ptr<const Principal> principal)
{
    sweep();
    const auto found = m_sessions.find(id);
    if (found == m_sessions.end() || found->second->holder != holderOf(*principal))
        return nullptr;
    found->second->lastUsed = m_clock->monotonic();
    found->second->principal = std::move(principal);
    return found->second;
}

void SessionStore::end(const std::shared_ptr<Session> &session)
{
    // the one that is erased may be the very one handed in
    const std::shared_ptr<Session> kept = session; // NOLINT(performance-unnecessary-copy-initialization)
    m_sessions.erase(kept->id);
    kept->end();
}

void SessionStore::sweep()
{
    const MonotonicTime now = m_clock->monotonic();
    std::vector<std::shared_ptr<Session>> over;
    for (const auto &[id, session] : m_sessions) {
        if (now - session->lastUsed > kIdle && !session->hasReader())
            over.push_back(session);
    }
    for (const std::shared_ptr<Session> &session : over)
        end(session);
}

void SessionStore::forEach(const std::function<void(const std::shared_ptr<Session> &)> &visit) const
{
    const auto all = m_sessions; // a visitor may end one
    for (const auto &[id, session] : all)
        visit(session);
}

std::shared_ptr<Session> SessionStore::idlest(const std::string &holder) const
{
    std::shared_ptr<Session> oldest;
    for (const auto &[id, session] : m_sessions) {
        if (session->holder == holder && !session->hasReader() && (!oldest || session->lastUsed < oldest->lastUsed))
            oldest = session;
    }
    return oldest;
}

} // namespace hub
