#include "core/base/encoding.h"
#include "core/connectors/brand.h"
#include "core/connectors/catalogue.h"
#include "core/connectors/loader.h"

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
    const ShippedConnectors shipped; // brings the resources in
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
    // what the index says without reading the file is what the file says
    Catalogue catalogue;
    catalogue.loadShipped();
    QVERIFY(catalogue.summary(connector->key) != nullptr);
    QCOMPARE(*catalogue.summary(connector->key), summaryOf(*connector));
    QCOMPARE(catalogue.find(connector->key)->hash, connector->hash);
    QCOMPARE(catalogue.find(connector->key)->actions.size(), connector->actions.size());
}

void ShippedTest::noneIsLeftOut()
{
    Catalogue catalogue;
    catalogue.loadShipped();
    QVERIFY(catalogue.problems().empty());
    QCOMPARE(catalogue.summaries().size(), std::size_t(QDir(QStringLiteral(":/connectors")).entryList({QStringLiteral("*.json")}).size()));
    QVERIFY(catalogue.summaries().size() >= 27);
}

void ShippedTest::searchFindsByNameAliasAndTypo_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("first");
    QTest::newRow("by name") << QStringLiteral("GitHub") << QStringLiteral("github");
    QTest::newRow("by a part of it") << QStringLiteral("google cal") << QStringLiteral("gcalendar");
    QTest::newRow("by alias") << QStringLiteral("gh") << QStringLiteral("github");
    QTest::newRow("with a typo") << QStringLiteral("strype") << QStringLiteral("stripe");
    QTest::newRow("with two letters swapped") << QStringLiteral("jria") << QStringLiteral("jira");
    QTest::newRow("with a typo in one of two words") << QStringLiteral("googel calendar") << QStringLiteral("gcalendar");
    QTest::newRow("by category") << QStringLiteral("crm") << QStringLiteral("hubspot");
}

void ShippedTest::searchFindsByNameAliasAndTypo()
{
    QFETCH(QString, query);
    QFETCH(QString, first);
    Catalogue catalogue;
    catalogue.loadShipped();
    const auto found = catalogue.search(query.toStdString());
    QVERIFY(!found.empty());
    QCOMPARE(found.front()->key, first.toStdString());
    QVERIFY(catalogue.search("zzzzzz").empty());
}

QTEST_GUILESS_MAIN(ShippedTest)
#include "shipped_test.moc"
