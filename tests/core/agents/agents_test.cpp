#include "core/agents/agents.h"

#include "core/access/mcp_config.h"
#include "core/base/encoding.h"

#include "tests/support/manual_clock.h"
#include "tests/support/memory_vault.h"
#include "tests/support/run_task.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace hub;

namespace {

constexpr const char *kSettings = "{\n  \"theme\": \"dark\" // mine\n}\n";

//! A computer with a home folder and a hub.
struct Computer {
    Computer()
    {
        database = Database::openSqlite(directory.filePath(QStringLiteral("hub.db")).toStdString()).value();
        start();
    }
    //! As after a restart of the hub.
    void start()
    {
        keys = std::make_unique<KeyStore>(database.get(), &clock, &random);
        Surroundings where = realSurroundings();
        where.home = directory.path().toStdString();
        where.platform = Platform::Linux;
        where.variable = [](const char *) { return std::string(); };
        agents = std::make_unique<Agents>(where, EntryParts{{}, "/opt/connect-hubctl", {}, {}}, keys.get(), &vault, database.get());
        agents->setBaseUrl("http://127.0.0.1:7423");
        QVERIFY(keys->load().ok() && agents->load().ok());
    }
    void folder(const char *name) const { QVERIFY(QDir(directory.path()).mkpath(QLatin1String(name))); }
    void put(const char *name, const QByteArray &text, unsigned mode = 0600) const
    {
        QFile file(directory.filePath(QLatin1String(name)));
        QVERIFY(QDir(directory.path()).mkpath(QFileInfo(file).path()) && file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        QCOMPARE(::chmod(file.fileName().toUtf8().constData(), mode), 0);
    }
    QByteArray text(const char *name) const
    {
        QFile file(directory.filePath(QLatin1String(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("none");
    }
    unsigned mode(const char *name) const
    {
        struct stat seen{};
        return ::stat(directory.filePath(QLatin1String(name)).toUtf8().constData(), &seen) == 0 ? seen.st_mode & 07777U : 0;
    }
    //! Nothing said, or a firm wish.
    Result<Agent> install(const char *name, std::optional<ApiKey> wish = std::nullopt)
    {
        return runTask(io, agents->install(name, AgentWish{wish ? *wish : ApiKey{.scopes = {Scope::Actions}, .effects = {Effect::Read}}, wish.has_value()}));
    }
    Result<Agent> remove(const char *name) { return runTask(io, agents->remove(name)); }
    Result<AgentKey> key(const char *name) { return runTask(io, agents->key(name)); }
    AgentState state(const char *name) const { return agents->find(name).value().state; }
    std::string detail(const char *name) const { return agents->find(name).value().detail; }

    QTemporaryDir directory;
    boost::asio::io_context io;
    ManualClock clock;
    SystemRandom random;
    MemoryVault vault;
    std::unique_ptr<Database> database;
    std::unique_ptr<KeyStore> keys;
    std::unique_ptr<Agents> agents;
};

ApiKey mayWrite()
{
    ApiKey out;
    out.scopes = {Scope::Actions};
    out.effects = {Effect::Read, Effect::Write};
    return out;
}

} // namespace

class AgentsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_computer = std::make_unique<Computer>(); }
    void anAgentThatIsNotThereIsNotConnected();
    void eachAgentGetsAKeyOfItsOwnThatReads();
    void againIsTheSame();
    void removalGivesBackTheBytes();
    void aFileThatWasMadeGoesAgain();
    void anotherWishReplacesTheKey();
    void whatChangesIsSeen();
    void aBrokenFileIsNeverWritten();
    void aFileWithAKeyIsItsOwnersAlone();
    void anEntryOfAnothersMakeIsReplaced();
    void whatFailsLeavesAllAsItWas_data();
    void whatFailsLeavesAllAsItWas();
    void helpersGetTheLivingKeyOnly();
    void nothingThatIsRememberedIsASecret();

private:
    std::unique_ptr<Computer> m_computer;
};

void AgentsTest::anAgentThatIsNotThereIsNotConnected()
{
    QCOMPARE(m_computer->agents->list().size(), std::size_t(6));
    for (const Agent &agent : m_computer->agents->list()) {
        QCOMPARE(agent.state, AgentState::Absent);
        QVERIFY(!agent.key && !agent.detail.empty());
        QCOMPARE(m_computer->install(agent.name.c_str()).error().code, ErrorCode::NotFound);
        QVERIFY(m_computer->remove(agent.name.c_str()).ok());
    }
    const Error unknown = m_computer->install("hal").error();
    QCOMPARE(unknown.choices.size(), std::size_t(6));
    QVERIFY(m_computer->keys->list().empty());
    QCOMPARE(m_computer->vault.size(), std::size_t(0));
}

void AgentsTest::eachAgentGetsAKeyOfItsOwnThatReads()
{
    for (const char *folder : {".claude", ".config/Claude", ".codex", ".gemini", ".cursor", ".config/Code"})
        m_computer->folder(folder);
    std::set<std::string> secrets;
    for (const AgentClient &client : agentClients()) {
        QCOMPARE(m_computer->state(client.name.data()), AgentState::None);
        const Result<Agent> made = m_computer->install(client.name.data());
        QVERIFY2(made.ok(), made.ok() ? "" : made.error().message.c_str());
        QCOMPARE(made->state, AgentState::Connected);
        const AgentKey key = m_computer->key(client.name.data()).value();
        QCOMPARE(key.id, *made->key);
        secrets.insert(std::string(key.key.reveal()));
        const auto principal = m_computer->keys->authenticate(key.key.reveal());
        QVERIFY(principal.ok());
        QCOMPARE((*principal)->name, std::string(client.title));
        QCOMPARE((*principal)->scopes, std::set<Scope>{Scope::Actions});
        QCOMPARE((*principal)->effects, std::set<Effect>{Effect::Read});
        QFile file(QString::fromStdString(made->file));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().contains(QByteArray::fromStdString(keyAuthorization(key.key.reveal()))), client.holdsKey());
        QVERIFY(m_computer->vault.line({"agent", std::string(client.name)}).has_value());
    }
    QCOMPARE(secrets.size(), std::size_t(6));
    QCOMPARE(m_computer->agents->vaultKeys().size(), std::size_t(6));
}

void AgentsTest::againIsTheSame()
{
    m_computer->put(".gemini/settings.json", kSettings);
    const Agent first = m_computer->install("gemini").value();
    const QByteArray text = m_computer->text(".gemini/settings.json");
    const Agent second = m_computer->install("gemini").value();
    m_computer->start();
    const Agent third = m_computer->install("gemini", ApiKey{.scopes = {Scope::Actions}, .effects = {Effect::Read}}).value();
    QCOMPARE(m_computer->text(".gemini/settings.json"), text);
    QCOMPARE(second.key, first.key);
    QCOMPARE(third.key, first.key);
    QCOMPARE(m_computer->keys->list().size(), std::size_t(1));
}

void AgentsTest::removalGivesBackTheBytes()
{
    for (const char *file : {".gemini/settings.json", ".cursor/mcp.json", ".config/Code/User/mcp.json", ".claude.json", ".config/Claude/claude_desktop_config.json"})
        m_computer->put(file, kSettings, 0644);
    m_computer->put(".codex/config.toml", "a = 1 # mine", 0644);
    for (const AgentClient &client : agentClients()) {
        const Agent made = m_computer->install(client.name.data()).value();
        m_computer->start();
        const Result<Agent> gone = m_computer->remove(client.name.data());
        QVERIFY2(gone.ok(), gone.ok() ? "" : gone.error().message.c_str());
        QCOMPARE(gone->state, AgentState::None);
        QVERIFY(!gone->key);
        QFile file(QString::fromStdString(made.file));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), client.format == FileFormat::Toml ? QByteArray("a = 1 # mine") : QByteArray(kSettings));
        QCOMPARE(file.permissions() & QFile::ReadOther, QFile::Permissions(QFile::ReadOther));
        QVERIFY(!QFile::exists(file.fileName() + QStringLiteral(".connect-hub-backup")));
        QVERIFY(m_computer->remove(client.name.data()).ok());
    }
    QVERIFY(m_computer->keys->list().empty());
    QCOMPARE(m_computer->vault.size(), std::size_t(0));
    QVERIFY(m_computer->agents->vaultKeys().empty());
}

