#include "core/connect/session_store.h"

#include "core/base/encoding.h"

#include "tests/support/manual_clock.h"
#include "tests/support/run_task.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace hub;
using namespace std::chrono_literals;

namespace {

struct Store {
    QTemporaryDir directory;
    boost::asio::io_context io;
    ManualClock clock;
    SystemRandom random;
    std::unique_ptr<Database> database;
    std::unique_ptr<SessionStore> sessions;

    Store() { open(); }
    void open()
    {
        sessions.reset();
        database.reset();
        database = Database::openSqlite(directory.filePath(QStringLiteral("hub.db")).toStdString()).value();
        sessions = std::make_unique<SessionStore>(database.get(), &clock, &random);
        QVERIFY(sessions->load().ok());
    }
    std::pair<ConnectSession, std::string> session(std::chrono::seconds life = 1800s, const std::string &link = {})
    {
        ConnectWish wish;
        wish.owner = OwnerId("ann");
        wish.expiresIn = life;
        std::pair<ConnectSession, Secret> made = runTask(io, sessions->addSession(wish, AccountId("acc_1"), link)).value();
        return {std::move(made.first), std::string(made.second.reveal())};
    }
    std::pair<AuthLink, std::string> link(std::chrono::days life = std::chrono::days(30))
    {
        ConnectWish wish;
        wish.owner = OwnerId("ann");
        wish.connector = "acme";
        std::pair<AuthLink, Secret> made = runTask(io, sessions->addLink(wish, std::nullopt, life)).value();
        return {std::move(made.first), std::string(made.second.reveal())};
    }
    Result<void> setState(const LinkId &id, AuthLink::State state, const std::optional<AccountId> &account = {}) { return runTask(io, sessions->setLinkState(id, state, account)); }
    std::string enter(const std::string &token) const
    {
        const Result<ConnectSession> session = sessions->bySecret(token);
        return session ? session->id.str() : std::string(wireName(session.error().code));
    }
    QByteArray bytes() const
    {
        QFile file(directory.filePath(QStringLiteral("hub.db")));
        QFile journal(file.fileName() + QStringLiteral("-wal"));
        return file.open(QIODevice::ReadOnly) && journal.open(QIODevice::ReadOnly) ? file.readAll() + journal.readAll() : QByteArray();
    }
};

} // namespace

class SessionStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void S7_aSessionEndsWithItsTime_data();
    void S7_aSessionEndsWithItsTime();
    void S7_aSessionCanBeTakenBack();
    void S7_S26_theSecretsAreLongAndDiffer();
    void S7_S26_onlyHashesAreOnDisk();
    void aSessionSurvivesARestart();
    void endedSessionsAreSwept();
    void S26_aLinkLivesThirtyDays();
    void S26_aLinkThatIsGoneSaysWhy_data();
    void S26_aLinkThatIsGoneSaysWhy();
    void S26_aLinkIsNoSessionAndASessionIsNoLink();
    void S26_aLinkTakenBackEndsItsSessions();
    void linksAreListedNewestFirst();
    void anUnknownLinkIsTold();
    void aFullDiskMakesNothing();
};

void SessionStoreTest::S7_aSessionEndsWithItsTime_data()
{
    QTest::addColumn<int>("life");
    QTest::newRow("half an hour") << 1'800;
    QTest::newRow("a minute") << 60;
    QTest::newRow("a week") << 604'800;
}

void SessionStoreTest::S7_aSessionEndsWithItsTime()
{
    QFETCH(int, life);
    Store store;
    const auto [session, token] = store.session(std::chrono::seconds(life));
    QCOMPARE(session.expires, session.created + std::chrono::seconds(life));
    store.clock.jump(std::chrono::seconds(life) - 1ms);
    QCOMPARE(store.enter(token), session.id.str());
    store.clock.jump(1ms);
    QCOMPARE(store.enter(token), std::string("key_invalid"));
    store.open();
    QCOMPARE(store.enter(token), std::string("key_invalid"));
}

