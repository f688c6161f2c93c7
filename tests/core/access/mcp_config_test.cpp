#include "core/access/mcp_config.h"

#include "core/base/encoding.h"

#include <QTest>

using namespace hub;

class McpConfigTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aKeyIsBasicWithoutAPassword();
    void theEntryWorksAsPasted_data();
    void theEntryWorksAsPasted();
};

void McpConfigTest::aKeyIsBasicWithoutAPassword()
{
    const std::string header = keyAuthorization("ch_k_s");
    QVERIFY(header.starts_with("Basic "));
    QCOMPARE(decodeBase64(header.substr(6)).value(), std::string("ch_k_s:"));
    QCOMPARE(tokenAuthorization("cst_1"), std::string("Bearer cst_1"));
}

void McpConfigTest::theEntryWorksAsPasted_data()
{
    QTest::addColumn<QByteArray>("account");
    QTest::addColumn<QByteArray>("headers");
    QTest::newRow("for all accounts") << QByteArray() << QByteArray(R"({"Authorization":"Bearer cst_1"})");
    QTest::newRow("for one account") << QByteArray("acme-corp") << QByteArray(R"({"Authorization":"Bearer cst_1","x-account-id":"acme-corp"})");
}

void McpConfigTest::theEntryWorksAsPasted()
{
    QFETCH(QByteArray, account);
    QFETCH(QByteArray, headers);
    const json::object entry = mcpConfig("http://127.0.0.1:7423", "Bearer cst_1", account.toStdString());
    const json::value expected = json::parse(R"({"mcpServers":{"connect-hub":{"type":"http","url":"http://127.0.0.1:7423/mcp","headers":)" + headers.toStdString() + "}}}");
    QCOMPARE(json::value(entry), expected);
}

QTEST_GUILESS_MAIN(McpConfigTest)
#include "mcp_config_test.moc"
