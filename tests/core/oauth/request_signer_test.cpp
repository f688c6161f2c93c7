#include "core/oauth/request_signer.h"

#include "core/connectors/loader.h"

#include "core/base/encoding.h"
#include "core/base/hmac.h"
#include "core/http/retry_after.h"
#include "core/oauth/dpop.h"
#include "core/oauth/oauth1_signature.h"
#include "tests/support/hub_parts.h"

#include <QTest>

using namespace hub;

namespace {

//! A connector with one way to sign in: {type, fields, and the rest}.
std::shared_ptr<const Connector> connectorOf(const std::string &auth)
{
    const Result<Connector> made = loadConnector(R"({ "schema": 1, "key": "sample", "name": "Sample", "categories": ["crm"], "docs_url": "https://d.example", "evidence": "listed",
      "base_url": "https://api.sample.example", "auth": [ { "key": "way", )"
                                                     + auth + " } ] }",
                                                 "sample", false);
    if (!made)
        QTest::qFail((made.error().message + ' ' + made.error().field).c_str(), __FILE__, __LINE__);
    return made ? std::make_shared<const Connector>(*made) : nullptr;
}

const std::string kKeyFields = R"("fields": [ {"key": "key", "label": "Key", "type": "text", "required": true}, {"key": "secret", "label": "Secret", "type": "password", "required": true},
  {"key": "token", "label": "Token", "type": "text"} ])";

struct Signing {
    HubParts hub;
    Account account;
    Credential credential;
    OutgoingRequest request{"GET", splitUrl("https://api.sample.example/v1/items?b=2").value(), {}, std::nullopt, false};

    Signing()
    {
        credential.authKey = "way";
        credential.values.emplace("key", Secret("k-1"));
        credential.values.emplace("secret", Secret("s3cr3t"));
    }
    Result<SignedParts> sign(const std::string &auth)
    {
        const std::shared_ptr<const Connector> connector = connectorOf(auth);
        return hub.run(hub.credentials->signer()->sign(connector, &account, &credential, request));
    }
};

std::string valueOf(const SignedParts &parts, std::string_view name)
{
    for (const auto &[key, value] : parts.query) {
        if (key == name)
            return value;
    }
    return std::string(parts.headers.value(name));
}

} // namespace

class RequestSignerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anHmacIsOfTheRequest();
    void aQueryIsSignedWithWhatIsAddedToIt();
    void theBodyIsSignedAsItIs();
    void aSignatureMayHaveOtherForms_data();
    void aSignatureMayHaveOtherForms();
    void amazonsHeadersAreAdded();
    void aLargeBodyIsUnsignedForS3Only();
    void pastedTokensSignOauth1();
    void afterAPageTheConsumerIsTheApp();
    void membersAreAddedToWrites_data();
    void membersAreAddedToWrites();
    void C30_aTokenWithoutItsKeyIsNotSent();
    void C42_aKeyCanNotLeaveItsPlace();
    void whatNeedsTheBody();
};

void RequestSignerTest::anHmacIsOfTheRequest()
{
    Signing one;
    one.hub.clock.advance(std::chrono::milliseconds(250));
    const std::string auth =
        R"("type": "signed", "sign": {"scheme": "hmac", "algorithm": "sha256", "key": "{secret}", "text": "{method}\n{host}\n{path}\n{query}\n{url}\n{timestamp_ms}\n{nonce}", "encoding": "base64"},
      "placement": {"headers": {"X-Key": "{key}", "X-Time": "{timestamp_ms}", "X-Nonce": "{nonce}", "X-Date": "{timestamp_http}", "X-Sign": "v1={signature}"}}, )"
        + kKeyFields;
    const SignedParts first = one.sign(auth).value();
    const std::string time = std::to_string(toMillis(one.hub.clock.now()));
    QCOMPARE(valueOf(first, "x-time"), time);
    QCOMPARE(valueOf(first, "x-date"), toHttpDate(one.hub.clock.now()));
    const std::string text = "GET\napi.sample.example\n/v1/items\nb=2\nhttps://api.sample.example/v1/items?b=2\n" + time + '\n' + valueOf(first, "x-nonce");
    QCOMPARE(valueOf(first, "x-sign"), "v1=" + base64(hmac(Hash::Sha256, "s3cr3t", text)));
    QVERIFY2(valueOf(one.sign(auth).value(), "x-nonce") != valueOf(first, "x-nonce"), "a nonce is used once");
}

