#include "core/http/message_reader.h"

#include "tests/support/cut_source.h"
#include "tests/support/run_task.h"

#include <QTest>

using namespace hub;

namespace {

const QList<int> kCuts{1, 2, 3, 7, 64, 100'000};

//! What came of a stream: its messages as "first line|body", then how it ended.
template <bool isRequest>
Task<std::string> readStream(MessageReader<isRequest> *reader, std::size_t limit, bool noBody)
{
    std::string out;
    while (true) {
        const Result<std::string_view> head = co_await reader->readHead(limit);
        if (!head)
            co_return out + std::string(wireName(head.error().code));
        if (head->empty())
            co_return out + "end";
        const Result<void> begun = reader->begin(*head, noBody);
        if (!begun)
            co_return out + std::string(wireName(begun.error().code));
        const Decoder<isRequest> &message = reader->message();
        out += (isRequest ? message.method + ' ' + message.target : std::to_string(message.status)) + '|';
        std::string body;
        while (true) {
            const Result<std::string_view> piece = co_await reader->readBody();
            if (!piece)
                co_return out + '#' + std::string(wireName(piece.error().code));
            if (piece->empty())
                break;
            body.append(*piece);
        }
        out += body + "\n";
    }
}

template <bool isRequest>
std::string streamOf(const QByteArray &bytes, int cut, bool noBody = false, std::size_t limit = 16 * 1024)
{
    boost::asio::io_context io;
    CutSource source(bytes.toStdString(), std::size_t(cut));
    MessageReader<isRequest> reader(&source);
    return runTask(io, readStream(&reader, limit, noBody));
}

QByteArray chunked(const QByteArray &body)
{
    return QByteArray("POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n") + body;
}

QByteArray answer(const QByteArray &fields, const QByteArray &body)
{
    return QByteArray("HTTP/1.1 200 OK\r\n") + fields + "\r\n" + body;
}

} // namespace

class MessageReaderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void requestsInAnyCuts_data();
    void requestsInAnyCuts();
    void answersInAnyCuts_data();
    void answersInAnyCuts();
    void answersToHeadHaveNoBody();
    void largeBodiesPassWhole_data();
    void largeBodiesPassWhole();
    void S19_headsHaveALimit_data();
    void S19_headsHaveALimit();
    void fieldsComeInOrder();
};

void MessageReaderTest::requestsInAnyCuts_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("seen");
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &seen) { QTest::newRow(name) << bytes << seen; };
    const QByteArray get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
    row("nothing", "", "end");
    row("one", get, "GET /a|\nend");
    row("pipelined", get + get + get, "GET /a|\nGET /a|\nGET /a|\nend");
    row("an empty line before it", "\r\n" + get, "GET /a|\nend");
    row("an empty line between two", get + "\r\n" + get, "GET /a|\nGET /a|\nend");
    row("cut off in the head", "GET /a HTTP/1.1\r\nHo", "invalid_request");
    row("a body of known length, and one behind it", "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + get, "POST /p|hello\nGET /a|\nend");
    row("a length of 0", "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n" + get, "POST /p|\nGET /a|\nend");
    row("no length is no body", "POST /p HTTP/1.1\r\nHost: a\r\n\r\n" + get, "POST /p|\nGET /a|\nend");
    row("cut off in the body", "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel", "POST /p|#invalid_request");
    row("chunks, and one behind them", chunked("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n") + get, "POST /c|hello world\nGET /a|\nend");
    row("an empty chunked body", chunked("0\r\n\r\n") + get, "POST /c|\nGET /a|\nend");
    row("sizes in hexadecimal of both cases", chunked("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n"), "POST /c|01234567890123456789\nend");
    row("sizes with zeros before them", chunked("0005\r\nhello\r\n000\r\n\r\n"), "POST /c|hello\nend");
    row("chunk extensions are dropped", chunked("5;a=b;c=\"d e\"\r\nhello\r\n0;x\r\n\r\n"), "POST /c|hello\nend");
    row("trailers are dropped", chunked("5\r\nhello\r\n0\r\nX-Trailer: 1\r\nX-Two: 2\r\n\r\n") + get, "POST /c|hello\nGET /a|\nend");
    row("cut off in a chunk", chunked("5\r\nhel"), "POST /c|#invalid_request");
    row("cut off between chunks", chunked("5\r\nhello\r\n"), "POST /c|#invalid_request");
    row("cut off before the last line", chunked("5\r\nhello\r\n0\r\n"), "POST /c|#invalid_request");
    row("S13 a size that is no number", chunked("zz\r\nhi\r\n0\r\n\r\n"), "POST /c|#invalid_request");
    row("S13 a size that wraps round", chunked("fffffffffffffffff\r\nhi"), "POST /c|#invalid_request");
    row("S13 a negative size", chunked("-1\r\nhi"), "POST /c|#invalid_request");
    row("S13 a size with 0x", chunked("0x2\r\nhi\r\n0\r\n\r\n"), "POST /c|#invalid_request");
    row("S13 no size", chunked("\r\nhi"), "POST /c|#invalid_request");
    row("S13 a bare LF after the size", chunked("2\nhi\r\n0\r\n\r\n"), "POST /c|#invalid_request");
    row("S13 a chunk longer than its size", chunked("2\r\nhiXX0\r\n\r\n"), "POST /c|#invalid_request");
    row("S13 a chunk ended by a bare LF", chunked("2\r\nhi\n0\r\n\r\n"), "POST /c|#invalid_request");
}

