#include "core/hub.h"

#include "core/access/login_limiter.h"
#include "core/agents/agents.h"
#include "core/api/front.h"
#include "core/api/services.h"
#include "core/base/data_directory.h"
#include "core/base/log.h"
#include "core/control/control_server.h"
#include "core/http/server.h"
#include "core/http/upstream_pool.h"
#include "core/hub_a2a.h"
#include "core/hub_files.h"
#include "core/mcp/fixtures/fixtures.h"
#include "core/mcp/mcp_server.h"
#include "core/vault/movable_vault.h"
#include "core/vault/vault_factory.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <QCoreApplication>
#include <QFileInfo>

#include <thread>

namespace hub {
namespace {

constexpr std::chrono::seconds kGrace{10};

StartProblem configuration(const Error &error)
{
    return {78, error.message};
}

//! What agents' entries are made of: the command line beside this program, and where its hub is.
EntryParts entryParts(const std::string &dataDirectory)
{
    const QString directory = QFileInfo(QString::fromStdString(dataDirectory)).absoluteFilePath();
    const bool isUsual = directory == QFileInfo(defaultDataDirectory()).absoluteFilePath();
    return {{},
            QString(QCoreApplication::applicationDirPath() + QStringLiteral("/connect-hubctl")).toStdString(),
            isUsual ? std::string() : directory.toStdString(),
            {}};
}

Task<void> answerMcp(McpServer *mcp, const Clock *clock, ApiContext *context)
{
    Result<std::string> account = accountNamed(*context);
    if (!account) {
        Error error = account.error();
        co_await answerError(context, std::move(error), clock);
        co_return;
    }
    std::shared_ptr<const Principal> principal = context->principal;
    std::string named = std::move(*account);
    std::string requestId = context->requestId;
    co_await mcp->handle(std::move(principal), std::move(named), std::move(requestId), context->request,
                         context->responder);
}

} // namespace

struct Hub::State {
    boost::asio::io_context io{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
    SystemClock clock;
    SystemRandom random;
    std::string version, url, masterKey;

    std::unique_ptr<InstanceLock> lock;
    std::unique_ptr<Database> database;
    std::unique_ptr<MovableVault> vault;
    std::unique_ptr<UpstreamPool> transport;
    std::unique_ptr<Catalogue> catalogue;
    std::unique_ptr<AccountRepository> accounts;
    std::unique_ptr<KeyStore> keys;
    std::unique_ptr<Agents> agents;
    std::unique_ptr<AuditLog> audit;
    std::unique_ptr<ProfileStore> profiles;
    std::unique_ptr<Revocations> revocations;
    std::unique_ptr<Credentials> credentials;
    std::unique_ptr<ConnectService> connect;
    std::unique_ptr<Gateway> gateway;
    std::unique_ptr<ActionRunner> actions;
    std::unique_ptr<ActionSearch> search;
    std::unique_ptr<McpServer> mcp;
    std::unique_ptr<a2a::A2aServer> a2a;
    std::unique_ptr<LoginLimiter> limiter;
    std::unique_ptr<OriginList> origins;
    std::unique_ptr<Refusals> refusals;
    std::unique_ptr<Front> front;
    std::unique_ptr<HttpServer> server;
    std::unique_ptr<ControlServer> control;
    ApiServices api;
    Router router;
    std::thread thread;

    std::optional<StartProblem> open(const HubOptions &options);
    void build(const HubOptions &options);
    std::optional<StartProblem> load();
    std::optional<StartProblem> listen(const HubOptions &options);
    void addRoutes();
    void addA2a(const std::string &base);
    Task<Result<std::size_t>> moveVault(std::string kind);
    Task<void> finish(std::function<void()> done);
};

std::optional<StartProblem> Hub::State::open(const HubOptions &options)
{
    lock = std::make_unique<InstanceLock>(options.dataDirectory);
    if (const Result<void> made = makeDataDirectory(options.dataDirectory); !made)
        return configuration(made.error());
    if (const Result<void> held = lock->take(); !held)
        return StartProblem{75, held.error().message};
    Result<std::unique_ptr<Database>> opened = Database::openSqlite(options.dataDirectory + "/hub.sqlite");
    if (!opened)
        return configuration(opened.error());
    database = std::move(*opened);
    const Result<std::string> kind = vaultKind(database.get(), options.vault);
    if (!kind)
        return configuration(kind.error());
    masterKey = options.masterKey;
    Result<std::unique_ptr<Vault>> made = makeVault(*kind, masterKey, database.get(), &random);
    if (!made)
        return configuration(made.error());
    if (const Result<void> kept = keepVaultKindNow(database.get(), *kind); !kept)
        return configuration(kept.error());
    vault = std::make_unique<MovableVault>(std::move(*made));
    return std::nullopt;
}

void Hub::State::build(const HubOptions &options)
{
    const auto executor = io.get_executor();
    transport = std::make_unique<UpstreamPool>(executor);
    catalogue = std::make_unique<Catalogue>(options.dataDirectory + "/connectors");
    accounts = std::make_unique<AccountRepository>(database.get(), &clock, &random);
    keys = std::make_unique<KeyStore>(database.get(), &clock, &random);
    audit = std::make_unique<AuditLog>(database.get(), &clock, executor);
    profiles = std::make_unique<ProfileStore>(database.get(), vault.get(), &clock);
    revocations = std::make_unique<Revocations>(executor, transport.get(), vault.get(), database.get(), catalogue.get(),
                                                profiles.get(), &clock, &random);
    credentials = std::make_unique<Credentials>(executor, transport.get(), vault.get(), accounts.get(), catalogue.get(),
                                                profiles.get(), revocations.get(), &clock, &random);
    connect = std::make_unique<ConnectService>(executor, transport.get(), database.get(), catalogue.get(),
                                               accounts.get(), profiles.get(), credentials.get(), &clock, &random);
    gateway = std::make_unique<Gateway>(transport.get(), credentials.get(), connect.get(), audit.get(), &clock);
    actions = std::make_unique<ActionRunner>(gateway.get(), accounts.get(), catalogue.get(), &clock);
    agents = std::make_unique<Agents>(realSurroundings(), entryParts(options.dataDirectory), keys.get(), vault.get(),
                                      database.get());
    search = std::make_unique<ActionSearch>(catalogue.get());
    mcp = std::make_unique<McpServer>(McpServices{executor, actions.get(), connect.get(), accounts.get(),
                                                  catalogue.get(), search.get(), keys.get(), &clock, &random, version});
    if (options.testFixtures)
        addMcpFixtures(mcp.get(), &random, &clock);
    limiter = std::make_unique<LoginLimiter>();
    origins = std::make_unique<OriginList>(database.get());
    refusals = std::make_unique<Refusals>(audit.get(), &clock);
    front = std::make_unique<Front>(&router, keys.get(), connect.get(), limiter.get(), refusals.get(), &clock, &random);

    front->letIn(origins.get());
    ServerLimits limits;
    limits.connections = options.maxConnections;
    Front *door = front.get();
    const auto handler = [door](const Request *request, Responder *responder) {
        return door->handle(request, responder);
    };
    const auto errors = [this](const Error &error) { return errorAnswer(error, newRequestId(random), clock.now()); };
    server = std::make_unique<HttpServer>(executor, limits, handler, errors);
}

std::optional<StartProblem> Hub::State::load()
{
    for (const Result<void> &loaded : {accounts->load(), keys->load(), agents->load(), audit->load(), profiles->load(),
                                       connect->load(), origins->load(), revocations->load()}) {
        if (!loaded)
            return configuration(loaded.error());
    }
    return std::nullopt;
}

void Hub::State::addRoutes()
{
    api = {catalogue.get(), accounts.get(), connect.get(), credentials.get(),
           profiles.get(),  gateway.get(),  actions.get(), audit.get(),
           &clock,          version,        url,           search.get()};
    addSystemRoutes(&router, &api);
    addMetricsRoute(&router, &api);
    addPageRoutes(&router, &api);
    addOauthRoutes(&router, &api);
    addHubRoutes(&router, &api);
    addSessionRoutes(&router, &api);
    addAccountRoutes(&router, &api);
    addActionRoutes(&router, &api);
    addProxyRoutes(&router, &api);
    const auto handler = [this](ApiContext *context) { return answerMcp(mcp.get(), &clock, context); };
    for (const char *method : {"POST", "GET", "DELETE"})
        router.add({method, "/mcp", Audience::Key, Need::Calls, "Model Context Protocol", handler, false});
}

void Hub::State::addA2a(const std::string &base)
{
    const auto isGood = [this](const Principal &caller) { return isStillGood(caller, *keys, *connect, clock); };
    a2a::AgentParts parts{actions.get(), connect.get(), catalogue.get(), search.get(), nullptr, &clock, base, isGood};
    a2a = std::make_unique<a2a::A2aServer>(io.get_executor(), std::move(parts), &random, version);
    addA2aRoutes(&router, a2a.get(), &clock);
}

std::optional<StartProblem> Hub::State::listen(const HubOptions &options)
{
    const Result<std::uint16_t> port = choosePort(*server, options.dataDirectory, options.host, options.port);
    if (!port)
        return StartProblem{port.error().code == ErrorCode::Conflict ? 71 : 78, port.error().message};
    const std::string host = options.host.find(':') == std::string::npos ? options.host : '[' + options.host + ']';
    const std::string address = host + ':' + std::to_string(*port);
    url = "http://" + address;
    const std::string base = options.publicUrl.empty() ? url : options.publicUrl;
    connect->setBaseUrl(base);
    agents->setBaseUrl(url);
    gateway->setOwnAddress(address);
    transport->refuseLocalPort(*port);
    const std::string suffix = ':' + std::to_string(*port);
    front->setOwnHosts({"127.0.0.1" + suffix, "localhost" + suffix, "[::1]" + suffix});
    if (!options.publicUrl.empty())
        front->addOwnUrl(options.publicUrl);
    addRoutes();
    addA2a(base);
    api.url = base;

    const HubInfo info{version, url, *port, options.dataDirectory, clock.now(), options.publicUrl};
    const ControlServices services{database.get(),
                                   vault.get(),
                                   catalogue.get(),
                                   accounts.get(),
                                   keys.get(),
                                   profiles.get(),
                                   credentials.get(),
                                   connect.get(),
                                   actions.get(),
                                   audit.get(),
                                   &clock,
                                   &random,
                                   [this](std::string kind) { return moveVault(std::move(kind)); },
                                   agents.get(),
                                   origins.get()};
    control = std::make_unique<ControlServer>(io.get_executor(), services, info);
    if (const Result<void> opened = control->listen(options.dataDirectory + "/control.sock"); !opened)
        return configuration(opened.error());
    vault->onLock([this](const std::optional<Error> &problem) {
        control->publish("vault.changed",
                         {{"state", problem ? "locked" : "ok"}, {"message", problem ? problem->message : ""}});
    });
    server->accept();
    return std::nullopt;
}

Task<Result<std::size_t>> Hub::State::moveVault(std::string kind)
{
    if (vault->kind() == kind)
        co_return Error{ErrorCode::Conflict, "The credentials are in the " + kind + " vault already."};
    std::string source = masterKey;
    Result<std::unique_ptr<Vault>> opened = co_await openVault(kind, std::move(source), database.get(), &random);
    if (!opened)
        co_return opened.error();
    std::function<std::vector<VaultKey>()> records = [this] {
        std::vector<VaultKey> all = profiles->vaultKeys();
        const std::vector<VaultKey> ofAgents = agents->vaultKeys();
        all.insert(all.end(), ofAgents.begin(), ofAgents.end());
        const std::vector<VaultKey> ending = revocations->vaultKeys();
        all.insert(all.end(), ending.begin(), ending.end());
        for (const Account &account : accounts->list({}))
            all.push_back({account.owner.str(), account.id.str()});
        return all;
    };
    std::shared_ptr<Vault> other = std::move(*opened);
    std::function<Task<Result<void>>()> decide = [this, kind] { return keepVaultKind(database.get(), kind); };
    co_return co_await vault->moveTo(std::move(other), std::move(records), std::move(decide));
}

Task<void> Hub::State::finish(std::function<void()> done)
{
    server->stop();
    mcp->stop();
    a2a->stop();
    co_await credentials->drain(kGrace);
    const MonotonicTime end = clock.monotonic() + kGrace;
    boost::asio::steady_timer timer(io);
    while ((server->activeRequests() > 0 || mcp->running() > 0) && clock.monotonic() < end) {
        timer.expires_after(std::chrono::milliseconds(20));
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
    control->stop();
    refusals->flush();
    const Result<void> written = co_await audit->flush();
    if (!written)
        qCCritical(logHub, "the last audit rows could not be written: %s", written.error().message.c_str());
    done();
}

Hub::Hub() : m_state(std::make_unique<State>())
{
}

Hub::~Hub()
{
    m_state->work.reset();
    m_state->io.stop();
    if (m_state->thread.joinable())
        m_state->thread.join();
}

std::optional<StartProblem> Hub::start(const HubOptions &options, const std::string &version)
{
    m_state->version = version;
    if (std::optional<StartProblem> problem = m_state->open(options))
        return problem;
    m_state->build(options);
    m_state->catalogue->loadDirectory(":/connectors", {});
    m_state->catalogue->loadDirectory(options.dataDirectory + "/connectors", options.allowLocal);
    for (const std::string &directory : options.connectorDirectories)
        m_state->catalogue->loadDirectory(directory, options.allowLocal);
    for (const CatalogueProblem &problem : m_state->catalogue->problems())
        qCWarning(logConnectors, "%s is left out: %s", problem.source.c_str(), problem.error.message.c_str());
    if (std::optional<StartProblem> problem = m_state->load())
        return problem;
    if (std::optional<StartProblem> problem = m_state->listen(options))
        return problem;
    State *state = m_state.get();
    m_state->thread = std::thread([state] { state->io.run(); });
    boost::asio::co_spawn(m_state->io, m_state->credentials->recover(), boost::asio::detached);
    boost::asio::post(m_state->io, [state] { state->revocations->start(); });
    return std::nullopt;
}

std::string Hub::url() const
{
    return m_state->url;
}

void Hub::stop(std::function<void()> done)
{
    boost::asio::co_spawn(m_state->io, m_state->finish(std::move(done)), boost::asio::detached);
}

} // namespace hub