void RequestSignerTest::aQueryIsSignedWithWhatIsAddedToIt()
{
    Signing one;
    const SignedParts parts = one.sign(R"("type": "signed", "sign": {"scheme": "hmac", "key": "{secret}", "text": "{query}"},
      "placement": {"query": {"key": "{key}", "a signature": "{signature}", "timestamp": "{timestamp}"}}, )"
                                       + kKeyFields)
                                  .value();
    QCOMPARE(parts.query.back().first, std::string("a%20signature"));
    std::string query = "b=2";
    for (std::size_t i = 0; i + 1 < parts.query.size(); ++i)
        query += '&' + parts.query[i].first + '=' + parts.query[i].second;
    QCOMPARE(query, "b=2&key=k-1&timestamp=" + std::to_string(toMillis(one.hub.clock.now()) / 1000));
    QCOMPARE(parts.query.back().second, hex(hmac(Hash::Sha256, "s3cr3t", query)));
}

void RequestSignerTest::theBodyIsSignedAsItIs()
{
    Signing one;
    one.request.method = "POST";
    one.request.body = std::string("line\r\n\0two", 10);
    const SignedParts parts = one.sign(R"("type": "signed", "sign": {"scheme": "hmac", "algorithm": "sha512", "key": "{secret}", "text": "{target}{body}"},
      "placement": {"headers": {"X-Sign": "{signature}", "X-Digest": "{body_sha256}"}}, )"
                                       + kKeyFields)
                                  .value();
    QCOMPARE(valueOf(parts, "x-sign"), hex(hmac(Hash::Sha512, "s3cr3t", "/v1/items?b=2" + *one.request.body)));
    QCOMPARE(valueOf(parts, "x-digest"), hex(sha256(*one.request.body)));
    QVERIFY2(!parts.body, "it goes out as it came");
}

void RequestSignerTest::aSignatureMayHaveOtherForms_data()
{
    QTest::addColumn<QByteArray>("sign");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("signature");
    const std::string bytes("\x00\x01\xfe", 3);
    QTest::newRow("a key in hex") << QByteArray(R"("algorithm": "sha1", "key_encoding": "hex")") << QByteArray("0001fe") << QByteArray::fromStdString(hex(hmac(Hash::Sha1, bytes, "GET")));
    QTest::newRow("a key in Base64") << QByteArray(R"("algorithm": "sha384", "key_encoding": "base64", "encoding": "base64url")") << QByteArray("AAH+")
                                     << QByteArray::fromStdString(base64Url(hmac(Hash::Sha384, bytes, "GET")));
    QTest::newRow("a key that is no hex") << QByteArray(R"("key_encoding": "hex")") << QByteArray("xyz") << QByteArray();
}

void RequestSignerTest::aSignatureMayHaveOtherForms()
{
    QFETCH(QByteArray, sign);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, signature);
    Signing one;
    one.credential.values.insert_or_assign("secret", Secret(key.toStdString()));
    const Result<SignedParts> parts = one.sign(R"("type": "signed", "sign": {"scheme": "hmac", "key": "{secret}", "text": "{method}", )" + sign.toStdString()
                                               + R"(}, "placement": {"headers": {"X-Sign": "{signature}"}}, )" + kKeyFields);
    QCOMPARE(parts.ok(), !signature.isEmpty());
    QCOMPARE(parts ? QByteArray::fromStdString(valueOf(*parts, "x-sign")) : QByteArray(), signature);
}

void RequestSignerTest::amazonsHeadersAreAdded()
{
    Signing one;
    one.request.method = "POST";
    one.request.body = "{}";
    one.request.headers = {{"Content-Type", "application/x-amz-json-1.0"}, {"X-Amz-Target", "T.List"}, {"X-Amz-Date", "the agent's"}, {"Accept", "*/*"}};
    const std::string auth =
        R"("type": "signed", "sign": {"scheme": "aws_sigv4", "service": "dynamodb", "region": "eu-west-1", "access_key": "{key}", "secret_key": "{secret}", "session_token": "{token}"}, )"
        + kKeyFields;
    const SignedParts parts = one.sign(auth).value();
    QCOMPARE(valueOf(parts, "x-amz-content-sha256"), hex(sha256("{}")));
    QVERIFY(valueOf(parts, "x-amz-date").ends_with('Z'));
    QVERIFY2(!parts.headers.contains("x-amz-security-token"), "an optional field that is empty");
    const std::string header = valueOf(parts, "authorization");
    QVERIFY2(header.find("SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target, ") != std::string::npos, header.c_str());
    QVERIFY(header.find("/eu-west-1/dynamodb/aws4_request") != std::string::npos);
    one.credential.values.emplace("token", Secret("session"));
    const SignedParts temporary = one.sign(auth).value();
    QCOMPARE(valueOf(temporary, "x-amz-security-token"), std::string("session"));
    QVERIFY(valueOf(temporary, "authorization").find("x-amz-date;x-amz-security-token;x-amz-target") != std::string::npos);
}

