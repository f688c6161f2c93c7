#include "core/actions/body_encoding.h"

#include <QTest>

using namespace hub;

class BodyEncodingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void encodes_data();
    void encodes();
    void partsAndFiles();
    void sameArgumentsMakeTheSameBytes();
    void refuses_data();
    void refuses();
};

void BodyEncodingTest::encodes_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray form("application/x-www-form-urlencoded");
    QTest::newRow("no type is JSON") << QByteArray() << QByteArray(R"({"a":1})") << QByteArray(R"({"a":1})");
    QTest::newRow("a vendor's JSON type stays JSON") << QByteArray("application/vnd.api+json") << QByteArray(R"({"a":"b"})") << QByteArray(R"({"a":"b"})");
    QTest::newRow("a form escapes what has a meaning") << form << QByteArray(R"({"a b":"c&d=e+f","n":5})") << QByteArray("a+b=c%26d%3De%2Bf&n=5");
    QTest::newRow("a form puts what is nested into brackets") << form << QByteArray(R"({"items":[{"price":"p1","quantity":2}],"meta":{"k":true}})")
                                                              << QByteArray("items%5B0%5D%5Bprice%5D=p1&items%5B0%5D%5Bquantity%5D=2&meta%5Bk%5D=true");
    QTest::newRow("a form leaves null out") << form << QByteArray(R"({"a":null,"b":"x"})") << QByteArray("b=x");
    QTest::newRow("another type is the text itself") << QByteArray("message/rfc822") << QByteArray(R"({"message":"To: a@b.example\n\nHi"})") << QByteArray("To: a@b.example\n\nHi");
}

void BodyEncodingTest::encodes()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, arguments);
    QFETCH(QByteArray, bytes);
    const Result<json::value> parsed = parseJson(arguments.toStdString());
    QVERIFY(parsed.ok());
    const Result<EncodedBody> body = encodeBody(type.toStdString(), parsed->get_object());
    QVERIFY(body.ok());
    QCOMPARE(QByteArray::fromStdString(body->bytes), bytes);
    QCOMPARE(QByteArray::fromStdString(body->contentType), type.isEmpty() ? QByteArray("application/json") : type);
}

void BodyEncodingTest::partsAndFiles()
{
    const json::object arguments{{"title", "A \"plan\""}, {"file", {{"filename", "a\"\r\n.txt"}, {"content_type", "text/plain"}, {"base64", "aGVsbG8="}}}};
    const Result<EncodedBody> body = encodeBody("multipart/form-data", arguments);
    QVERIFY(body.ok());
    const std::string boundary = body->contentType.substr(body->contentType.find("boundary=") + 9);
    QVERIFY(boundary.size() >= 20 && boundary.size() <= 70); // RFC 2046 section 5.1.1
    const std::string expected = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nA \"plan\"\r\n--" + boundary
        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22%0D%0A.txt\"\r\nContent-Type: text/plain"
          "\r\n\r\nhello\r\n--"
        + boundary + "--\r\n";
    QCOMPARE(QByteArray::fromStdString(body->bytes), QByteArray::fromStdString(expected));
}

void BodyEncodingTest::sameArgumentsMakeTheSameBytes()
{
    const json::object arguments{{"a", "x"}};
    const Result<EncodedBody> first = encodeBody("multipart/form-data", arguments);
    const Result<EncodedBody> second = encodeBody("multipart/form-data", arguments);
    QCOMPARE(first->bytes, second->bytes);
    const Result<EncodedBody> other = encodeBody("multipart/form-data", json::object{{"a", "y"}});
    QVERIFY(first->contentType != other->contentType);
}

void BodyEncodingTest::refuses_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QByteArray>("field");
    const QByteArray parts("multipart/form-data");
    QTest::newRow("a file that is not base64") << parts << QByteArray(R"({"f":{"base64":"*"}})") << QByteArray("body/f/base64");
    QTest::newRow("A22 a media type that breaks the line") << parts << QByteArray(R"({"f":{"base64":"","content_type":"a\r\nb: c"}})") << QByteArray("body/f/content_type");
    QTest::newRow("two texts where there is one body") << QByteArray("text/plain") << QByteArray(R"({"a":"x","b":"y"})") << QByteArray("body");
}

void BodyEncodingTest::refuses()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, arguments);
    QFETCH(QByteArray, field);
    const Result<json::value> parsed = parseJson(arguments.toStdString());
    QVERIFY(parsed.ok());
    const Result<EncodedBody> body = encodeBody(type.toStdString(), parsed->get_object());
    QVERIFY(!body.ok());
    QCOMPARE(body.error().code, ErrorCode::SchemaViolation);
    QCOMPARE(QByteArray::fromStdString(body.error().field), field);
}

QTEST_APPLESS_MAIN(BodyEncodingTest)
#include "body_encoding_test.moc"
