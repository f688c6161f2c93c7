#include "core/access/key_store.h"

#include "core/base/encoding.h"

#include "tests/support/manual_clock.h"
#include "tests/support/run_task.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace hub;
using namespace std::chrono_literals;

namespace {

struct Store {
    QTemporaryDir directory;
    boost::asio::io_context io;
    ManualClock clock;
    SystemRandom random;
    std::unique_ptr<Database> database;
    std::unique_ptr<KeyStore> keys;

    Store() { open(); }
    void open()
    {
        keys.reset();
        database.reset();
        database = Database::openSqlite(directory.filePath(QStringLiteral("hub.db")).toStdString()).value();
        keys = std::make_unique<KeyStore>(database.get(), &clock, &random);
        QVERIFY(keys->load().ok());
    }
    Result<NewKey> create(ApiKey wish)
    {
        clock.advance(1ms);
        return runTask(io, keys->create(std::move(wish)));
    }
    std::string enter(std::string_view key)
    {
        const Result<std::shared_ptr<const Principal>> caller = keys->authenticate(key);
        return caller ? (*caller)->name : std::string(wireName(caller.error().code));
    }
    void sql(const std::string &text)
    {
        const Result<std::int64_t> done = database->runNow([&](SqlConnection &connection) { return connection.execute(text); });
        QVERIFY(done.ok());
    }
};

ApiKey named(const std::string &name, std::set<Scope> scopes = {Scope::Full})
{
    ApiKey key;
    key.name = name;
    key.scopes = std::move(scopes);
    return key;
}

} // namespace

class KeyStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void S5_aKeyHoldsIdSecretAndChecksum();
    void S5_onlyAHashIsOnDisk();
    void S5_wrongKeysAreAllTheSame_data();
    void S5_wrongKeysAreAllTheSame();
    void S5_aKeyCanBeTakenBackAtOnce();
    void keysEndWithTheirTime();
    void withoutScopesAKeyReads();
    void aKeyNeedsAName_data();
    void aKeyNeedsAName();
    void whatAKeyMayDoSurvivesARestart();
    void theLastUseIsKept();
    void accountsAreAddedAndTakenAway();
    void aFullDiskMakesNoKey();
    void F12_aDamagedRowHurtsNobodyElse();
    void aFormIsNoAccess_data();
    void aFormIsNoAccess();
};

void KeyStoreTest::S5_aKeyHoldsIdSecretAndChecksum()
{
    Store store;
    const Result<NewKey> made = store.create(named("agent"));
    QVERIFY(made.ok());
    const std::string key(made->key.reveal());
    const std::string start = "ch_" + made->record.id.str() + '_';
    QVERIFY(key.starts_with(start));
    QCOMPARE(key.size(), start.size() + 43 + 6); // 256 random bits in base62, and a checksum
    QVERIFY(key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos);
    QCOMPARE(store.enter(key), std::string("agent"));
    QVERIFY(store.create(named("agent"))->key.reveal().substr(12) != made->key.reveal().substr(12));
    QCOMPARE(store.keys->list().size(), std::size_t(2)); // names need not be unique
}

void KeyStoreTest::S5_onlyAHashIsOnDisk()
{
    Store store;
    const Result<NewKey> made = store.create(named("agent"));
    const std::string key(made->key.reveal());
    QFile file(store.directory.filePath(QStringLiteral("hub.db")));
    QFile journal(file.fileName() + QStringLiteral("-wal"));
    QVERIFY(file.open(QIODevice::ReadOnly) && journal.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll() + journal.readAll();
    QVERIFY2(bytes.contains(QByteArray::fromStdString(hex(sha256(key)))), "the file holds the hash");
    QVERIFY(!bytes.contains(QByteArray::fromStdString(key)));
    QVERIFY(!bytes.contains(QByteArray::fromStdString(key.substr(12, 20))));
}

void KeyStoreTest::S5_wrongKeysAreAllTheSame_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::newRow("nothing") << QByteArray("empty");
    QTest::newRow("one character else") << QByteArray("character");
    QTest::newRow("the last character missing") << QByteArray("short");
    QTest::newRow("a character more") << QByteArray("long");
    QTest::newRow("the id alone") << QByteArray("id");
    QTest::newRow("the stored hash") << QByteArray("hash");
    QTest::newRow("disabled") << QByteArray("disabled");
    QTest::newRow("expired") << QByteArray("expired");
    QTest::newRow("deleted") << QByteArray("deleted");
}

