#include "core/gateway/expiry_sign.h"

#include "tests/support/run_task.h"

#include <QTest>

using namespace hub;

namespace {

//! Gives out its pieces, then ends or breaks.
class PiecesBody final : public BodyReader {
public:
    PiecesBody(std::vector<std::string> pieces, bool breaks) : m_pieces(std::move(pieces)), m_breaks(breaks) {}
    Task<Result<std::string_view>> read() override
    {
        if (m_next < m_pieces.size())
            co_return std::string_view(m_pieces[m_next++]);
        if (m_breaks)
            co_return Error{ErrorCode::UpstreamFailed, "reset"};
        co_return std::string_view();
    }
    std::optional<std::uint64_t> length() const override { return std::nullopt; }
    std::size_t given() const { return m_next; }

private:
    std::vector<std::string> m_pieces;
    std::size_t m_next = 0;
    bool m_breaks;
};

std::shared_ptr<const Connector> connectorWith(std::vector<ExpiredWhen> rules)
{
    auto connector = std::make_shared<Connector>();
    connector->expiredWhen = std::move(rules);
    return connector;
}

Answer answerOf(int status, std::vector<std::string> pieces, bool breaks = false)
{
    return {{status, {}}, std::make_unique<PiecesBody>(std::move(pieces), breaks)};
}

} // namespace

class ExpirySignTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theConnectorSaysWhatExpiredMeans_data();
    void theConnectorSaysWhatExpiredMeans();
    void aBodyWithoutARuleIsNotRead();
    void oneRuleOfSeveralIsEnough();
    void aBrokenBodyIsTold();
};

void ExpirySignTest::theConnectorSaysWhatExpiredMeans_data()
{
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("equals");
    QTest::addColumn<QByteArray>("contains");
    QTest::addColumn<int>("status");
    QTest::addColumn<QList<QByteArray>>("pieces");
    QTest::addColumn<bool>("expired");
    using List = QList<QByteArray>;
    const List token{R"({"error":{"code":"exp)", R"(ired"}})"};
    const QByteArray padding(64 * 1024, ' ');
    const auto row = [](const char *name, const char *pointer, const char *equals, const char *contains, int status, const List &pieces, bool expired) {
        QTest::newRow(name) << QByteArray(pointer) << QByteArray(equals) << QByteArray(contains) << status << pieces << expired;
    };
    row("401 needs no rule", "", "", "", 401, {}, true);
    row("the status alone", "", "", "", 400, {}, true);
    row("C20: another status", "", "", "", 403, token, false);
    row("C20: success is not looked at", "/error", "", "", 200, token, false);
    row("a value at a pointer, across pieces", "/error/code", R"("expired")", "", 400, token, true);
    row("another value", "/error/code", R"("forbidden")", "", 400, token, false);
    row("a value of another type", "/error/code", "7", "", 400, token, false);
    row("something at a pointer", "/error/code", "", "", 400, token, true);
    row("nothing at a pointer", "/error/type", "", "", 400, token, false);
    row("a body that is no JSON", "/error", "", "", 400, {"<html>error</html>"}, false);
    row("an empty body", "/error", "", "", 400, {}, false);
    row("a text, across pieces", "", "", "code\":\"expired", 400, token, true);
    row("a text that is not there", "", "", "revoked", 400, token, false);
    row("a text in capitals", "", "", "EXPIRED", 400, token, false);
    row("text and pointer", "/error/code", "", "expired", 400, token, true);
    row("the text without the pointer", "/other", "", "expired", 400, token, false);
    row("a text within 64 KiB", "", "", "expired", 400, {padding.left(64 * 1024 - 7), "expired"}, true);
    row("a text beyond 64 KiB", "", "", "expired", 400, {padding, "expired"}, false);
    row("a text beyond 64 KiB in one piece", "", "", "expired", 400, {padding + "expired"}, false);
}

void ExpirySignTest::theConnectorSaysWhatExpiredMeans()
{
    QFETCH(QByteArray, pointer);
    QFETCH(QByteArray, equals);
    QFETCH(QByteArray, contains);
    QFETCH(int, status);
    QFETCH(QList<QByteArray>, pieces);
    QFETCH(bool, expired);
    ExpiredWhen rule{400, pointer.toStdString(), contains.toStdString(), {}};
    if (!equals.isEmpty())
        rule.equals = json::parse(equals.toStdString());
    std::vector<std::string> given;
    std::string whole;
    for (const QByteArray &piece : pieces) {
        given.push_back(piece.toStdString());
        whole += given.back();
    }
    boost::asio::io_context io;
    Answer answer = answerOf(status, given);
    const Result<bool> said = runTask(io, saysExpired(&answer, connectorWith({rule})));
    QVERIFY(said.ok());
    QCOMPARE(*said, expired);
    QCOMPARE(runTask(io, readAll(answer.body.get(), 1'000'000)).value(), whole); // nothing of it is lost
}

void ExpirySignTest::aBodyWithoutARuleIsNotRead()
{
    boost::asio::io_context io;
    for (const int status : {200, 401, 403}) {
        Answer answer = answerOf(status, {"x"});
        const auto *body = static_cast<const PiecesBody *>(answer.body.get());
        QVERIFY(runTask(io, saysExpired(&answer, connectorWith({{400, {}, "x", {}}}))).ok());
        QCOMPARE(body->given(), std::size_t(0));
    }
}

void ExpirySignTest::oneRuleOfSeveralIsEnough()
{
    boost::asio::io_context io;
    const auto connector = connectorWith({{400, "/a", {}, {}}, {400, "/b", {}, {}}, {500, {}, "dead", {}}});
    Answer second = answerOf(400, {R"({"b":1})"});
    QVERIFY(runTask(io, saysExpired(&second, connector)).value());
    Answer third = answerOf(500, {"it is dead"});
    QVERIFY(runTask(io, saysExpired(&third, connector)).value());
    Answer none = answerOf(400, {"it is dead"});
    QVERIFY(!runTask(io, saysExpired(&none, connector)).value());
}

void ExpirySignTest::aBrokenBodyIsTold()
{
    boost::asio::io_context io;
    Answer answer = answerOf(400, {"half"}, true);
    const Result<bool> said = runTask(io, saysExpired(&answer, connectorWith({{400, "/a", {}, {}}})));
    QVERIFY(!said.ok());
    QCOMPARE(said.error().code, ErrorCode::UpstreamFailed);
}

QTEST_GUILESS_MAIN(ExpirySignTest)
#include "expiry_sign_test.moc"
