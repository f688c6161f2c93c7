#include "core/http/body.h"

#include "tests/support/run_task.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <QTest>

#include <deque>

using namespace hub;

namespace {

//! A body of given pieces; it ends, or breaks off with an error.
class PieceBody final : public BodyReader {
public:
    explicit PieceBody(std::deque<std::string> pieces, bool breaks = false) : m_pieces(std::move(pieces)), m_breaks(breaks) {}
    Task<Result<std::string_view>> read() override
    {
        ++reads;
        if (m_pieces.empty() && m_breaks)
            co_return Error{ErrorCode::UpstreamFailed, "reset"};
        if (m_pieces.empty())
            co_return std::string_view();
        m_current = std::move(m_pieces.front());
        m_pieces.pop_front();
        co_return std::string_view(m_current);
    }
    std::optional<std::uint64_t> length() const override { return said; }

    std::optional<std::uint64_t> said;
    int reads = 0;

private:
    std::deque<std::string> m_pieces;
    std::string m_current;
    bool m_breaks;
};

//! A space at each turn of the loop, without end.
class TricklingBody final : public BodyReader {
public:
    Task<Result<std::string_view>> read() override
    {
        co_await boost::asio::post(boost::asio::use_awaitable);
        co_return std::string_view(" ");
    }
    std::optional<std::uint64_t> length() const override { return {}; }
};

} // namespace

class BodyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTextIsReadAgainAfterRewinding();
    void C43_S19_tooMuchIsRefused_data();
    void C43_S19_tooMuchIsRefused();
    void whatBreaksOffIsNoWholeBody();
    void C43_aBodyThatTricklesIsGivenUp();
    void C19_aKeptBodyIsSentAgain_data();
    void C19_aKeptBodyIsSentAgain();
    void C19_aBodyReadInPartGoesOnWhereItStopped();

private:
    std::string all(BodyReader *body) { return *runTask(m_io, readAll(body, 1'000'000)); }
    boost::asio::io_context m_io;
};

void BodyTest::aTextIsReadAgainAfterRewinding()
{
    StringBody body("hello");
    QCOMPARE(body.length(), std::optional<std::uint64_t>(5));
    QCOMPARE(all(&body), std::string("hello"));
    QCOMPARE(all(&body), std::string());
    QVERIFY(body.rewind());
    QCOMPARE(all(&body), std::string("hello"));
    StringBody empty;
    QCOMPARE(all(&empty), std::string());
}

void BodyTest::C43_aBodyThatTricklesIsGivenUp()
{
    TricklingBody endless;
    const Result<std::string> text = runTask(m_io, readAll(&endless, std::size_t(1) << 40, std::chrono::milliseconds(5)));
    QVERIFY(!text.ok());
    QCOMPARE(text.error().code, ErrorCode::UpstreamTimeout);
    PieceBody quick({"12345", "67890"});
    QCOMPARE(*runTask(m_io, readAll(&quick, 1000, std::chrono::hours(1))), std::string("1234567890"));
}

void BodyTest::C43_S19_tooMuchIsRefused_data()
{
    QTest::addColumn<QByteArrayList>("pieces");
    QTest::addColumn<int>("said"); // -1 = no Content-Length
    QTest::addColumn<bool>("fits");
    QTest::addColumn<int>("reads");
    QTest::newRow("just as much as fits") << QByteArrayList{"12345", "67890"} << -1 << true << 3;
    QTest::newRow("one byte more") << QByteArrayList{"12345", "678901"} << -1 << false << 2;
    QTest::newRow("the rest is not read") << QByteArrayList{"12345678901", "x", "x"} << -1 << false << 1;
    QTest::newRow("A24 said beforehand, nothing is read") << QByteArrayList{"1"} << 11 << false << 0;
    QTest::newRow("no body") << QByteArrayList{} << 0 << true << 1;
}

void BodyTest::C43_S19_tooMuchIsRefused()
{
    QFETCH(QByteArrayList, pieces);
    QFETCH(int, said);
    QFETCH(bool, fits);
    QFETCH(int, reads);
    std::deque<std::string> texts;
    for (const QByteArray &piece : pieces)
        texts.push_back(piece.toStdString());
    PieceBody body(std::move(texts));
    if (said >= 0)
        body.said = said;
    const Result<std::string> text = runTask(m_io, readAll(&body, 10));
    QCOMPARE(text.ok(), fits);
    if (fits)
        QCOMPARE(*text, pieces.join().toStdString());
    else
        QCOMPARE(text.error().code, ErrorCode::TooLarge);
    QCOMPARE(body.reads, reads);
}

void BodyTest::whatBreaksOffIsNoWholeBody()
{
    PieceBody body({"half"}, true);
    const Result<std::string> text = runTask(m_io, readAll(&body, 10));
    QVERIFY(!text.ok());
    QCOMPARE(text.error().code, ErrorCode::UpstreamFailed);
}

void BodyTest::C19_aKeptBodyIsSentAgain_data()
{
    QTest::addColumn<QByteArrayList>("pieces");
    QTest::addColumn<bool>("again");
    QTest::newRow("an empty body") << QByteArrayList{} << true;
    QTest::newRow("in one piece") << QByteArrayList{"hello"} << true;
    QTest::newRow("in pieces") << QByteArrayList{"hel", "l", "o"} << true;
    QTest::newRow("just as much as is kept") << QByteArrayList{"12345", "67890"} << true;
    QTest::newRow("one byte more passes, but is not kept") << QByteArrayList{"12345", "678901"} << false;
    QTest::newRow("small pieces after a large one are not kept either") << QByteArrayList{"12345678901", "1"} << false;
}

void BodyTest::C19_aKeptBodyIsSentAgain()
{
    QFETCH(QByteArrayList, pieces);
    QFETCH(bool, again);
    std::deque<std::string> texts;
    for (const QByteArray &piece : pieces)
        texts.push_back(piece.toStdString());
    PieceBody source(std::move(texts));
    ReplayBody body(&source, 10);
    QVERIFY(!body.length());
    QCOMPARE(all(&body), pieces.join().toStdString());
    QCOMPARE(body.rewind(), again);
    if (!again)
        return;
    QCOMPARE(all(&body), pieces.join().toStdString());
    QVERIFY(body.rewind());
    QCOMPARE(all(&body), pieces.join().toStdString());
}

void BodyTest::C19_aBodyReadInPartGoesOnWhereItStopped()
{
    PieceBody source({"one", "two", "three"});
    ReplayBody body(&source, 100);
    QCOMPARE(*runTask(m_io, body.read()), std::string_view("one"));
    QVERIFY(body.rewind());
    QCOMPARE(all(&body), std::string("onetwothree"));
    QVERIFY(body.rewind());
    QCOMPARE(all(&body), std::string("onetwothree"));
}

QTEST_GUILESS_MAIN(BodyTest)
#include "body_test.moc"
