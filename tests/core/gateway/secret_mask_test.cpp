#include "core/gateway/secret_mask.h"

#include "tests/support/run_task.h"

#include <QTest>

using namespace hub;

namespace {

constexpr auto kToken = "tok_0123456789abcdef";

//! Gives out its pieces one by one.
class PiecesBody final : public BodyReader {
public:
    explicit PiecesBody(std::vector<std::string> pieces) : m_pieces(std::move(pieces)) {}
    Task<Result<std::string_view>> read() override
    {
        if (m_next == m_pieces.size())
            co_return std::string_view();
        co_return std::string_view(m_pieces[m_next++]);
    }
    std::optional<std::uint64_t> length() const override { return std::nullopt; }

private:
    std::vector<std::string> m_pieces;
    std::size_t m_next = 0;
};

std::shared_ptr<const SecretMask> maskOf(const std::string &secret, const Headers &placed = {})
{
    Credential credential;
    credential.values.emplace("access_token", Secret(secret));
    return std::make_shared<const SecretMask>(credential, placed);
}

std::vector<std::string> throughMask(const std::string &secret, std::vector<std::string> pieces)
{
    boost::asio::io_context io;
    const std::unique_ptr<BodyReader> body = maskBody(std::make_unique<PiecesBody>(std::move(pieces)), maskOf(secret));
    std::vector<std::string> out;
    while (true) {
        const Result<std::string_view> piece = runTask(io, body->read());
        if (!piece || piece->empty())
            return out;
        out.emplace_back(*piece);
    }
}

std::string joined(const std::vector<std::string> &pieces)
{
    std::string out;
    for (const std::string &piece : pieces)
        out += piece;
    return out;
}

} // namespace

class SecretMaskTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void A28_S16_bodiesNeverCarryAStoredSecret_data();
    void A28_S16_bodiesNeverCarryAStoredSecret();
    void A28_anySplitOfTheSecretIsMasked();
    void eventsAreNotHeldBack();
    void A28_S16_headersNeverCarryAStoredSecret();
};

void SecretMaskTest::A28_S16_bodiesNeverCarryAStoredSecret_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("masked");
    const QByteArray token(kToken);
    const QByteArray stars(token.size(), '*');
    QTest::newRow("inside a sentence") << token << "x " + token + " y" << "x " + stars + " y";
    QTest::newRow("twice in a row") << token << token + token << stars + stars;
    QTest::newRow("with escaped slashes") << QByteArray("abc/0123456789abcdef") << QByteArray("\"abc\\/0123456789abcdef\"") << "\"" + QByteArray(21, '*') + "\"";
    QTest::newRow("a short one as a whole JSON string") << QByteArray("hunter2") << QByteArray("{\"p\":\"hunter2\"}") << QByteArray("{\"p\":\"*******\"}");
    QTest::newRow("a short one inside a word stays") << QByteArray("hunter2") << QByteArray("hunter22") << QByteArray("hunter22");
    QTest::newRow("nothing to mask") << token << QByteArray("plain") << QByteArray("plain");
}

void SecretMaskTest::A28_S16_bodiesNeverCarryAStoredSecret()
{
    QFETCH(QByteArray, secret);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, masked);
    QCOMPARE(joined(throughMask(secret.toStdString(), {body.toStdString()})), masked.toStdString());
}

void SecretMaskTest::A28_anySplitOfTheSecretIsMasked()
{
    const std::string text = std::string("before ") + kToken + " after";
    const std::string expected = "before " + std::string(std::string_view(kToken).size(), '*') + " after";
    for (std::size_t first = 0; first <= text.size(); ++first) {
        for (std::size_t second = first; second <= text.size(); ++second) {
            std::vector<std::string> pieces;
            for (const std::string &piece : {text.substr(0, first), text.substr(first, second - first), text.substr(second)}) {
                if (!piece.empty())
                    pieces.push_back(piece);
            }
            QCOMPARE(joined(throughMask(kToken, pieces)), expected);
        }
    }
}

void SecretMaskTest::eventsAreNotHeldBack()
{
    const std::vector<std::string> events{"data: 1\n\n", "data: 2\n\n"};
    QCOMPARE(throughMask(kToken, events), events);
}

void SecretMaskTest::A28_S16_headersNeverCarryAStoredSecret()
{
    Headers headers{{"x-short", "hunter2"}, {"x-part", "hunter2 and more"}, {"x-basic", "dXNlcjpodW50ZXIyaHVudGVyMg=="}};
    maskOf("hunter2", {{"Authorization", "Basic dXNlcjpodW50ZXIyaHVudGVyMg=="}})->maskHeaders(headers);
    QCOMPARE(std::string(headers.value("x-short")), std::string("*******"));
    QCOMPARE(std::string(headers.value("x-part")), std::string("hunter2 and more"));
    QCOMPARE(std::string(headers.value("x-basic")), std::string(28, '*'));
}

QTEST_GUILESS_MAIN(SecretMaskTest)
#include "secret_mask_test.moc"
