#include "app/daemon/options.h"

#include "core/base/data_directory.h"

#include <QTemporaryDir>
#include <QTest>

using namespace hub;

namespace {

Result<Invocation> read(const QStringList &arguments)
{
    return parseOptions(QStringList{QStringLiteral("connect-hubd")} + arguments);
}

} // namespace

class OptionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { qunsetenv("CONNECT_HUB_MASTER_KEY_FILE"); }
    void withoutFlagsAllIsLocal();
    void everyFlagIsRead();
    void wrongFlagsAreNamed_data();
    void wrongFlagsAreNamed();
    void S1_otherAddressesNeedTls_data();
    void S1_otherAddressesNeedTls();
    void theMasterKeysFileMayComeFromTheEnvironment();
    void helpAndVersionStartNothing_data();
    void helpAndVersionStartNothing();
    void helpNamesEveryFlag();
};

void OptionsTest::withoutFlagsAllIsLocal()
{
    const HubOptions options = read({}).value().options;
    QCOMPARE(options.host, std::string("127.0.0.1"));
    QVERIFY(!options.port.has_value());
    QCOMPARE(options.dataDirectory, defaultDataDirectory().toStdString());
    QVERIFY(!options.vault.has_value()); // where the credentials are
    QCOMPARE(options.masterKey, std::string("keychain"));
    QCOMPARE(options.maxConnections, std::size_t(1024));
    QVERIFY(options.connectorDirectories.empty() && options.allowLocal.empty());
}

void OptionsTest::everyFlagIsRead()
{
    const QTemporaryDir one, two;
    const Result<Invocation> invocation = read({QStringLiteral("--port=0"), QStringLiteral("--host"), QStringLiteral("::1"), QStringLiteral("--data-dir"), QStringLiteral("/a b/ü"),
                                                QStringLiteral("--vault=sealed"), QStringLiteral("--master-key"), QStringLiteral("file:/k=y"), QStringLiteral("--store=sqlite"),
                                                QStringLiteral("--connectors"), one.path(), QStringLiteral("--connectors"), two.path(), QStringLiteral("--allow-local=acme"),
                                                QStringLiteral("--allow-local=initech"), QStringLiteral("--threads=1"), QStringLiteral("--max-connections=7")});
    QVERIFY2(invocation.ok(), invocation.ok() ? "" : invocation.error().message.c_str());
    const HubOptions &options = invocation->options;
    QCOMPARE(options.port, std::optional<std::uint16_t>(0));
    QCOMPARE(options.host, std::string("::1"));
    QCOMPARE(options.dataDirectory, std::string("/a b/ü"));
    QVERIFY(options.vault == "sealed");
    QCOMPARE(options.masterKey, std::string("file:/k=y"));
    const std::vector<std::string> directories{one.path().toStdString(), two.path().toStdString()};
    QCOMPARE(options.connectorDirectories, directories);
    const std::set<std::string> keys{"acme", "initech"};
    QCOMPARE(options.allowLocal, keys);
    QCOMPARE(options.maxConnections, std::size_t(7));
}

