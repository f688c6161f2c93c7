#include "core/oauth/aws_signature.h"

#include "core/base/encoding.h"

#include <QTest>

using namespace hub;

namespace {

const std::string kEmpty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string signatureIn(const std::string &authorization)
{
    return authorization.substr(authorization.rfind('=') + 1);
}

} // namespace

class AwsSignatureTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSuitesVectorsAreMet_data();
    void theSuitesVectorsAreMet();
    void theS3ExamplesAreMet_data();
    void theS3ExamplesAreMet();
    void anEncodedPathIsEncodedOnceMore();
    void headersAreTidied();
};

//! The Signature Version 4 test suite: key AKIDEXAMPLE, 2015-08-30 12:36:00, us-east-1, service.
void AwsSignatureTest::theSuitesVectorsAreMet_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("signature");
    const auto get = [](const char *name, const char *target, const char *signature) {
        QTest::newRow(name) << QByteArray("GET") << QByteArray(target) << QByteArray() << QByteArray() << QByteArray(signature);
    };
    get("get-vanilla", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    get("get-vanilla-query-order-key-case", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    get("get-vanilla-empty-query-key", "/?Param1=value1", "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb");
    get("get-vanilla-utf8-query", "/?\xe1\x88\xb4=bar", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04");
    get("get-utf8", "/\xe1\x88\xb4", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
    get("get-unreserved", "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f");
    get("normalize-path/get-relative", "/example/..", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    get("normalize-path/get-relative-relative", "/example1/example2/../..", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    get("normalize-path/get-slash-dot-slash", "/./", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    get("normalize-path/get-slash-pointless-dot", "/./example", "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5");
    get("normalize-path/get-slashes", "//example//", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84");
    get("normalize-path/get-space", "/example space/", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741");
    QTest::newRow("post-vanilla") << QByteArray("POST") << QByteArray("/") << QByteArray() << QByteArray() << QByteArray("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    QTest::newRow("post-x-www-form-urlencoded") << QByteArray("POST") << QByteArray("/") << QByteArray("application/x-www-form-urlencoded") << QByteArray("Param1=value1")
                                                << QByteArray("ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
}

void AwsSignatureTest::theSuitesVectorsAreMet()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, contentType);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, signature);
    const WallTime now = fromMillis(1'440'938'160'000);
    AwsRequest request{method.toStdString(), target.toStdString(), {{"Host", "example.amazonaws.com"}, {"X-Amz-Date", awsDate(now)}}, hex(sha256(body.toStdString()))};
    if (!contentType.isEmpty())
        request.headers.add("Content-Type", contentType.toStdString());
    const AwsKeys keys{"AKIDEXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), "service", "us-east-1"};
    const std::string authorization = awsAuthorization(request, keys, now);
    QCOMPARE(signatureIn(authorization), signature.toStdString());
    const std::string names = contentType.isEmpty() ? "host;x-amz-date" : "content-type;host;x-amz-date";
    QVERIFY(authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=" + names + ", Signature="));
}

//! "Signature calculations for the Authorization header" in the S3 API reference.
void AwsSignatureTest::theS3ExamplesAreMet_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("signature");
    QTest::newRow("GET object") << QByteArray("GET") << QByteArray("/test.txt") << QByteArray("Range") << QByteArray("bytes=0-9") << QByteArray()
                                << QByteArray("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    QTest::newRow("PUT object") << QByteArray("PUT") << QByteArray("/test$file.text") << QByteArray("Date") << QByteArray("Fri, 24 May 2013 00:00:00 GMT")
                                << QByteArray("Welcome to Amazon S3.") << QByteArray("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    QTest::newRow("GET lifecycle") << QByteArray("GET") << QByteArray("/?lifecycle") << QByteArray() << QByteArray() << QByteArray()
                                   << QByteArray("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    QTest::newRow("list objects") << QByteArray("GET") << QByteArray("/?max-keys=2&prefix=J") << QByteArray() << QByteArray() << QByteArray()
                                  << QByteArray("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

void AwsSignatureTest::theS3ExamplesAreMet()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, signature);
    const WallTime now = fromMillis(1'369'353'600'000);
    const std::string hash = hex(sha256(body.toStdString()));
    AwsRequest request{method.toStdString(), target.toStdString(), {{"Host", "examplebucket.s3.amazonaws.com"}, {"x-amz-date", awsDate(now)}, {"x-amz-content-sha256", hash}}, hash};
    if (!header.isEmpty())
        request.headers.add(header.toStdString(), value.toStdString());
    if (method == "PUT")
        request.headers.add("x-amz-storage-class", "REDUCED_REDUNDANCY");
    const AwsKeys keys{"AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "s3", "us-east-1"};
    QCOMPARE(signatureIn(awsAuthorization(request, keys, now)), signature.toStdString());
}

void AwsSignatureTest::anEncodedPathIsEncodedOnceMore()
{
    const auto pathFor = [](const char *service, const char *target) {
        const std::string text = awsCanonicalRequest({"GET", target, {{"host", "h"}}, kEmpty}, service);
        return text.substr(4, text.find('\n', 4) - 4);
    };
    QCOMPARE(pathFor("execute-api", "/a%20b/c%2Fd"), std::string("/a%2520b/c%252Fd"));
    QCOMPARE(pathFor("s3", "/a%20b/c%2Fd"), std::string("/a%20b/c%2Fd"));
    QCOMPARE(pathFor("s3", "/a//b/../c"), std::string("/a//b/../c"));
}

void AwsSignatureTest::headersAreTidied()
{
    const std::string text = awsCanonicalRequest({"GET", "/?b=2&a=x+y&a=%7E&c", {{"X-B", "  a   b "}, {"host", "h"}, {"X-A", "1"}, {"x-a", "2"}}, kEmpty}, "service");
    QCOMPARE(text, "GET\n/\na=x%20y&a=~&b=2&c=\nhost:h\nx-a:1,2\nx-b:a b\n\nhost;x-a;x-b\n" + kEmpty);
}

QTEST_GUILESS_MAIN(AwsSignatureTest)
#include "aws_signature_test.moc"