void SessionStoreTest::S7_aSessionCanBeTakenBack()
{
    Store store;
    const auto [session, token] = store.session();
    const auto [other, otherToken] = store.session();
    QVERIFY(runTask(store.io, store.sessions->removeSession(session.id)).ok());
    QCOMPARE(store.enter(token), std::string("key_invalid"));
    QCOMPARE(store.sessions->byId(session.id).error().code, ErrorCode::NotFound);
    store.open();
    QCOMPARE(store.enter(token), std::string("key_invalid"));
    QCOMPARE(store.enter(otherToken), other.id.str());
}

void SessionStoreTest::S7_S26_theSecretsAreLongAndDiffer()
{
    Store store;
    std::set<std::string> seen;
    for (int i = 0; i < 20; ++i) {
        seen.insert(store.session().second);
        seen.insert(store.link().second);
    }
    QCOMPARE(seen.size(), std::size_t(40));
    for (const std::string &secret : seen)
        QVERIFY2(secret.size() >= 43, "256 bits in base62");
}

void SessionStoreTest::S7_S26_onlyHashesAreOnDisk()
{
    Store store;
    const std::string token = store.session().second;
    const std::string link = store.link().second;
    const QByteArray bytes = store.bytes();
    for (const std::string &secret : {token, link}) {
        QVERIFY(bytes.contains(QByteArray::fromStdString(hex(sha256(secret)))));
        QVERIFY(!bytes.contains(QByteArray::fromStdString(secret)));
        QVERIFY(!bytes.contains(QByteArray::fromStdString(secret.substr(secret.size() - 20))));
    }
}

void SessionStoreTest::aSessionSurvivesARestart()
{
    Store store;
    const auto [session, token] = store.session(1800s, "link_1");
    store.open();
    const Result<ConnectSession> back = store.sessions->bySecret(token);
    QVERIFY(back.ok());
    QCOMPARE(back->id, session.id);
    QCOMPARE(back->number, session.number);
    QCOMPARE(back->wish.owner, OwnerId("ann"));
    QCOMPARE(back->account.value(), AccountId("acc_1"));
    QCOMPARE(back->expires, session.expires);
    QCOMPARE(back->linkId, std::string("link_1"));
    QVERIFY(store.session().first.number > session.number);
}

void SessionStoreTest::endedSessionsAreSwept()
{
    Store store;
    for (int i = 0; i < 5; ++i)
        store.session(60s);
    store.clock.advance(61s);
    const std::int64_t number = store.session(60s).first.number;
    QCOMPARE(number, std::int64_t(6)); // numbers are not used again
    const auto rows = store.database->runNow([](SqlConnection &connection) { return connection.query("SELECT id FROM connect_sessions"); });
    QCOMPARE(rows->size(), std::size_t(1));
}

void SessionStoreTest::S26_aLinkLivesThirtyDays()
{
    Store store;
    const auto [link, secret] = store.link();
    store.clock.jump(std::chrono::days(30) - 1ms);
    QCOMPARE(store.sessions->openLink(secret)->id, link.id);
    QCOMPARE(store.sessions->links().front().state, AuthLink::State::Open);
    store.clock.jump(1ms);
    QCOMPARE(store.sessions->openLink(secret).error().code, ErrorCode::LinkGone);
    QCOMPARE(store.sessions->links().front().state, AuthLink::State::Expired);
    store.open();
    QCOMPARE(store.sessions->openLink(secret).error().code, ErrorCode::LinkGone);
}

void SessionStoreTest::S26_aLinkThatIsGoneSaysWhy_data()
{
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<QByteArray>("word");
    QTest::newRow("used") << QByteArray("used") << QByteArray("used");
    QTest::newRow("expired") << QByteArray("expired") << QByteArray("expired");
    QTest::newRow("revoked") << QByteArray("revoked") << QByteArray("revoked");
}

