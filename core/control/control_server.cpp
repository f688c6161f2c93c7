#include "core/control/control_server.h"

#include "core/base/log.h"
#include "core/control/connection.h"
#include "core/control/peer.h"
#include "core/control/shapes.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdio>
#include <set>

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace hub {
namespace {

namespace asio = boost::asio;
using Local = asio::local::stream_protocol;

constexpr std::size_t kMostClients = 64;
constexpr std::size_t kSeedRows = 5000;
constexpr std::chrono::milliseconds kAcceptPause{200};

Error cannotOpen(const std::string &path, const std::string &why)
{
    return Error{ErrorCode::InvalidRequest, "The control socket " + path + " can't be opened: " + why};
}

//! Shorter than the socket's own name, so that one length check is enough.
std::string temporaryName(const std::string &path)
{
    return path.substr(0, path.rfind('/') + 1) + ".new.sock";
}

} // namespace

struct ControlServer::State : std::enable_shared_from_this<ControlServer::State> {
    asio::any_io_executor executor;
    control::Context context;
    control::MethodTable methods;
    Local::acceptor acceptor;
    std::set<std::shared_ptr<control::Connection>> clients;
    bool stopped = false;

    State(asio::any_io_executor where, const ControlServices &services, HubInfo info)
        : executor(where)
        , context{services,
                  std::move(info),
                  {},
                  control::Usage(services.clock),
                  control::ConnectWatch(where, services.connect, services.accounts, services.clock),
                  {},
                  where}
        , acceptor(where)
    {
        context.publish = [this](std::string_view type, json::object params) { publish(type, std::move(params)); };
        methods = control::allMethods(&context);
    }

    Result<void> listen(const std::string &path);
    void watchServices();
    void publish(std::string_view type, json::object params);
    void onAttempt(Attempt attempt);
    void onRow(const AuditRow &row);
    void welcome(Local::socket socket);
    void stop();
    static Task<void> acceptLoop(std::shared_ptr<State> self);
    static Task<void> seedUsage(std::shared_ptr<State> self);
};

Result<void> ControlServer::State::listen(const std::string &path)
{
    if (path.size() >= sizeof(sockaddr_un::sun_path))
        return cannotOpen(path,
                          "the path is longer than " + std::to_string(sizeof(sockaddr_un::sun_path) - 1)
                              + " bytes; choose a shorter data directory");
    const std::string temporary = temporaryName(path);
    ::unlink(temporary.c_str());
    boost::system::error_code ec;
    const Local::endpoint endpoint(temporary);
    acceptor.open(Local(), ec);
    if (!ec)
        acceptor.bind(endpoint, ec);
    // nobody can connect before listen(), and it has its name only once it is 0600
    if (!ec && ::chmod(temporary.c_str(), S_IRUSR | S_IWUSR) != 0)
        ec.assign(errno, boost::system::system_category());
    if (!ec)
        acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (!ec && std::rename(temporary.c_str(), path.c_str()) != 0)
        ec.assign(errno, boost::system::system_category());
    if (ec) {
        boost::system::error_code ignored;
        acceptor.close(ignored);
        ::unlink(temporary.c_str());
        return cannotOpen(path, ec.message());
    }
    context.socketPath = path;
    watchServices();
    asio::co_spawn(executor, acceptLoop(shared_from_this()), asio::detached);
    asio::co_spawn(executor, seedUsage(shared_from_this()), asio::detached);
    return {};
}

void ControlServer::State::watchServices()
{
    const std::weak_ptr<State> weak = weak_from_this();
    context.services.accounts->onChange([weak](const Account &account, bool removed) {
        const std::shared_ptr<State> self = weak.lock();
        if (!self)
            return;
        self->context.watch.onAccount(account, removed);
        json::object params;
        if (removed) {
            self->context.usage.forget(account.id);
            params["account_id"] = account.id.str();
        } else {
            params["account"] = control::accountJson(self->context, account);
        }
        self->publish(removed ? "account.removed" : "account.changed", std::move(params));
    });
    context.services.connect->onAttempt([weak](const Attempt &attempt) {
        if (const std::shared_ptr<State> self = weak.lock())
            self->onAttempt(attempt);
    });
    context.services.audit->onRow([weak](const AuditRow &row) {
        if (const std::shared_ptr<State> self = weak.lock())
            self->onRow(row);
    });
}

void ControlServer::State::onAttempt(Attempt attempt)
{
    const std::optional<SessionId> session = context.watch.sessionOf(attempt);
    context.watch.onAttempt(attempt);
    if (session)
        attempt.session = *session; // the one its caller knows
    publish("attempt.ended", control::attemptJson(attempt));
    if (attempt.status != AttemptStatus::Authenticated || !attempt.account)
        return;
    publish("link.changed", {});
    AuditRow row = control::adminRow(&context, "account.connected");
    row.protocol = "page";
    row.connector = attempt.connector;
    row.account = attempt.account->str();
    context.services.audit->record(std::move(row));
}

void ControlServer::State::onRow(const AuditRow &row)
{
    context.usage.see(row);
    if (clients.empty())
        return;
    json::object params;
    params["row"] = toJson(row);
    publish(row.event == "call" ? "call" : "audit", std::move(params));
}

void ControlServer::State::publish(std::string_view type, json::object params)
{
    if (stopped || clients.empty())
        return;
    const std::string line = control::eventLine(type, std::move(params));
    const std::vector<std::shared_ptr<control::Connection>> now(clients.begin(), clients.end());
    for (const std::shared_ptr<control::Connection> &client : now)
        client->publish(line); // may drop it
}

void ControlServer::State::welcome(Local::socket socket)
{
    if (!control::isSameUser(socket.native_handle())) {
        qCWarning(logControl, "another user tried to open the control socket");
        return; // closes it
    }
    if (clients.size() >= kMostClients) {
        qCWarning(logControl, "too many clients of the control socket");
        return;
    }
    const std::shared_ptr<const control::MethodTable> table(shared_from_this(), &methods);
    const std::weak_ptr<State> weak = weak_from_this();
    const auto closed = [weak](control::Connection *gone) {
        if (const std::shared_ptr<State> self = weak.lock())
            std::erase_if(self->clients, [gone](const auto &client) { return client.get() == gone; });
    };
    const auto client = std::make_shared<control::Connection>(std::move(socket), table, control::ConnectionLimits{},
                                                              closed);
    clients.insert(client);
    client->start();
}

Task<void> ControlServer::State::acceptLoop(std::shared_ptr<State> self)
{
    const auto token = asio::as_tuple(asio::use_awaitable);
    asio::steady_timer pause(self->executor);
    while (!self->stopped) {
        std::tuple<boost::system::error_code, Local::socket> accepted = co_await self->acceptor.async_accept(token);
        if (self->stopped)
            co_return;
        if (!std::get<0>(accepted)) {
            self->welcome(std::move(std::get<1>(accepted)));
            continue;
        }
        // out of descriptors: a pause, or this loop would burn a core
        pause.expires_after(kAcceptPause);
        const std::tuple<boost::system::error_code> waited = co_await pause.async_wait(token);
        static_cast<void>(waited);
    }
}

Task<void> ControlServer::State::seedUsage(std::shared_ptr<State> self)
{
    const Result<std::vector<AuditRow>> rows = co_await self->context.services.audit->tail(kSeedRows, 0);
    if (!rows)
        co_return;
    for (const AuditRow &row : *rows) {
        if (row.at < self->context.info.startedAt) // later ones were seen as they came
            self->context.usage.see(row);
    }
}

void ControlServer::State::stop()
{
    if (std::exchange(stopped, true))
        return;
    context.watch.stop();
    boost::system::error_code ignored;
    acceptor.close(ignored);
    if (!context.socketPath.empty())
        ::unlink(context.socketPath.c_str());
    const std::string line = control::eventLine("hub.stopping", {});
    const std::vector<std::shared_ptr<control::Connection>> now(clients.begin(), clients.end());
    for (const std::shared_ptr<control::Connection> &client : now)
        client->closeWith(line);
}

ControlServer::ControlServer(boost::asio::any_io_executor executor, const ControlServices &services, HubInfo info)
    : m_state(std::make_shared<State>(std::move(executor), services, std::move(info)))
{
}

ControlServer::~ControlServer()
{
    m_state->stop();
}

Result<void> ControlServer::listen(const std::string &socketPath)
{
    return m_state->listen(socketPath);
}

void ControlServer::stop()
{
    m_state->stop();
}

void ControlServer::publish(std::string_view type, json::object params)
{
    m_state->publish(type, std::move(params));
}

} // namespace hub
