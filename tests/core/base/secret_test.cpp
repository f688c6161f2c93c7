#include "core/base/secret.h"

#include <QTest>

using namespace hub;

class SecretTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void movingLeavesNothingBehind_data();
    void movingLeavesNothingBehind();
    void equalityIsByContent();
    void aCloneIsItsOwn();
};

void SecretTest::movingLeavesNothingBehind_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("short enough to live inside the string") << QByteArray("hunter2");
    QTest::newRow("long enough for the heap") << QByteArray(200, 'x');
}

void SecretTest::movingLeavesNothingBehind()
{
    QFETCH(QByteArray, text);
    Secret first(text.toStdString());
    const char *place = first.reveal().data();
    const std::size_t size = first.size();
    const Secret second = std::move(first);
    QCOMPARE(std::string(second.reveal()), text.toStdString());
    QVERIFY(first.empty());
    // the bytes where the secret was are gone while the storage is still the first one's
    QVERIFY(std::string_view(place, size).find(text.left(7).constData()) == std::string_view::npos);
}

void SecretTest::equalityIsByContent()
{
    QVERIFY(Secret("a") == Secret("a"));
    QVERIFY(!(Secret("a") == Secret("b")));
    QVERIFY(!(Secret("a") == Secret("ab")));
}

void SecretTest::aCloneIsItsOwn()
{
    Secret original("abc");
    const Secret copy = original.clone();
    original = Secret("other");
    QCOMPARE(std::string(copy.reveal()), std::string("abc"));
}

QTEST_GUILESS_MAIN(SecretTest)
#include "secret_test.moc"