void KeyStoreTest::S5_wrongKeysAreAllTheSame()
{
    QFETCH(QByteArray, change);
    Store store;
    ApiKey wish = named("agent");
    wish.expires = store.clock.now() + 1h;
    const Result<NewKey> made = store.create(wish);
    std::string key(made->key.reveal());
    QCOMPARE(store.enter(key), std::string("agent"));
    if (change == "empty")
        key.clear();
    else if (change == "character")
        key[20] = key[20] == 'x' ? 'y' : 'x';
    else if (change == "short")
        key.pop_back();
    else if (change == "long")
        key += '0';
    else if (change == "id")
        key = made->record.id.str();
    else if (change == "hash")
        key = hex(sha256(key));
    else if (change == "disabled")
        QVERIFY(runTask(store.io, store.keys->setEnabled(made->record.id, false)).ok());
    else if (change == "expired")
        store.clock.advance(1h);
    else
        QVERIFY(runTask(store.io, store.keys->remove(made->record.id)).ok());
    const Result<std::shared_ptr<const Principal>> caller = store.keys->authenticate(key);
    QVERIFY(!caller.ok());
    QVERIFY(caller.error() == (Error{ErrorCode::KeyInvalid, "The API key is not valid."}));
}

void KeyStoreTest::S5_aKeyCanBeTakenBackAtOnce()
{
    Store store;
    const Result<NewKey> made = store.create(named("agent"));
    const Result<NewKey> other = store.create(named("other"));
    const KeyId id = made->record.id;
    QVERIFY(runTask(store.io, store.keys->setEnabled(id, false)).ok());
    QCOMPARE(store.enter(made->key.reveal()), std::string("key_invalid"));
    store.open();
    QCOMPARE(store.enter(made->key.reveal()), std::string("key_invalid"));
    QVERIFY(runTask(store.io, store.keys->setEnabled(id, true)).ok());
    QCOMPARE(store.enter(made->key.reveal()), std::string("agent"));
    QVERIFY(runTask(store.io, store.keys->remove(id)).ok());
    QCOMPARE(store.enter(made->key.reveal()), std::string("key_invalid"));
    store.open();
    QCOMPARE(store.enter(made->key.reveal()), std::string("key_invalid"));
    QCOMPARE(store.enter(other->key.reveal()), std::string("other"));
    QCOMPARE(runTask(store.io, store.keys->remove(id)).error().code, ErrorCode::NotFound);
    QCOMPARE(runTask(store.io, store.keys->setEnabled(id, true)).error().code, ErrorCode::NotFound);
}

void KeyStoreTest::keysEndWithTheirTime()
{
    Store store;
    ApiKey wish = named("agent");
    wish.expires = store.clock.now() + 24h;
    const Result<NewKey> made = store.create(wish);
    store.clock.jump(24h - 2ms); // creating moved the clock by one
    QCOMPARE(store.enter(made->key.reveal()), std::string("agent"));
    store.clock.jump(1ms);
    QCOMPARE(store.enter(made->key.reveal()), std::string("key_invalid"));
    store.open();
    QCOMPARE(store.enter(made->key.reveal()), std::string("key_invalid"));
}

void KeyStoreTest::withoutScopesAKeyReads()
{
    Store store;
    const Result<NewKey> made = store.create(named("agent", {}));
    const std::shared_ptr<const Principal> caller = store.keys->authenticate(made->key.reveal()).value();
    QVERIFY(caller->scopes == std::set<Scope>{Scope::Actions});
    QVERIFY(caller->effects == std::set<Effect>{Effect::Read});
    QVERIFY(mayUse(*caller, Effect::Read) && !mayUse(*caller, Effect::Write) && !mayUse(*caller, Effect::Delete));
    QVERIFY(!caller->owner);
}

void KeyStoreTest::aKeyNeedsAName_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("fits");
    QTest::newRow("a name") << QByteArray("My agent") << true;
    QTest::newRow("none") << QByteArray() << false;
    QTest::newRow("blanks") << QByteArray("  ") << false;
    QTest::newRow("200 bytes") << QByteArray(200, 'x') << true;
    QTest::newRow("201 bytes") << QByteArray(201, 'x') << false;
}

void KeyStoreTest::aKeyNeedsAName()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, fits);
    Store store;
    const Result<NewKey> made = store.create(named(name.toStdString()));
    QCOMPARE(made.ok(), fits);
    if (!fits)
        QCOMPARE(made.error().code, ErrorCode::InvalidRequest);
}

void KeyStoreTest::whatAKeyMayDoSurvivesARestart()
{
    Store store;
    ApiKey wish = named("agent", {Scope::Actions, Scope::Accounts});
    wish.effects = {Effect::Read, Effect::Write};
    wish.owner = OwnerId("ann");
    wish.accounts = {AccountId("acc_1"), AccountId("acc_2")};
    wish.actions = {"acme_*"};
    const Result<NewKey> made = store.create(wish);
    store.open();
    const std::shared_ptr<const Principal> caller = store.keys->authenticate(made->key.reveal()).value();
    QCOMPARE(caller->kind, Principal::Kind::Key);
    QCOMPARE(caller->id, made->record.id.str());
    QVERIFY(caller->scopes == wish.scopes && caller->effects == wish.effects && caller->owner == wish.owner);
    QVERIFY(caller->accounts == wish.accounts && caller->actions == wish.actions);
    QCOMPARE(store.keys->list().front().created, made->record.created);
}

