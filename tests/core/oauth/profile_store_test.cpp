#include "core/oauth/profile_store.h"

#include "tests/support/hub_parts.h"

#include <QFile>
#include <QTest>

using namespace hub;

namespace {

Profile profileOf(const std::string &connector, const std::string &name, const std::string &clientId = "client")
{
    Profile profile;
    profile.connector = connector;
    profile.name = name;
    profile.clientId = clientId;
    return profile;
}

std::string secretOf(HubParts &hub, const Profile &profile)
{
    const Result<Secret> secret = hub.run(hub.profiles->clientSecret(profile));
    return secret ? std::string(secret->reveal()) : std::string(wireName(secret.error().code));
}

} // namespace

class ProfileStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aProfileSurvivesARestart();
    void C12_theSecretIsInTheVaultAlone();
    void aSecretStaysUntilItIsReplaced_data();
    void aSecretStaysUntilItIsReplaced();
    void badClientIdsAreRefused_data();
    void badClientIdsAreRefused();
    void anEmptyNameMeansTheOneThereIs();
    void aLockedVaultChangesNothing();
    void aLostSecretIsTold();
    void removingTakesTheSecretAlong();
    void aShippedClientServesWhereThereIsNoneOfOnesOwn();
    void noClientShipsWithTheRepository();
};

void ProfileStoreTest::aProfileSurvivesARestart()
{
    HubParts hub;
    Profile wanted = profileOf("initech", "work", " my-client ");
    wanted.scopes = {"a", "b"};
    const Result<Profile> made = hub.run(hub.profiles->set(wanted, Secret("s-1")));
    QVERIFY(made.ok());
    QCOMPARE(made->clientId, std::string("my-client"));
    hub.restart();
    const Result<Profile> found = hub.profiles->find("initech", "work");
    QVERIFY(found.ok());
    QCOMPARE(found->clientId, std::string("my-client"));
    QCOMPARE(found->scopes, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(found->updated, hub.clock.now());
    QVERIFY(found->hasSecret);
    QCOMPARE(secretOf(hub, *found), std::string("s-1"));
    QCOMPARE(hub.profiles->list().size(), std::size_t(2)); // and the sample's own
}

void ProfileStoreTest::C12_theSecretIsInTheVaultAlone()
{
    HubParts hub;
    QVERIFY(hub.run(hub.profiles->set(profileOf("initech", ""), Secret("marker-d41d8cd9"))).ok());
    QCOMPARE(hub.vault.line({"", "profile:initech:default"}).value_or(""), std::string("marker-d41d8cd9"));
    QFile store(hub.directory.filePath(QStringLiteral("hub.db")));
    QFile journal(store.fileName() + QStringLiteral("-wal"));
    QVERIFY(store.open(QIODevice::ReadOnly) && journal.open(QIODevice::ReadOnly));
    const QByteArray bytes = store.readAll() + journal.readAll();
    QVERIFY2(bytes.contains("initech"), "the file holds the profile");
    QVERIFY(!bytes.contains("marker-d41d8cd9"));
}

void ProfileStoreTest::aSecretStaysUntilItIsReplaced_data()
{
    QTest::addColumn<int>("given"); // 0 = none, 1 = an empty one, 2 = a new one
    QTest::addColumn<QByteArray>("secret");
    QTest::newRow("none given keeps it") << 0 << QByteArray("s-1");
    QTest::newRow("an empty one takes it away") << 1 << QByteArray();
    QTest::newRow("a new one replaces it") << 2 << QByteArray("s-2");
}

void ProfileStoreTest::aSecretStaysUntilItIsReplaced()
{
    QFETCH(int, given);
    QFETCH(QByteArray, secret);
    HubParts hub;
    QVERIFY(hub.run(hub.profiles->set(profileOf("initech", ""), Secret("s-1"))).ok());
    std::optional<Secret> next;
    if (given > 0)
        next.emplace(given == 2 ? "s-2" : "");
    const Result<Profile> changed = hub.run(hub.profiles->set(profileOf("initech", "", "client-2"), std::move(next)));
    QVERIFY(changed.ok());
    QCOMPARE(changed->hasSecret, !secret.isEmpty());
    QCOMPARE(secretOf(hub, *changed), secret.toStdString());
    QCOMPARE(hub.profiles->find("initech", "")->clientId, std::string("client-2"));
}

void ProfileStoreTest::badClientIdsAreRefused_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("blanks") << QByteArray("   ");
    QTest::newRow("C42: a line break") << QByteArray("a\r\nb");
    QTest::newRow("C42: NUL") << QByteArray("a\0b", 3);
}