void AgentsTest::aFileThatWasMadeGoesAgain()
{
    m_computer->folder(".cursor");
    QVERIFY(m_computer->install("cursor").ok());
    QCOMPARE(m_computer->mode(".cursor/mcp.json"), 0600U);
    QVERIFY(m_computer->remove("cursor").ok());
    QCOMPARE(m_computer->text(".cursor/mcp.json"), QByteArray("none"));
    QVERIFY(m_computer->install("cursor").ok());
    QByteArray text = m_computer->text(".cursor/mcp.json");
    m_computer->put(".cursor/mcp.json", text.replace("\n}\n", ",\n  \"a\": 1\n}\n"));
    QVERIFY(m_computer->remove("cursor").ok());
    QVERIFY(m_computer->text(".cursor/mcp.json").contains("\"a\": 1")); // it holds somebody else's now
}

void AgentsTest::anotherWishReplacesTheKey()
{
    m_computer->put(".codex/config.toml", "a = 1\n");
    const Agent reads = m_computer->install("codex").value();
    const std::string old(m_computer->key("codex").value().key.reveal());
    const Agent writes = m_computer->install("codex", mayWrite()).value();
    QVERIFY(reads.key != writes.key);
    QCOMPARE(m_computer->keys->list().size(), std::size_t(1));
    QCOMPARE(m_computer->keys->list().front().effects, (std::set<Effect>{Effect::Read, Effect::Write}));
    QVERIFY(!m_computer->keys->authenticate(old).ok());
    QVERIFY(!m_computer->text(".codex/config.toml").contains(QByteArray::fromStdString(keyAuthorization(old))));
    QCOMPARE(m_computer->install("codex").value().key, writes.key); // nothing said: it stays
    QVERIFY(m_computer->remove("codex").ok());
    QCOMPARE(m_computer->text(".codex/config.toml"), QByteArray("a = 1\n"));
}