void RequestSignerTest::aLargeBodyIsUnsignedForS3Only()
{
    const auto auth = [](const std::string &service) {
        return R"("type": "signed", "sign": {"scheme": "aws_sigv4", "service": ")" + service + R"(", "region": "eu-west-1", "access_key": "{key}", "secret_key": "{secret}"}, )" + kKeyFields;
    };
    Signing one;
    one.request.method = "PUT";
    one.request.streams = true;
    QCOMPARE(valueOf(one.sign(auth("s3")).value(), "x-amz-content-sha256"), std::string("UNSIGNED-PAYLOAD"));
    QCOMPARE(one.sign(auth("sqs")).error().code, ErrorCode::TooLarge);
}

void RequestSignerTest::pastedTokensSignOauth1()
{
    Signing one;
    for (const char *name : {"consumer_key", "consumer_secret", "token", "token_secret"})
        one.credential.values.insert_or_assign(name, Secret(std::string(name) + "-1"));
    one.request.method = "POST";
    one.request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    one.request.body = "status=a+b";
    const std::string auth = R"("type": "oauth1", "signature": "HMAC-SHA256", "realm": "r", "fields": [ {"key": "consumer_key", "label": "a", "type": "text", "required": true},
      {"key": "consumer_secret", "label": "b", "type": "password", "required": true}, {"key": "token", "label": "c", "type": "text", "required": true},
      {"key": "token_secret", "label": "d", "type": "password", "required": true} ])";
    const std::string header = valueOf(one.sign(auth).value(), "authorization");
    const auto part = [&](const std::string &name) {
        const std::size_t at = header.find(name + "=\"") + name.size() + 2;
        return percentDecode(header.substr(at, header.find('"', at) - at)).value();
    };
    QCOMPARE(part("realm"), std::string("r"));
    std::map<std::string, std::string> oauth;
    for (const char *name : {"oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_version"})
        oauth[name] = part(name);
    Oauth1Request request;
    request.method = "POST";
    request.url = "https://api.sample.example/v1/items?b=2";
    request.form = "status=a+b";
    const std::string base = oauth1BaseString(request, oauth).value();
    QVERIFY(base.find("status%3Da%2520b") != std::string::npos);
    QCOMPARE(part("oauth_signature"), base64(hmac(Hash::Sha256, "consumer_secret-1&token_secret-1", base)));
}

void RequestSignerTest::afterAPageTheConsumerIsTheApp()
{
    Signing one;
    one.credential.profile = "default";
    one.credential.values.insert_or_assign("token", Secret("t"));
    one.credential.values.insert_or_assign("token_secret", Secret("ts"));
    const std::string auth =
        R"("type": "oauth1", "signature": "PLAINTEXT", "request_token_url": "https://sample.example/r", "authorization_url": "https://sample.example/a", "token_url": "https://sample.example/t")";
    QVERIFY2(!one.sign(auth).ok(), "there is no app");
    Profile app;
    app.connector = "sample";
    app.clientId = "the-app";
    QVERIFY(one.hub.run(one.hub.profiles->set(app, Secret("its secret"))).ok());
    const std::string header = valueOf(one.sign(auth).value(), "authorization");
    QVERIFY(header.find("oauth_consumer_key=\"the-app\"") != std::string::npos);
    QVERIFY(header.find("oauth_token=\"t\"") != std::string::npos);
    QVERIFY(header.find("oauth_signature=\"its%2520secret%26ts\"") != std::string::npos);
}

