#include "core/http/head_writer.h"

#include <QTest>

using namespace hub;

class HeadWriterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void requestsKeepTheirBytes();
    void answersHaveTheirPhrase_data();
    void answersHaveTheirPhrase();
};

void HeadWriterTest::requestsKeepTheirBytes()
{
    const RequestHead head{"PATCH", "/a%2fb?x=%7E+1", {{"hOST", "a.example"}, {"X-A", ""}, {"x-a", " 1"}}};
    QCOMPARE(headBytes(head), std::string("PATCH /a%2fb?x=%7E+1 HTTP/1.1\r\nhOST: a.example\r\nX-A: \r\nx-a:  1\r\n"));
}

void HeadWriterTest::answersHaveTheirPhrase_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("a known status") << 404 << QByteArray("HTTP/1.1 404 Not Found\r\n");
    QTest::newRow("an unknown one keeps the blank") << 299 << QByteArray("HTTP/1.1 299 \r\n");
}

void HeadWriterTest::answersHaveTheirPhrase()
{
    QFETCH(int, status);
    QFETCH(QByteArray, line);
    QCOMPARE(headBytes(ResponseHead{status, {{"A", "b"}}}), line.toStdString() + "A: b\r\n");
}

QTEST_GUILESS_MAIN(HeadWriterTest)
#include "head_writer_test.moc"
