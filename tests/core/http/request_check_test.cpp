#include "core/http/request_check.h"

#include <QTest>

using namespace hub;

class RequestCheckTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsWellFormedPasses_data();
    void whatIsWellFormedPasses();
    void S13_A23_whatServersReadDifferentlyIsRefused_data();
    void S13_A23_whatServersReadDifferentlyIsRefused();
    void S13_A23_noTwoLengths_data();
    void S13_A23_noTwoLengths();
    void S18_noForwardProxy_data();
    void S18_noForwardProxy();
    void S19_A24_limits_data();
    void S19_A24_limits();

private:
    static Result<void> check(const QByteArray &head) { return checkRequestHead(head.toStdString(), 8192, 100); }
};

void RequestCheckTest::whatIsWellFormedPasses_data()
{
    QTest::addColumn<QByteArray>("head");
    const auto row = [](const char *name, const QByteArray &lines) { QTest::newRow(name) << lines + "\r\n"; };
    row("a plain GET", "GET / HTTP/1.1\r\nHost: a\r\n");
    row("an empty Host is judged elsewhere", "GET / HTTP/1.1\r\nHost:\r\n");
    row("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n");
    row("a method of its own", "M-SEARCH /x HTTP/1.1\r\nHost: a\r\n");
    row("a query with marks", "GET /a%2Fb?c=[d]&e|f HTTP/1.1\r\nHost: a\r\n");
    row("bytes beyond ASCII are judged where the path is", "GET /\xc3\xbc HTTP/1.1\r\nHost: a\r\n");
    row("a value with a tab inside", "GET / HTTP/1.1\r\nHost: a\r\nX: a\tb\r\n");
    row("no blank after the colon", "GET / HTTP/1.1\r\nHost:a\r\nX:1\r\n");
    row("an empty value", "GET / HTTP/1.1\r\nHost: a\r\nX:\r\n");
    row("a length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n");
    row("a length of 18 digits", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n");
    row("chunked, in another case", "POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: CHUNKED\r\n");
}

void RequestCheckTest::whatIsWellFormedPasses()
{
    QFETCH(QByteArray, head);
    const Result<void> fits = check(head);
    QVERIFY2(fits.ok(), fits.ok() ? "" : fits.error().message.c_str());
}

void RequestCheckTest::S13_A23_whatServersReadDifferentlyIsRefused_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status");
    const auto line = [](const char *name, const QByteArray &first, int status = 400) { QTest::newRow(name) << first + "\r\nHost: a\r\n\r\n" << status; };
    const auto field = [](const char *name, const QByteArray &fields, int status = 400) { QTest::newRow(name) << "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n" << status; };
    line("no version", "GET /");
    line("two blanks", "GET  / HTTP/1.1");
    line("a blank in the target", "GET /a b HTTP/1.1");
    line("a blank before the method", " GET / HTTP/1.1");
    line("a tab instead of a blank", "GET\t/\tHTTP/1.1");
    line("a method that is no token", "G(T / HTTP/1.1");
    line("no method", " / HTTP/1.1");
    line("a version with more behind it", "GET / HTTP/1.1x");
    line("a version in small letters", "GET / http/1.1");
    line("a blank after the version", "GET / HTTP/1.1 ");
    line("HTTP/2.0", "GET / HTTP/2.0", 501);
    line("HTTP/1.2", "GET / HTTP/1.2", 501);
    line("HTTP/0.9", "GET / HTTP/0.9", 501);
    line("a fragment", "GET /a#b HTTP/1.1");
    line("DEL in the target", "GET /a\x7f HTTP/1.1");
    line("a tab in the target", "GET /a\tb HTTP/1.1");
    line("A22 NUL in the target", QByteArray("GET /a\0b HTTP/1.1", 17));
    line("a bare LF ends the line", "GET / HTTP/1.1\nX: 1");
    line("a bare CR ends the line", "GET / HTTP/1.1\rX: 1");
    QTest::newRow("only LF") << QByteArray("GET / HTTP/1.1\nHost: a\n\n") << 400;
    QTest::newRow("no Host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
    field("Host twice", "Host: a");
    field("Host twice, in another case", "hOsT: b");
    field("a blank before the colon", "X-A : 1");
    field("a tab before the colon", "Content-Length\t: 5");
    field("a folded line", "X-A: 1\r\n folded");
    field("a line folded with a tab", "X-A: 1\r\n\tfolded");
    QTest::newRow("a blank before the first field") << QByteArray("GET / HTTP/1.1\r\n Host: a\r\n\r\n") << 400;
    field("no colon", "garbage");
    field("no name", ": 1");
    field("a name with a slash", "X/A: 1");
    field("a name beyond ASCII", "X-\xc3\xbc: 1");
    field("A22 NUL in a value", QByteArray("X: a\0b", 6));
    field("A22 CR in a value", "X: a\rX-B: b");
    field("A22 LF in a value", "X: a\nX-B: b");
    field("a control character in a value", "X: a\x01");
}

void RequestCheckTest::S13_A23_whatServersReadDifferentlyIsRefused()
{
    QFETCH(QByteArray, head);
    QFETCH(int, status);
    const Result<void> fits = check(head);
    QVERIFY(!fits.ok());
    QCOMPARE(httpStatus(fits.error().code), status);
}

void RequestCheckTest::S13_A23_noTwoLengths_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status");
    const auto field = [](const char *name, const QByteArray &fields, int status = 400) { QTest::newRow(name) << "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n" << status; };
    field("both lengths", "Content-Length: 4\r\nTransfer-Encoding: chunked");
    field("both lengths, the other way round", "Transfer-Encoding: chunked\r\nContent-Length: 4");
    field("lengths that differ", "Content-Length: 0\r\nContent-Length: 5");
    field("the same length twice", "Content-Length: 5\r\nContent-Length: 5");
    field("a list of lengths", "Content-Length: 5, 5");
    field("a length with a sign", "Content-Length: +5");
    field("a negative length", "Content-Length: -1");
    field("a length in hexadecimal", "Content-Length: 0x5");
    field("a length with a blank inside", "Content-Length: 1 2");
    field("no length", "Content-Length:");
    field("a length that wraps round", "Content-Length: 18446744073709551617");
    field("coding identity", "Transfer-Encoding: identity", 501);
    field("chunked is not the last coding", "Transfer-Encoding: chunked, gzip", 501);
    field("gzip before chunked", "Transfer-Encoding: gzip, chunked", 501);
    field("a coding that looks like chunked", "Transfer-Encoding: xchunked", 501);
    field("chunked in quotes", "Transfer-Encoding: \"chunked\"", 501);
    field("chunked with a parameter", "Transfer-Encoding: chunked;x=1", 501);
    field("a vertical tab before chunked", "Transfer-Encoding: \vchunked");
    field("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked");
    QTest::newRow("chunked for HTTP/1.0") << QByteArray("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n") << 400;
}

