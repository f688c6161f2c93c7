#include "app/ctl/connector_skeleton.h"
#include "core/connectors/loader.h"

#include <QTest>

using namespace hub;
using namespace hub::ctl;

class ConnectorSkeletonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachTypeGivesAFileThatIsFine_data();
    void eachTypeGivesAFileThatIsFine();
    void noOtherTypeGivesOne();
};

void ConnectorSkeletonTest::eachTypeGivesAFileThatIsFine_data()
{
    QTest::addColumn<QString>("type");
    for (const QString &type : skeletonTypes())
        QTest::newRow(qPrintable(type)) << type;
}

void ConnectorSkeletonTest::eachTypeGivesAFileThatIsFine()
{
    QFETCH(QString, type);
    const std::optional<QString> file = connectorSkeleton(QStringLiteral("acme"), type);
    QVERIFY(file.has_value());
    const Result<Connector> connector = loadConnector(file->toStdString(), "acme.json", false);
    QVERIFY2(connector.ok(), connector.ok() ? "" : connector.error().message.c_str());
    QCOMPARE(connector->key, std::string("acme"));
    QCOMPARE(connector->actions.front().id, std::string("acme_list_items"));
    QCOMPARE(connector->auth.size(), std::size_t(1));
}

void ConnectorSkeletonTest::noOtherTypeGivesOne()
{
    QVERIFY(!connectorSkeleton(QStringLiteral("acme"), QStringLiteral("magic")));
}

QTEST_APPLESS_MAIN(ConnectorSkeletonTest)
#include "connector_skeleton_test.moc"