void KeyStoreTest::theLastUseIsKept()
{
    Store store;
    const Result<NewKey> made = store.create(named("agent"));
    QVERIFY(!store.keys->list().front().lastUsed);
    QCOMPARE(store.enter(made->key.reveal()), std::string("agent"));
    const WallTime first = store.clock.now();
    store.clock.advance(59s);
    QCOMPARE(store.enter(made->key.reveal()), std::string("agent")); // within a minute: in memory only
    QCOMPARE(store.keys->list().front().lastUsed.value(), first + 59s);
    store.open();
    QCOMPARE(store.keys->list().front().lastUsed.value(), first);
    store.clock.advance(1min);
    QCOMPARE(store.enter(made->key.reveal()), std::string("agent"));
    store.open();
    QCOMPARE(store.keys->list().front().lastUsed.value(), store.clock.now());
}

void KeyStoreTest::accountsAreAddedAndTakenAway()
{
    Store store;
    const AccountId one("acc_1"), two("acc_2");
    ApiKey wish = named("agent");
    wish.accounts = {one};
    const Result<NewKey> bound = store.create(wish);
    const Result<NewKey> all = store.create(named("all"));
    const auto reaches = [&](const NewKey &key) { return store.keys->authenticate(key.key.reveal()).value()->accounts; };
    QVERIFY(runTask(store.io, store.keys->allowAccount(bound->record.id, two, true)).ok());
    QVERIFY(runTask(store.io, store.keys->allowAccount(bound->record.id, two, true)).ok());
    QVERIFY((reaches(*bound) == std::vector<AccountId>{one, two}));
    QVERIFY(runTask(store.io, store.keys->allowAccount(all->record.id, one, true)).ok());
    QVERIFY2(reaches(*all).empty(), "a key that reaches all stays as it is");
    QVERIFY(runTask(store.io, store.keys->allowAccount(bound->record.id, one, false)).ok());
    QVERIFY((reaches(*bound) == std::vector<AccountId>{two}));
    QVERIFY(runTask(store.io, store.keys->allowAccount(bound->record.id, two, false)).ok());
    QCOMPARE(store.enter(bound->key.reveal()), std::string("key_invalid")); // an empty list would mean all of them
    store.open();
    QCOMPARE(store.enter(bound->key.reveal()), std::string("key_invalid"));
}

void KeyStoreTest::aFullDiskMakesNoKey()
{
    Store store;
    const Result<NewKey> made = store.create(named("agent"));
    store.sql("PRAGMA query_only = 1");
    QCOMPARE(store.create(named("new")).error().code, ErrorCode::StorageFull);
    QCOMPARE(runTask(store.io, store.keys->setEnabled(made->record.id, false)).error().code, ErrorCode::StorageFull);
    QCOMPARE(store.keys->list().size(), std::size_t(1));
    QCOMPARE(store.enter(made->key.reveal()), std::string("agent")); // good keys go on
}

void KeyStoreTest::F12_aDamagedRowHurtsNobodyElse()
{
    Store store;
    const Result<NewKey> made = store.create(named("agent"));
    int number = 0;
    for (const char *data :
         {"{", "[]", "{}", R"({"scopes":1,"effects":[],"accounts":[],"actions":[],"enabled":true})", R"({"scopes":["full"],"effects":[],"actions":[],"enabled":true})",
          R"({"scopes":["full"],"effects":[],"accounts":[7],"actions":[],"enabled":true})", R"({"scopes":["full"],"effects":[],"accounts":[],"actions":[],"enabled":"yes"})"}) {
        const std::string name = "bad" + std::to_string(++number);
        store.sql("INSERT INTO api_keys (id, hash, data, created) VALUES ('" + name + "', '" + hex(sha256(name)) + "', '" + data + "', 1)");
    }
    store.open();
    QCOMPARE(store.enter(made->key.reveal()), std::string("agent"));
    for (int bad = 1; bad <= number; ++bad)
        QCOMPARE(store.enter("bad" + std::to_string(bad)), std::string("key_invalid"));
}

void KeyStoreTest::aFormIsNoAccess_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<bool>("looks");
    QTest::newRow("a key") << QByteArray("none") << true;
    QTest::newRow("a slip of the pen") << QByteArray("character") << false;
    QTest::newRow("cut short") << QByteArray("short") << false;
    QTest::newRow("another product's") << QByteArray("prefix") << false;
    QTest::newRow("nothing") << QByteArray("empty") << false;
}

void KeyStoreTest::aFormIsNoAccess()
{
    QFETCH(QByteArray, change);
    QFETCH(bool, looks);
    Store store, other;
    std::string key(other.create(named("agent"))->key.reveal());
    if (change == "character")
        key[20] = key[20] == 'x' ? 'y' : 'x';
    else if (change == "short")
        key.pop_back();
    else if (change == "prefix")
        key[0] = 's';
    else if (change == "empty")
        key.clear();
    QCOMPARE(looksLikeKey(key), looks);
    QCOMPARE(store.enter(key), std::string("key_invalid")); // well formed, and still a stranger's
}

QTEST_GUILESS_MAIN(KeyStoreTest)
#include "key_store_test.moc"
