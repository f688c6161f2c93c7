#include "core/base/encoding.h"
#include "core/connectors/brand.h"
#include "core/connectors/catalogue.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace hub;

//! One row a shipped file.
class ShippedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyShippedFileIsTrue_data();
    void everyShippedFileIsTrue();
    void noneIsLeftOut();
    void searchFindsByNameAliasAndTypo_data();
    void searchFindsByNameAliasAndTypo();
};

void ShippedTest::everyShippedFileIsTrue_data()
{
    const Catalogue catalogue; // brings the resources in
    QTest::addColumn<QString>("path");
    const QDir folder(QStringLiteral(":/connectors"));
    for (const QString &name : folder.entryList({QStringLiteral("*.json")}))
        QTest::newRow(qPrintable(name)) << folder.filePath(name);
}

void ShippedTest::everyShippedFileIsTrue()
{
    QFETCH(QString, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const std::string text = file.readAll().toStdString();
    const Result<Connector> connector = loadConnector(text, path.toStdString(), false);
    QVERIFY2(connector.ok(), connector.ok() ? "" : connector.error().message.c_str());
    QCOMPARE(path.section(QLatin1Char('/'), -1).toStdString(), connector->key + ".json");
    QVERIFY2(text.find("http://") == std::string::npos, "plain http");
    QVERIFY(connector->shipped);
    QVERIFY(connector->localHosts.empty());
    QVERIFY2(connector->evidence != "exercised", "no flow ran against the vendor");
    QVERIFY(connector->actions.size() >= 12);
    for (const AuthMethod &method : connector->auth) {
        for (const OauthScope &scope : method.oauth.scopes)
            QVERIFY2(!scope.isDefault || scope.effect == Effect::Read, "a scope that writes is asked for without a choice");
    }
    QVERIFY(brandOf(connector->key, connector->name).letters.size() == 2);
}

void ShippedTest::noneIsLeftOut()
{
    Catalogue catalogue;
    catalogue.loadDirectory(":/connectors", {});
    QVERIFY(catalogue.problems().empty());
    for (const char *key : {"airtable", "asana",    "calendly", "clickup", "confluence", "discord", "dropbox", "gcalendar", "gdocs", "gdrive", "github",  "gitlab", "gmail",  "gsheets",
                            "hubspot",  "intercom", "jira",     "linear",  "notion",     "openai",  "outlook", "sentry",    "slack", "stripe", "todoist", "trello", "zendesk"})
        QVERIFY2(catalogue.find(key) != nullptr, key);
}

void ShippedTest::searchFindsByNameAliasAndTypo_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("first");
    QTest::newRow("by name") << QStringLiteral("GitHub") << QStringLiteral("github");
    QTest::newRow("by a part of it") << QStringLiteral("google cal") << QStringLiteral("gcalendar");
    QTest::newRow("by alias") << QStringLiteral("gh") << QStringLiteral("github");
    QTest::newRow("with a typo") << QStringLiteral("strype") << QStringLiteral("stripe");
    QTest::newRow("by category") << QStringLiteral("crm") << QStringLiteral("hubspot");
}

void ShippedTest::searchFindsByNameAliasAndTypo()
{
    QFETCH(QString, query);
    QFETCH(QString, first);
    Catalogue catalogue;
    catalogue.loadDirectory(":/connectors", {});
    const auto found = catalogue.search(query.toStdString());
    QVERIFY(!found.empty());
    QCOMPARE(found.front()->key, first.toStdString());
    QVERIFY(catalogue.search("zzzzzz").empty());
}

QTEST_GUILESS_MAIN(ShippedTest)
#include "shipped_test.moc"