void AgentsTest::whatChangesIsSeen()
{
    m_computer->put(".gemini/settings.json", kSettings);
    const Agent made = m_computer->install("gemini").value();
    const QByteArray text = m_computer->text(".gemini/settings.json");

    m_computer->put(".gemini/settings.json", QByteArray(text).replace("false", "true"));
    QCOMPARE(m_computer->state("gemini"), AgentState::Changed);
    m_computer->put(".gemini/settings.json", QByteArray(text).replace("  ", "\t")); // only the form
    QCOMPARE(m_computer->state("gemini"), AgentState::Connected);
    m_computer->agents->setBaseUrl("http://127.0.0.1:7424");
    QCOMPARE(m_computer->state("gemini"), AgentState::Changed);
    QVERIFY(m_computer->detail("gemini").find("7424") != std::string::npos);
    QVERIFY(m_computer->install("gemini").ok());
    QCOMPARE(m_computer->state("gemini"), AgentState::Connected);
    QVERIFY(m_computer->text(".gemini/settings.json").contains("7424"));

    m_computer->put(".gemini/settings.json", kSettings);
    QCOMPARE(m_computer->state("gemini"), AgentState::None);
    QVERIFY(m_computer->agents->find("gemini").value().key.has_value());
    QVERIFY(m_computer->install("gemini").ok());
    QCOMPARE(m_computer->agents->find("gemini").value().key, made.key);

    QVERIFY(runTask(m_computer->io, m_computer->keys->setEnabled(*made.key, false)).ok());
    QCOMPARE(m_computer->state("gemini"), AgentState::Connected);
    QVERIFY(m_computer->detail("gemini").find("switched off") != std::string::npos);
    QVERIFY(runTask(m_computer->io, m_computer->keys->remove(*made.key)).ok());
    QCOMPARE(m_computer->state("gemini"), AgentState::Changed);
    QVERIFY(m_computer->install("gemini").ok());
    QCOMPARE(m_computer->state("gemini"), AgentState::Connected);
}

void AgentsTest::aBrokenFileIsNeverWritten()
{
    const QByteArray broken = "{ \"mcpServers\": { ";
    m_computer->put(".cursor/mcp.json", broken);
    QCOMPARE(m_computer->state("cursor"), AgentState::Unreadable);
    QVERIFY(m_computer->detail("cursor").find("not valid JSON") != std::string::npos);
    QCOMPARE(m_computer->install("cursor").error().code, ErrorCode::Conflict);
    QVERIFY(m_computer->keys->list().empty());
    m_computer->put(".cursor/mcp.json", "{}");
    const Agent made = m_computer->install("cursor").value();
    m_computer->put(".cursor/mcp.json", broken);
    QCOMPARE(m_computer->remove("cursor").error().code, ErrorCode::Conflict);
    QCOMPARE(m_computer->text(".cursor/mcp.json"), broken);
    QCOMPARE(m_computer->agents->find("cursor").value().key, made.key);
}

void AgentsTest::aFileWithAKeyIsItsOwnersAlone()
{
    m_computer->put(".cursor/mcp.json", "{}", 0664);
    m_computer->put(".claude.json", "{}", 0664);
    QVERIFY(m_computer->install("cursor").ok());
    QVERIFY(m_computer->install("claude-code").ok());
    QCOMPARE(m_computer->mode(".cursor/mcp.json"), 0600U);
    QCOMPARE(m_computer->mode(".claude.json"), 0664U); // holds no key
    QVERIFY(m_computer->detail("cursor").find("only you") != std::string::npos);
    m_computer->put(".cursor/mcp.json", m_computer->text(".cursor/mcp.json"), 0644);
    QVERIFY(m_computer->detail("cursor").find("0600") != std::string::npos);
    QVERIFY(m_computer->remove("cursor").ok());
    QCOMPARE(m_computer->mode(".cursor/mcp.json"), 0644U); // the person's choice since
}