void RequestCheckTest::S13_A23_noTwoLengths()
{
    S13_A23_whatServersReadDifferentlyIsRefused();
}

void RequestCheckTest::S18_noForwardProxy_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    QTest::newRow("CONNECT") << QByteArray("CONNECT a.example:443 HTTP/1.1") << 501;
    QTest::newRow("TRACE") << QByteArray("TRACE / HTTP/1.1") << 501;
    QTest::newRow("an absolute address") << QByteArray("GET http://evil.example/ HTTP/1.1") << 400;
    QTest::newRow("an authority") << QByteArray("GET a.example:443 HTTP/1.1") << 400;
    QTest::newRow("an asterisk") << QByteArray("OPTIONS * HTTP/1.1") << 400;
    QTest::newRow("no slash") << QByteArray("GET accounts HTTP/1.1") << 400;
    QTest::newRow("an empty target") << QByteArray("GET  HTTP/1.1") << 400;
}

void RequestCheckTest::S18_noForwardProxy()
{
    QFETCH(QByteArray, line);
    QFETCH(int, status);
    const Result<void> fits = check(line + "\r\nHost: a\r\n\r\n");
    QVERIFY(!fits.ok());
    QCOMPARE(httpStatus(fits.error().code), status);
}

void RequestCheckTest::S19_A24_limits_data()
{
    QTest::addColumn<int>("path");
    QTest::addColumn<int>("fields"); // Host among them
    QTest::addColumn<int>("status"); // 0 = passes
    QTest::newRow("the longest address") << 8192 << 1 << 0;
    QTest::newRow("an address one byte longer") << 8193 << 1 << 414;
    QTest::newRow("100 header lines") << 1 << 100 << 0;
    QTest::newRow("101 header lines") << 1 << 101 << 431;
    QTest::newRow("2,000 header lines") << 1 << 2000 << 431;
}

void RequestCheckTest::S19_A24_limits()
{
    QFETCH(int, path);
    QFETCH(int, fields);
    QFETCH(int, status);
    QByteArray head = "GET /" + QByteArray(path - 1, 'a') + " HTTP/1.1\r\nHost: a\r\n";
    for (int i = 1; i < fields; ++i)
        head += "X-" + QByteArray::number(i) + ": 1\r\n";
    const Result<void> fits = check(head + "\r\n");
    QCOMPARE(fits.ok() ? 0 : httpStatus(fits.error().code), status);
}

QTEST_GUILESS_MAIN(RequestCheckTest)
#include "request_check_test.moc"
