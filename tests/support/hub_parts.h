// The parts of a hub below its routes, put together as the hub does it: a real store in a directory of its own, a vault in
// memory, a provider from a script, a clock that stands still.
#pragma once

#include "core/connect/connect_service.h"

#include "tests/support/manual_clock.h"
#include "tests/support/memory_vault.h"
#include "tests/support/run_task.h"
#include "tests/support/sample_connectors.h"
#include "tests/support/scripted_transport.h"

#include <QTemporaryDir>

#include <functional>

namespace hub {

//! Runs a coroutine without a result to its end.
inline Task<bool> ended(Task<void> task)
{
    co_await std::move(task);
    co_return true;
}

class HubParts {
public:
    HubParts()
    {
        start();
        const Result<void> accountsRead = accounts->load();
        const Result<void> profilesRead = profiles->load();
        QVERIFY(accountsRead.ok() && profilesRead.ok());
        for (const char *text : {kAcme, kInitech, kUmbrella})
            QVERIFY(catalogue.add(text, "sample", false).ok());
        Profile app;
        app.connector = "acme";
        app.clientId = "acme-client";
        QVERIFY(run(profiles->set(app, Secret("acme-app-secret"))).ok());
    }

    template <typename T>
    T run(Task<T> task)
    {
        return runTask(io, std::move(task));
    }
    void run(Task<void> task) { runTask(io, ended(std::move(task))); }
    //! Starts it beside the others; until() goes on with all of them.
    template <typename T>
    std::shared_ptr<std::optional<T>> begin(Task<T> task)
    {
        const auto out = std::make_shared<std::optional<T>>();
        boost::asio::co_spawn(io, keepResult(std::move(task), out.get()), [out](const std::exception_ptr &) {});
        return out;
    }
    //! Goes on until it is so; false when nothing is left that could make it so, or nothing happens for 20 s.
    bool until(const std::function<bool()> &isSo)
    {
        int idle = 0;
        io.restart();
        while (!isSo() && idle < 400 && !io.stopped())
            idle = io.run_one_for(std::chrono::milliseconds(50)) > 0 ? 0 : idle + 1;
        return isSo();
    }
    //! Goes on as far as it goes without waiting.
    void settle()
    {
        io.restart();
        io.poll();
    }
    //! As after a crash: everything in memory is new, the store, the vault and the provider are the same.
    void restart()
    {
        service.reset();
        credentials.reset();
        revocations.reset();
        io.restart();
        io.poll();
        start();
        const Result<void> accountsRead = accounts->load();
        const Result<void> profilesRead = profiles->load();
        const Result<void> sessionsRead = service->load();
        const Result<void> revocationsRead = revocations->load();
        QVERIFY(revocationsRead.ok());
        QVERIFY(accountsRead.ok() && profilesRead.ok() && sessionsRead.ok());
    }
    //! What waits inside the connect flows: the clock moves on at once. Replace it to hold them.
    std::function<Task<void>(std::chrono::milliseconds)> onWait = [this](std::chrono::milliseconds delay) {
        waited.push_back(delay);
        clock.advance(delay);
        return nothing();
    };
    std::vector<std::chrono::milliseconds> waited;
    Account active(const std::string &connector, const std::string &authKey, const std::string &owner = "local")
    {
        Account account;
        account.owner = OwnerId(owner);
        account.connector = connector;
        account.authKey = authKey;
        account.status = AccountStatus::Active;
        return run(accounts->add(account)).value();
    }
    Account again(const Account &account) const { return accounts->find(account.owner, account.id.str()).value(); }

    QTemporaryDir directory;
    boost::asio::io_context io;
    ManualClock clock;
    SystemRandom random;
    ScriptedTransport wire;
    MemoryVault vault;
    std::unique_ptr<Database> database;
    Catalogue catalogue{directory.filePath(QStringLiteral("connectors")).toStdString()};
    std::unique_ptr<AccountRepository> accounts;
    std::unique_ptr<ProfileStore> profiles;
    std::unique_ptr<Revocations> revocations;
    std::unique_ptr<Credentials> credentials;
    std::unique_ptr<ConnectService> service;

private:
    static Task<void> nothing() { co_return; }
    void start()
    {
        database.reset();
        database = Database::openSqlite(directory.filePath(QStringLiteral("hub.db")).toStdString()).value();
        accounts = std::make_unique<AccountRepository>(database.get(), &clock, &random);
        profiles = std::make_unique<ProfileStore>(database.get(), &vault, &clock);
        const auto wait = [this](std::chrono::milliseconds delay) { return onWait(delay); };
        revocations = std::make_unique<Revocations>(io.get_executor(), &wire, &vault, database.get(), &catalogue, profiles.get(), &clock, &random, wait);
        credentials = std::make_unique<Credentials>(io.get_executor(), &wire, &vault, accounts.get(), &catalogue, profiles.get(), revocations.get(), &clock, &random);
        service = std::make_unique<ConnectService>(io.get_executor(), &wire, database.get(), &catalogue, accounts.get(), profiles.get(), credentials.get(), &clock, &random, wait);
        service->setBaseUrl("http://127.0.0.1:7423");
    }
};

} // namespace hub