void RequestSignerTest::membersAreAddedToWrites_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("before"); // "-" = none
    QTest::addColumn<QByteArray>("after");  // "-" = as it came
    QTest::newRow("a write") << QByteArray("POST") << QByteArray(R"({"a":1})") << QByteArray(R"({"a":1,"api_key":"s3cr3t"})");
    QTest::newRow("a write without a body") << QByteArray("PATCH") << QByteArray("-") << QByteArray(R"({"api_key":"s3cr3t"})");
    QTest::newRow("a read") << QByteArray("GET") << QByteArray("-") << QByteArray("-");
    QTest::newRow("a delete") << QByteArray("DELETE") << QByteArray("-") << QByteArray("-");
    QTest::newRow("a delete with a body") << QByteArray("DELETE") << QByteArray("{}") << QByteArray(R"({"api_key":"s3cr3t"})");
}

void RequestSignerTest::membersAreAddedToWrites()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    Signing one;
    one.request.method = method.toStdString();
    if (before != "-") {
        one.request.body = before.toStdString();
        one.request.headers = {{"Content-Type", "application/json"}};
    }
    const SignedParts parts = one.sign(R"("type": "api_key", "placement": {"body": {"api_key": "{secret}", "token": "{token}"}}, )" + kKeyFields).value();
    QCOMPARE(parts.body ? QByteArray::fromStdString(*parts.body) : QByteArray("-"), after);
    QCOMPARE(std::string(parts.headers.value("content-type")), std::string(before == "-" && after != "-" ? "application/json" : ""));
}

void RequestSignerTest::C30_aTokenWithoutItsKeyIsNotSent()
{
    Signing one;
    one.credential.values.insert_or_assign("access_token", Secret("at"));
    const std::string auth = R"("type": "oauth2", "grant": "client_credentials", "dpop": true, "token_url": "https://sample.example/t")";
    QCOMPARE(one.sign(auth).error().code, ErrorCode::AccountInactive);
    one.credential.values.insert_or_assign(kDpopKey, PrivateKey::makeP256().toPem());
    const SignedParts parts = one.sign(auth).value();
    QCOMPARE(valueOf(parts, "authorization"), std::string("DPoP at"));
    QVERIFY(parts.headers.contains("DPoP"));
}

void RequestSignerTest::C42_aKeyCanNotLeaveItsPlace()
{
    Signing one;
    one.credential.values.insert_or_assign("key", Secret("k\r\nX-Evil: 1"));
    QVERIFY(!one.sign(R"("type": "signed", "sign": {"scheme": "aws_sigv4", "service": "s", "region": "r", "access_key": "{key}", "secret_key": "{secret}"}, )" + kKeyFields).ok());
    QVERIFY(!one.sign(R"("type": "signed", "sign": {"scheme": "hmac", "key": "{secret}", "text": "{method}"}, "placement": {"headers": {"X": "{key} {signature}"}}, )" + kKeyFields).ok());
}

void RequestSignerTest::whatNeedsTheBody()
{
    const auto needs = [](const std::string &auth, const Headers &headers, std::optional<std::uint64_t> length) {
        return RequestSigner::needsBody(connectorOf(auth + ", " + kKeyFields)->auth.front(), headers, length);
    };
    const std::string hmacOf = R"("type": "signed", "placement": {"headers": {"X": "{signature}"}}, "sign": {"scheme": "hmac", "key": "{secret}", "text": )";
    QVERIFY(!needs(hmacOf + R"("{target}"})", {}, 5));
    QVERIFY(needs(hmacOf + R"("{target}{body}"})", {}, 5));
    QVERIFY(needs(hmacOf + R"("{sha256(body)}"})", {}, std::nullopt));
    const std::string aws = R"("type": "signed", "sign": {"scheme": "aws_sigv4", "region": "r", "access_key": "{key}", "secret_key": "{secret}", "service": )";
    QVERIFY(needs(aws + R"("sqs"})", {}, 5'000'000));
    QVERIFY(needs(aws + R"("s3"})", {}, 1000));
    QVERIFY(!needs(aws + R"("s3"})", {}, 5'000'000));
    QVERIFY(!needs(aws + R"("s3"})", {}, std::nullopt));
    QVERIFY(RequestSigner::isPlain(connectorOf(R"("type": "api_key", "placement": {"headers": {"X": "{key}"}}, )" + kKeyFields)->auth.front()));
}

QTEST_GUILESS_MAIN(RequestSignerTest)
#include "request_signer_test.moc"
