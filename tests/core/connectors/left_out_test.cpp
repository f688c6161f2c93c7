#include "core/connectors/left_out.h"

#include <QTest>

using namespace hub;

class LeftOutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEntryIsLeftOutWhereItMayBe_data();
    void anEntryIsLeftOutWhereItMayBe();
};

void LeftOutTest::anEntryIsLeftOutWhereItMayBe_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("leftOut");
    QTest::newRow("an optional input without a value") << QByteArray("{region}") << true;
    QTest::newRow("an optional field among others") << QByteArray("{key}:{session}") << true;
    QTest::newRow("a value that a call learns later") << QByteArray("{tenant}") << true;
    QTest::newRow("a field that is needed") << QByteArray("{secret}") << false;
    QTest::newRow("a value that is there") << QByteArray("{key}") << false;
    QTest::newRow("no name at all") << QByteArray("fixed") << false;
    QTest::newRow("no template") << QByteArray("{key") << false;
}

void LeftOutTest::anEntryIsLeftOutWhereItMayBe()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, leftOut);
    Connector connector;
    connector.inputs = {Input{"region", "Region"}};
    AuthMethod method;
    method.fields = {Input{"key", "Key"}, Input{"session", "Session"}, Input{"secret", "Secret"}};
    method.fields[0].required = method.fields[2].required = true;
    method.learn = {LearnStep{}};
    method.learn[0].values["tenant"] = "/id";
    const Lookup values = [](std::string_view name) { return name == "key" ? std::optional<std::string>("k") : std::nullopt; };
    QCOMPARE(isLeftOut(text.toStdString(), connector, method, values), leftOut);
}

QTEST_GUILESS_MAIN(LeftOutTest)
#include "left_out_test.moc"
