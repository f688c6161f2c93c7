#include "core/base/encoding.h"
#include "core/connectors/brand.h"
#include "core/connectors/catalogue.h"
#include "core/connectors/loader.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <set>

using namespace hub;

namespace {

//! Whether the scopes that are ticked let calls read something: who the person is and a lasting sign-in are no such thing.
bool readsWith(const OauthMethod &method)
{
    static const std::set<std::string> who{"openid", "profile", "email", "offline_access", "extended"};
    return std::any_of(method.scopes.begin(), method.scopes.end(), [](const OauthScope &scope) { return scope.isDefault && scope.effect == Effect::Read && !who.contains(scope.name); });
}

} // namespace

//! One row a shipped file.
class ShippedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_catalogue.loadShipped(); }
    void everyShippedFileIsTrue_data();
    void everyShippedFileIsTrue();
    void noneIsLeftOut();
    void aCategoryFindsItsOwn();
    void searchFindsByNameAliasAndTypo_data();
    void searchFindsByNameAliasAndTypo();

private:
    Catalogue m_catalogue;
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
    // its own actions are a whole set, or there is the one for any request
    QVERIFY(connector->actions.size() >= 12 || (connector->actions.size() == 1 && connector->actions.front().isGeneric));
    for (const AuthMethod &method : connector->auth) {
        for (const OauthScope &scope : method.oauth.scopes) {
            const bool writes = scope.isDefault && scope.effect != Effect::Read;
            QVERIFY2(!writes || !readsWith(method.oauth), "a scope that writes is asked for where one that reads would do");
        }
    }
    QVERIFY(brandOf(connector->key, connector->name).letters.size() == 2);
    // what the index says without reading the file is what the file says
    QVERIFY(m_catalogue.summary(connector->key) != nullptr);
    QCOMPARE(*m_catalogue.summary(connector->key), summaryOf(*connector));
    QCOMPARE(m_catalogue.find(connector->key)->hash, connector->hash);
    QCOMPARE(m_catalogue.find(connector->key)->actions.size(), connector->actions.size());
}

void ShippedTest::noneIsLeftOut()
{
    QVERIFY(m_catalogue.problems().empty());
    QCOMPARE(m_catalogue.summaries().size(), std::size_t(QDir(QStringLiteral(":/connectors")).entryList({QStringLiteral("*.json")}).size()));
    QVERIFY(m_catalogue.summaries().size() >= 300);
    const auto all = m_catalogue.summaries();
    QVERIFY(std::count_if(all.begin(), all.end(), [](const auto &each) { return each->actions.total() >= 12; }) >= 25);
}

void ShippedTest::aCategoryFindsItsOwn()
{
    const auto found = m_catalogue.search("crm");
    const std::set<std::string> keys = [&] {
        std::set<std::string> out;
        for (const auto &each : found)
            out.insert(each->key);
        return out;
    }();
    for (const char *key : {"hubspot", "salesforce", "pipedrive"})
        QVERIFY2(keys.contains(key), key);
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
}

void ShippedTest::searchFindsByNameAliasAndTypo()
{
    QFETCH(QString, query);
    QFETCH(QString, first);
    const auto found = m_catalogue.search(query.toStdString());
    QVERIFY(!found.empty());
    QCOMPARE(found.front()->key, first.toStdString());
    QVERIFY(m_catalogue.search("zzzzzz").empty());
}

QTEST_GUILESS_MAIN(ShippedTest)
#include "shipped_test.moc"
