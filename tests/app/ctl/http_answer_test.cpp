#include "app/ctl/http_answer.h"

#include <QTest>

using namespace hub::ctl;

class HttpAnswerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersAreReadHoweverTheyAreCut_data();
    void answersAreReadHoweverTheyAreCut();
    void whatIsNoAnswerIsBroken_data();
    void whatIsNoAnswerIsBroken();
};

void HttpAnswerTest::answersAreReadHoweverTheyAreCut_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const char *bytes, int status, const char *body) { QTest::newRow(name) << QByteArray(bytes) << status << QByteArray(body); };
    row("with a length", "HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 5\r\n\r\nhello", 200, "hello");
    row("in chunks", "HTTP/1.1 200 OK\r\nx-a: 1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", 200, "hello");
    row("in chunks with a trailer", "HTTP/1.1 200 OK\r\nx-a:1\r\ntransfer-encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\nx: y\r\n\r\n", 200, "hello");
    row("until the end", "HTTP/1.1 502 Bad Gateway\r\nX-A:  1 \r\n\r\nhello", 502, "hello");
    row("behind an interim answer", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nx-a: 1\r\ncontent-length: 0\r\n\r\n", 202, "");
    row("without a body", "HTTP/1.1 204 No Content\r\nx-a: 1\r\n\r\n", 204, "");
}

void HttpAnswerTest::answersAreReadHoweverTheyAreCut()
{
    QFETCH(QByteArray, bytes);
    for (const qsizetype step : {qsizetype(1), qsizetype(7), bytes.size()}) {
        HttpAnswer answer;
        QByteArray body;
        for (qsizetype at = 0; at < bytes.size(); at += step)
            body += answer.feed(bytes.mid(at, step));
        answer.end();
        QVERIFY(answer.isDone() && !answer.isBroken());
        QTEST(answer.status(), "status");
        QTEST(body, "body");
        QCOMPARE(answer.header("x-a"), QByteArray("1"));
    }
}

void HttpAnswerTest::whatIsNoAnswerIsBroken_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *name, const QByteArray &bytes) { QTest::newRow(name) << bytes; };
    row("nothing", "");
    row("another protocol", "SSH-2.0-x\r\n");
    row("half a head", "HTTP/1.1 200 OK\r\nContent-Le");
    row("half a body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
    row("half a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
    row("chunks without an end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    row("a chunk of no size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n");
    row("a line without end", "HTTP/1.1 200 OK\r\nX: " + QByteArray(70'000, 'x'));
}

void HttpAnswerTest::whatIsNoAnswerIsBroken()
{
    QFETCH(QByteArray, bytes);
    HttpAnswer answer;
    answer.feed(bytes);
    answer.end();
    QVERIFY(answer.isBroken());
}

QTEST_GUILESS_MAIN(HttpAnswerTest)
#include "http_answer_test.moc"