void AgentsTest::anEntryOfAnothersMakeIsReplaced()
{
    const QByteArray before("{\"mcpServers\": {\"connect-hub\": {\"url\": \"http://old/mcp\"}, \"b\": {}}}");
    m_computer->put(".cursor/mcp.json", before);
    QCOMPARE(m_computer->state("cursor"), AgentState::Changed);
    QVERIFY(m_computer->install("cursor").ok());
    QCOMPARE(m_computer->state("cursor"), AgentState::Connected);
    QVERIFY(m_computer->remove("cursor").ok());
    QCOMPARE(m_computer->text(".cursor/mcp.json"), QByteArray(R"({"mcpServers": {"b": {}}})"));
    QCOMPARE(m_computer->text(".cursor/mcp.json.connect-hub-backup"), before);
}

void AgentsTest::whatFailsLeavesAllAsItWas_data()
{
    QTest::addColumn<bool>("isThere");
    QTest::addColumn<QByteArray>("fault");
    for (const bool isThere : {false, true}) {
        for (const char *fault : {"the vault is locked", "the vault is full", "another program breaks the file"})
            QTest::addRow("%s, %s", fault, isThere ? "connected before" : "the first time") << isThere << QByteArray(fault);
    }
}

void AgentsTest::whatFailsLeavesAllAsItWas()
{
    QFETCH(bool, isThere);
    QFETCH(QByteArray, fault);
    m_computer->put(".cursor/mcp.json", kSettings);
    if (isThere)
        QVERIFY(m_computer->install("cursor").ok());
    const QByteArray text = m_computer->text(".cursor/mcp.json");
    const auto line = m_computer->vault.line({"agent", "cursor"});
    const auto keys = m_computer->keys->list().size();

    m_computer->vault.locked = fault.endsWith("locked");
    m_computer->vault.goodWrites = fault.endsWith("full") ? 0 : 100;
    const bool isBroken = fault.startsWith("another");
    if (isBroken)
        m_computer->vault.onWrite = [this](const VaultKey &, const std::string &) { m_computer->put(".cursor/mcp.json", "{ broken"); };
    const Result<Agent> failed = m_computer->install("cursor", mayWrite());
    m_computer->vault.onWrite = [](const VaultKey &, const std::string &) {};
    QVERIFY(!failed.ok());
    m_computer->vault.locked = false;
    m_computer->vault.goodWrites = 100;
    if (isBroken)
        m_computer->put(".cursor/mcp.json", text);
    QCOMPARE(m_computer->text(".cursor/mcp.json"), text);
    QCOMPARE(m_computer->vault.line({"agent", "cursor"}), line);
    QCOMPARE(m_computer->keys->list().size(), keys);
    QCOMPARE(m_computer->state("cursor"), isThere ? AgentState::Connected : AgentState::None);
    QVERIFY(m_computer->install("cursor", mayWrite()).ok());
}

void AgentsTest::helpersGetTheLivingKeyOnly()
{
    m_computer->folder(".claude");
    QCOMPARE(m_computer->key("claude-code").error().code, ErrorCode::NotFound);
    const Agent made = m_computer->install("claude-code").value();
    QVERIFY(m_computer->key("claude-code").ok());
    m_computer->vault.locked = true;
    QCOMPARE(m_computer->key("claude-code").error().code, ErrorCode::VaultLocked);
    m_computer->vault.locked = false;
    QVERIFY(runTask(m_computer->io, m_computer->keys->setEnabled(*made.key, false)).ok());
    QCOMPARE(m_computer->key("claude-code").error().code, ErrorCode::NotFound);
    QCOMPARE(m_computer->key("hal").error().code, ErrorCode::NotFound);
}

void AgentsTest::nothingThatIsRememberedIsASecret()
{
    m_computer->put(".cursor/mcp.json", kSettings);
    QVERIFY(m_computer->install("cursor").ok());
    const std::string key(m_computer->key("cursor").value().key.reveal());
    const auto rows = m_computer->database->runNow([](SqlConnection &connection) { return connection.query("SELECT value FROM settings WHERE key = 'agent:cursor'"); });
    QCOMPARE(rows->size(), std::size_t(1));
    const std::string data = rows->front().text(0);
    QVERIFY(data.find("undo") != std::string::npos);
    QVERIFY(data.find(key.substr(12)) == std::string::npos);
    QVERIFY(data.find(base64(key + ':').substr(0, 20)) == std::string::npos);
}

QTEST_GUILESS_MAIN(AgentsTest)
#include "agents_test.moc"