void SessionStoreTest::S26_aLinkThatIsGoneSaysWhy()
{
    QFETCH(QByteArray, end);
    QFETCH(QByteArray, word);
    Store store;
    const auto [link, secret] = store.link();
    if (end == "expired")
        store.clock.jump(std::chrono::days(31));
    else
        QVERIFY(store.setState(link.id, end == "used" ? AuthLink::State::Used : AuthLink::State::Revoked, AccountId("acc_1")).ok());
    for (int round = 0; round < 2; ++round) {
        const Result<AuthLink> opened = store.sessions->openLink(secret);
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().code, ErrorCode::LinkGone);
        QVERIFY(QByteArray::fromStdString(opened.error().message).contains(word));
        store.open();
    }
}

void SessionStoreTest::S26_aLinkIsNoSessionAndASessionIsNoLink()
{
    Store store;
    const std::string token = store.session().second;
    const auto [link, secret] = store.link();
    QCOMPARE(store.enter(secret), std::string("key_invalid"));
    QCOMPARE(store.sessions->openLink(token).error().code, ErrorCode::NotFound);
    QCOMPARE(store.sessions->openLink(link.id.str()).error().code, ErrorCode::NotFound); // its id is no secret
    QCOMPARE(store.sessions->openLink("").error().code, ErrorCode::NotFound);
    QCOMPARE(store.enter(""), std::string("key_invalid"));
}

void SessionStoreTest::S26_aLinkTakenBackEndsItsSessions()
{
    Store store;
    const auto [link, secret] = store.link();
    const auto [mine, token] = store.session(1800s, link.id.str());
    const auto [other, otherToken] = store.session();
    QVERIFY(store.setState(link.id, AuthLink::State::Revoked).ok());
    QCOMPARE(store.enter(token), std::string("key_invalid"));
    QCOMPARE(store.enter(otherToken), other.id.str());
    store.open();
    QCOMPARE(store.enter(token), std::string("key_invalid"));
    QCOMPARE(store.enter(otherToken), other.id.str());
}

void SessionStoreTest::linksAreListedNewestFirst()
{
    Store store;
    const LinkId first = store.link().first.id;
    store.clock.advance(1s);
    const LinkId second = store.link().first.id;
    QVERIFY(store.setState(first, AuthLink::State::Used, AccountId("acc_1")).ok());
    for (int round = 0; round < 2; ++round) {
        const std::vector<AuthLink> links = store.sessions->links();
        QCOMPARE(links.size(), std::size_t(2));
        QCOMPARE(links.front().id, second);
        QCOMPARE(links.back().state, AuthLink::State::Used);
        QCOMPARE(links.back().account.value(), AccountId("acc_1"));
        QCOMPARE(links.back().wish.connector, std::string("acme"));
        store.open();
    }
}

void SessionStoreTest::anUnknownLinkIsTold()
{
    Store store;
    QCOMPARE(store.setState(LinkId("link_none"), AuthLink::State::Revoked).error().code, ErrorCode::NotFound);
}

void SessionStoreTest::aFullDiskMakesNothing()
{
    Store store;
    const auto [link, secret] = store.link();
    const auto readOnly = [](SqlConnection &connection) { return connection.execute("PRAGMA query_only = 1"); };
    QVERIFY(store.database->runNow(readOnly).ok());
    QCOMPARE(runTask(store.io, store.sessions->addSession({}, std::nullopt, "")).error().code, ErrorCode::StorageFull);
    QCOMPARE(runTask(store.io, store.sessions->addLink({}, std::nullopt, std::chrono::days(1))).error().code, ErrorCode::StorageFull);
    QCOMPARE(store.setState(link.id, AuthLink::State::Revoked).error().code, ErrorCode::StorageFull);
    QVERIFY(store.sessions->openLink(secret).ok());
    QCOMPARE(store.sessions->links().size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(SessionStoreTest)
#include "session_store_test.moc"