void OptionsTest::wrongFlagsAreNamed_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");
    const auto row = [](const char *name, const QString &arguments, const char *named) { QTest::newRow(name) << arguments.split(QLatin1Char(' ')) << QString::fromLatin1(named); };
    row("an unknown flag", QStringLiteral("--colour=red"), "colour");
    row("a flag in one dash", QStringLiteral("-port"), "");
    row("an argument", QStringLiteral("start"), "start");
    row("a port that is none", QStringLiteral("--port=http"), "--port");
    row("a negative port", QStringLiteral("--port=-1"), "--port");
    row("a port past 65535", QStringLiteral("--port=65536"), "--port");
    row("an empty port", QStringLiteral("--port="), "--port");
    row("a port in hexadecimal", QStringLiteral("--port=0x1"), "--port");
    row("a number past all limits", QStringLiteral("--port=99999999999999999999"), "--port");
    row("a flag without its value", QStringLiteral("--port"), "port");
    row("no connection at all", QStringLiteral("--max-connections=0"), "--max-connections");
    row("a vault that is none", QStringLiteral("--vault=file"), "--vault");
    row("a store that is not built", QStringLiteral("--store=postgresql://x"), "--store");
    row("threads that are not built", QStringLiteral("--threads=4"), "--threads");
    row("a certificate without its address", QStringLiteral("--tls-cert=/c --tls-key=/k"), "--tls-cert");
    row("a public name without a scheme", QStringLiteral("--public-url=hub.example"), "--public-url");
    row("a public name with a path", QStringLiteral("--public-url=https://hub.example/x"), "--public-url");
    row("a public name with a user", QStringLiteral("--public-url=https://a@hub.example"), "--public-url");
    row("a public name of another scheme", QStringLiteral("--public-url=ftp://hub.example"), "--public-url");
    row("a file of options", QStringLiteral("--config=/c"), "--config");
    row("fixtures beside a real store", QStringLiteral("--test-fixtures --store=postgresql://x"), "--test-fixtures");
    row("connectors that are nowhere", QStringLiteral("--connectors=/nowhere/at/all"), "/nowhere/at/all");
    row("an empty data directory", QStringLiteral("--data-dir="), "--data-dir");
}

void OptionsTest::wrongFlagsAreNamed()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, named);
    const Result<Invocation> invocation = read(arguments);
    QVERIFY2(!invocation.ok(), "it was taken");
    QCOMPARE(invocation.error().code, ErrorCode::InvalidRequest);
    QVERIFY2(invocation.error().message.find(named.toStdString()) != std::string::npos, invocation.error().message.c_str());
    QVERIFY(invocation.error().message.find('\n') == std::string::npos); // one line for stderr
}

void OptionsTest::S1_otherAddressesNeedTls_data()
{
    QTest::addColumn<QString>("host");
    for (const char *host : {"0.0.0.0", "::", "192.168.0.7", "localhost", "127.0.0.2", "hub.example", "", "127.0.0.1 ", "[::1]"})
        QTest::newRow(*host == '\0' ? "(empty)" : host) << QString::fromLatin1(host);
}

void OptionsTest::S1_otherAddressesNeedTls()
{
    QFETCH(QString, host);
    const Result<Invocation> invocation = read({QStringLiteral("--host=") + host});
    QVERIFY(!invocation.ok());
    QVERIFY(invocation.error().message.find("--tls-cert") != std::string::npos);
}

void OptionsTest::theMasterKeysFileMayComeFromTheEnvironment()
{
    qputenv("CONNECT_HUB_MASTER_KEY_FILE", "/run/key");
    QCOMPARE(read({}).value().options.masterKey, std::string("file:/run/key"));
    QCOMPARE(read({QStringLiteral("--master-key=credential:hub")}).value().options.masterKey, std::string("credential:hub"));
}

void OptionsTest::helpAndVersionStartNothing_data()
{
    QTest::addColumn<QString>("flag");
    QTest::addColumn<QString>("start");
    QTest::newRow("help") << QStringLiteral("--help") << QStringLiteral("Usage:");
    QTest::newRow("version") << QStringLiteral("--version") << QStringLiteral("connect-hubd ");
}

void OptionsTest::helpAndVersionStartNothing()
{
    QFETCH(QString, flag);
    QFETCH(QString, start);
    const Result<Invocation> invocation = read({flag});
    QVERIFY(invocation.ok());
    QVERIFY2(invocation->print.starts_with(start.toStdString()), invocation->print.c_str());
    QVERIFY(read({}).value().print.empty());
}

void OptionsTest::helpNamesEveryFlag()
{
    const std::string text = read({QStringLiteral("--help")}).value().print;
    for (const char *flag : {"--port", "--host", "--data-dir", "--vault", "--master-key", "--store", "--connectors", "--allow-local", "--threads", "--max-connections", "--public-url",
                             "--tls-cert", "--tls-key", "--config", "--test-fixtures"})
        QVERIFY2(text.find(flag) != std::string::npos, flag);
}

QTEST_GUILESS_MAIN(OptionsTest)
#include "options_test.moc"