void ProfileStoreTest::badClientIdsAreRefused()
{
    QFETCH(QByteArray, id);
    HubParts hub;
    const Result<Profile> made = hub.run(hub.profiles->set(profileOf("initech", "", id.toStdString()), Secret("s")));
    QVERIFY(!made.ok());
    QCOMPARE(made.error().code, ErrorCode::InvalidRequest);
    QCOMPARE(made.error().field, std::string("client_id"));
    QVERIFY(!hub.profiles->find("initech", "").ok());
    QVERIFY2(!hub.vault.line({"", "profile:initech:default"}), "nothing was kept");
}

void ProfileStoreTest::anEmptyNameMeansTheOneThereIs()
{
    HubParts hub;
    QVERIFY(hub.run(hub.profiles->set(profileOf("initech", "work"), {})).ok());
    QCOMPARE(hub.profiles->find("initech", "")->name, std::string("work"));
    QVERIFY(hub.run(hub.profiles->set(profileOf("initech", "home"), {})).ok());
    QCOMPARE(hub.profiles->find("initech", "").error().code, ErrorCode::NotFound);
    QVERIFY(hub.run(hub.profiles->set(profileOf("initech", "default"), {})).ok());
    QCOMPARE(hub.profiles->find("initech", "")->name, std::string("default"));
    QCOMPARE(hub.profiles->find("initech", "other").error().code, ErrorCode::NotFound);
    QCOMPARE(hub.profiles->find("umbrella", "").error().code, ErrorCode::NotFound);
}

void ProfileStoreTest::aLockedVaultChangesNothing()
{
    HubParts hub;
    QVERIFY(hub.run(hub.profiles->set(profileOf("initech", "", "client-1"), Secret("s-1"))).ok());
    hub.vault.locked = true;
    const Result<Profile> changed = hub.run(hub.profiles->set(profileOf("initech", "", "client-2"), Secret("s-2")));
    QVERIFY(!changed.ok());
    QCOMPARE(changed.error().code, ErrorCode::VaultLocked);
    QCOMPARE(secretOf(hub, *hub.profiles->find("initech", "")), std::string("vault_locked"));
    hub.vault.locked = false;
    QCOMPARE(hub.profiles->find("initech", "")->clientId, std::string("client-1"));
    QCOMPARE(secretOf(hub, *hub.profiles->find("initech", "")), std::string("s-1"));
}

void ProfileStoreTest::aLostSecretIsTold()
{
    HubParts hub;
    const Result<Profile> made = hub.run(hub.profiles->set(profileOf("initech", ""), Secret("s-1")));
    QVERIFY(hub.run(hub.vault.remove({"", "profile:initech:default"})).ok());
    QCOMPARE(secretOf(hub, *made), std::string("invalid_request"));
}

void ProfileStoreTest::removingTakesTheSecretAlong()
{
    HubParts hub;
    QVERIFY(hub.run(hub.profiles->set(profileOf("initech", ""), Secret("s-1"))).ok());
    QVERIFY(hub.run(hub.profiles->remove("initech", "")).ok());
    QVERIFY(!hub.vault.line({"", "profile:initech:default"}));
    QCOMPARE(hub.run(hub.profiles->remove("initech", "")).error().code, ErrorCode::NotFound);
    hub.restart();
    QVERIFY(!hub.profiles->find("initech", "").ok());
}

void ProfileStoreTest::aShippedClientServesWhereThereIsNoneOfOnesOwn()
{
    HubParts hub;
    ProfileStore store(hub.database.get(), &hub.vault, &hub.clock, {{"umbrella", "public-1"}});
    QVERIFY(store.load().ok());
    const Result<Profile> shipped = store.find("umbrella", "");
    QVERIFY(shipped.ok());
    QCOMPARE(shipped->clientId, std::string("public-1"));
    QVERIFY(!shipped->hasSecret);
    QVERIFY(store.find("umbrella", shipped->name).ok()); // an account remembers the name
    QVERIFY(!store.find("umbrella", "work").ok());
    QVERIFY(!store.find("other", "").ok());
    QVERIFY(store.list().empty() || store.list().front().connector != "umbrella");
    QVERIFY(hub.run(store.set(profileOf("umbrella", "default", "mine"), std::nullopt)).ok());
    QCOMPARE(store.find("umbrella", "")->clientId, std::string("mine"));
    QCOMPARE(store.find("umbrella", shipped->name)->clientId, std::string("public-1"));
}

void ProfileStoreTest::noClientShipsWithTheRepository()
{
    QVERIFY(publicClients().empty());
}

QTEST_GUILESS_MAIN(ProfileStoreTest)
#include "profile_store_test.moc"