void MessageReaderTest::requestsInAnyCuts()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, seen);
    for (const int cut : kCuts)
        QCOMPARE(QByteArray::fromStdString(streamOf<true>(bytes, cut)) + " in " + QByteArray::number(cut), seen + " in " + QByteArray::number(cut));
}

void MessageReaderTest::answersInAnyCuts_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("seen");
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &seen) { QTest::newRow(name) << bytes << seen; };
    row("a known length", answer("Content-Length: 5\r\n", "hello"), "200|hello\nend");
    row("two in a row", answer("Content-Length: 5\r\n", "hello") + answer("Content-Length: 0\r\n", ""), "200|hello\n200|\nend");
    row("chunks", answer("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), "200|hello\nend");
    row("until the server closes", answer("", "hello\r\n\r\nworld"), "200|hello\r\n\r\nworld\nend");
    row("nothing until the server closes", answer("", ""), "200|\nend");
    row("no phrase", "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok", "200|ok\nend");
    row("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nok", "200|ok\nend");
    row("204 has no body", "HTTP/1.1 204 No Content\r\n\r\n" + answer("Content-Length: 2\r\n", "ok"), "204|\n200|ok\nend");
    row("304 has no body, whatever its length says", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n" + answer("Content-Length: 2\r\n", "ok"), "304|\n200|ok\nend");
    row("interim answers have no body", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer("Content-Length: 2\r\n", "ok"), "100|\n103|\n200|ok\nend");
    row("cut off in the body", answer("Content-Length: 5\r\n", "hel"), "200|#upstream_failed");
    row("cut off in a chunk", answer("Transfer-Encoding: chunked\r\n", "5\r\nhel"), "200|#upstream_failed");
    row("cut off before the last chunk", answer("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n"), "200|#upstream_failed");
    row("S13 both lengths", answer("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), "invalid_request");
    row("S13 both lengths, the other way round", answer("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), "invalid_request");
    row("S13 lengths that differ", answer("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), "invalid_request");
    row("S13 a length with a sign", answer("Content-Length: +5\r\n", "hello"), "invalid_request");
    row("S13 a length that wraps round", answer("Content-Length: 18446744073709551617\r\n", "h"), "invalid_request");
    row("S13 a bad chunk size", answer("Transfer-Encoding: chunked\r\n", "xyz\r\n"), "200|#invalid_request");
    row("S13 a blank before the colon", answer("X-A : 1\r\n", ""), "invalid_request");
    row("S13 no colon", answer("garbage\r\n", ""), "invalid_request");
    row("S13 NUL in a value", "HTTP/1.1 200 OK\r\nX: a" + QByteArray(1, '\0') + "b\r\n\r\n", "invalid_request");
    row("S13 a bare CR in a value", answer("X: a\rY: b\r\n", ""), "invalid_request");
    row("S13 a bare LF in a value", answer("X: a\nY: b\r\n", ""), "invalid_request");
    row("not HTTP at all", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "invalid_request");
    row("a status that is no number", "HTTP/1.1 abc OK\r\n\r\n", "invalid_request");
    row("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", "invalid_request");
    row("another version", "HTTP/2.0 200 OK\r\n\r\n", "invalid_request");
}

void MessageReaderTest::answersInAnyCuts()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, seen);
    for (const int cut : kCuts)
        QCOMPARE(QByteArray::fromStdString(streamOf<false>(bytes, cut)) + " in " + QByteArray::number(cut), seen + " in " + QByteArray::number(cut));
}

void MessageReaderTest::answersToHeadHaveNoBody()
{
    const QByteArray two = answer("Content-Length: 5\r\n", "") + answer("Transfer-Encoding: chunked\r\n", "");
    for (const int cut : kCuts)
        QCOMPARE(streamOf<false>(two, cut, true), std::string("200|\n200|\nend"));
}

void MessageReaderTest::largeBodiesPassWhole_data()
{
    QTest::addColumn<int>("chunk"); // 0 = Content-Length
    QTest::newRow("of known length") << 0;
    QTest::newRow("in chunks of 1 byte") << 1;
    QTest::newRow("in chunks of 1,000") << 1'000;
    QTest::newRow("in chunks larger than the buffer") << 100'000;
}

void MessageReaderTest::largeBodiesPassWhole()
{
    QFETCH(int, chunk);
    QByteArray body;
    for (int i = 0; body.size() < 200'000; ++i)
        body += QByteArray::number(i) + ' ';
    QByteArray bytes = answer(chunk == 0 ? "Content-Length: " + QByteArray::number(body.size()) + "\r\n" : QByteArray("Transfer-Encoding: chunked\r\n"), "");
    for (int at = 0; chunk > 0 && at < body.size(); at += chunk) {
        const QByteArray piece = body.mid(at, chunk);
        bytes += QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n";
    }
    bytes += chunk == 0 ? body : QByteArray("0\r\n\r\n");
    for (const int cut : {4'099, 65'536})
        QVERIFY(streamOf<false>(bytes, cut) == "200|" + body.toStdString() + "\nend");
}

void MessageReaderTest::S19_headsHaveALimit_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("fits");
    QTest::newRow("as large as allowed") << 16 * 1024 << true;
    QTest::newRow("one byte larger") << 16 * 1024 + 1 << false;
    QTest::newRow("A24 larger than the buffer") << 128 * 1024 << false;
}

void MessageReaderTest::S19_headsHaveALimit()
{
    QFETCH(int, size);
    QFETCH(bool, fits);
    const QByteArray start = "GET /a HTTP/1.1\r\nX: ";
    const QByteArray bytes = start + QByteArray(size - start.size() - 4, 'x') + "\r\n\r\n";
    for (const int cut : {1, 1'000, 200'000})
        QCOMPARE(streamOf<true>(bytes, cut), std::string(fits ? "GET /a|\nend" : "headers_too_large"));
}

void MessageReaderTest::fieldsComeInOrder()
{
    boost::asio::io_context io;
    CutSource source("GET /a%2f?b HTTP/1.1\r\nhOst: a\r\nX: 1\r\nx:  2 \r\n\r\n", 5);
    MessageReader<true> reader(&source);
    const Result<std::string_view> head = runTask(io, reader.readHead(1'000));
    QVERIFY(head.ok() && reader.begin(*head, false).ok());
    QCOMPARE(reader.message().target, std::string("/a%2f?b"));
    QCOMPARE(reader.message().headers, (Headers{{"hOst", "a"}, {"X", "1"}, {"x", "2"}}));
    QVERIFY(reader.isDone());
}

QTEST_GUILESS_MAIN(MessageReaderTest)
#include "message_reader_test.moc"
