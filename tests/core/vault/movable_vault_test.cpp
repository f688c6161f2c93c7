#include "core/vault/movable_vault.h"

#include "tests/support/memory_vault.h"
#include "tests/support/run_task.h"

#include <boost/asio/detached.hpp>

#include <QTest>

using namespace hub;

class MovableVaultTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allMovesOrNothingDoes_data();
    void allMovesOrNothingDoes();
    void aWriteInTheMiddleIsInTheOtherOneAfterwards();
    void oneMoveAtATime();
    void F13_aLockIsToldOnceByWhoeverMeetsIt_data();
    void F13_aLockIsToldOnceByWhoeverMeetsIt();
};

namespace {

const std::vector<VaultKey> kKeys{{"ana", "acc_1"}, {"", "profile:x:default"}, {"bob", "acc_2"}, {"bob", "acc_without"}};

struct Stage {
    std::shared_ptr<MemoryVault> home = std::make_shared<MemoryVault>();
    std::shared_ptr<MemoryVault> other = std::make_shared<MemoryVault>();
    MovableVault vault{home};
    boost::asio::io_context io;
    int decisions = 0;

    Stage()
    {
        for (std::size_t i = 0; i < 3; ++i)
            home->put(kKeys[i], "line " + std::to_string(i));
    }
    Task<Result<std::size_t>> move(Result<void> decision = {})
    {
        const auto decide = [](int *count, Result<void> outcome) -> Task<Result<void>> {
            ++*count;
            co_return outcome;
        };
        return vault.moveTo(other, [] { return kKeys; }, [this, decide, decision] { return decide(&decisions, decision); });
    }
    std::string read(const VaultKey &key)
    {
        const Result<std::optional<Secret>> line = runTask(io, vault.read(key));
        return line && line->has_value() ? std::string((*line)->reveal()) : std::string();
    }
};

} // namespace

void MovableVaultTest::allMovesOrNothingDoes_data()
{
    QTest::addColumn<int>("writes");
    QTest::addColumn<bool>("locked");
    QTest::addColumn<bool>("decided");
    QTest::addColumn<bool>("moved");
    for (int writes = 0; writes < 3; ++writes)
        QTest::addRow("full after %d records", writes) << writes << false << true << false;
    QTest::newRow("the other one is locked") << 9 << true << true << false;
    QTest::newRow("the choice can't be kept") << 9 << false << false << false;
    QTest::newRow("all is well") << 9 << false << true << true;
}

void MovableVaultTest::allMovesOrNothingDoes()
{
    QFETCH(int, writes);
    QFETCH(bool, locked);
    QFETCH(bool, decided);
    QFETCH(bool, moved);
    Stage stage;
    stage.other->goodWrites = writes;
    stage.other->locked = locked;
    const Result<void> decision = decided ? Result<void>() : Result<void>(Error{ErrorCode::StorageFull, "full"});
    const Result<std::size_t> told = runTask(stage.io, stage.move(decision));
    QCOMPARE(told.ok(), moved);
    if (moved)
        QCOMPARE(*told, std::size_t(3));
    QCOMPARE(stage.decisions, moved || !decided ? 1 : 0);
    QCOMPARE(stage.home->size(), std::size_t(moved ? 0 : 3));
    QCOMPARE(stage.other->size(), std::size_t(moved ? 3 : 0));
    stage.other->locked = false;
    for (std::size_t i = 0; i < 3; ++i)
        QCOMPARE(stage.read(kKeys[i]), "line " + std::to_string(i));
}

void MovableVaultTest::aWriteInTheMiddleIsInTheOtherOneAfterwards()
{
    Stage stage;
    bool written = false;
    stage.other->onWrite = [&](const VaultKey &, const std::string &) {
        if (std::exchange(written, true))
            return;
        boost::asio::co_spawn(stage.io, stage.vault.write(kKeys[0], Secret("newer"), 2), boost::asio::detached);
    };
    QVERIFY(runTask(stage.io, stage.move()).ok());
    QTRY_COMPARE((stage.io.restart(), stage.io.run_for(std::chrono::milliseconds(20)), stage.read(kKeys[0])), std::string("newer"));
    QCOMPARE(stage.home->size(), std::size_t(0));
}

void MovableVaultTest::oneMoveAtATime()
{
    Stage stage;
    std::optional<Result<std::size_t>> second;
    stage.other->onWrite = [&](const VaultKey &, const std::string &) {
        boost::asio::co_spawn(stage.io, keepResult(stage.move(), &second), boost::asio::detached);
        stage.other->onWrite = [](const VaultKey &, const std::string &) {};
    };
    QVERIFY(runTask(stage.io, stage.move()).ok());
    stage.io.restart();
    stage.io.run();
    QVERIFY(second && !*second);
    QCOMPARE(second->error().code, ErrorCode::Conflict);
    QCOMPARE(stage.other->size(), std::size_t(3));
}

void MovableVaultTest::F13_aLockIsToldOnceByWhoeverMeetsIt_data()
{
    QTest::addColumn<QByteArray>("operation");
    for (const char *operation : {"read", "write", "remove", "check"})
        QTest::newRow(operation) << QByteArray(operation);
}

void MovableVaultTest::F13_aLockIsToldOnceByWhoeverMeetsIt()
{
    QFETCH(QByteArray, operation);
    Stage stage;
    QStringList told;
    stage.vault.onLock([&](const std::optional<Error> &problem) { told << (problem ? QString::fromStdString(problem->message) : QStringLiteral("open")); });
    const auto use = [&] {
        if (operation == "read")
            return runTask(stage.io, stage.vault.read(kKeys[0])).ok();
        if (operation == "write")
            return runTask(stage.io, stage.vault.write(kKeys[0], Secret("x"), 2)).ok();
        if (operation == "remove")
            return runTask(stage.io, stage.vault.remove(kKeys[3])).ok();
        return runTask(stage.io, stage.vault.check()).ok();
    };
    QVERIFY(use());
    QVERIFY(told.isEmpty());
    stage.home->locked = true;
    QVERIFY(!use() && !use());
    QCOMPARE(told, QStringList{QStringLiteral("The keychain is locked.")});
    stage.home->goodWrites = 0;
    stage.home->locked = false;
    if (operation == "write")
        QVERIFY(!use() && told.size() == 1); // a full disk says nothing about the lock
    stage.home->goodWrites = 1;
    QVERIFY(use());
    QCOMPARE(told.mid(1), QStringList{QStringLiteral("open")});
}

QTEST_GUILESS_MAIN(MovableVaultTest)
#include "movable_vault_test.moc"
