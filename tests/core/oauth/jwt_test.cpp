#include "core/oauth/jwt.h"

#include "core/base/encoding.h"
#include "core/base/hmac.h"
#include "tests/support/test_keys.h"

#include <QTest>

using namespace hub;

namespace {

const Moment kMoment{fromMillis(1'800'000'000'000), "n-1"};

json::object partOf(const std::string &token, int index)
{
    const QByteArray part = QByteArray::fromStdString(token).split('.').at(index);
    return parseObject(decodeBase64(part.toStdString()).value()).value();
}

std::string inputOf(const std::string &token)
{
    return token.substr(0, token.rfind('.'));
}

std::string signatureOf(const std::string &token)
{
    return decodeBase64(token.substr(token.rfind('.') + 1)).value();
}

std::optional<std::string> account(std::string_view name)
{
    if (name == "private_key") { // a value is one line
        std::string key = kEcJwk;
        std::erase(key, '\n');
        return key;
    }
    if (name == "secret")
        return "00ff10";
    return name == "app" ? std::optional<std::string>("app \"1\"") : std::nullopt;
}

AuthMethod withOptionalField()
{
    AuthMethod method;
    method.fields.push_back({"subject", "Subject"});
    return method;
}

} // namespace

class JwtTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void claimsAreFilledIn();
    void aSharedKeySigns();
    void aMissingValueIsTold();
    void C32_anAssertionNamesOneAudienceForFiveMinutes();
    void C32_theKeyDecidesTheAlgorithm();
};

void JwtTest::claimsAreFilledIn()
{
    JwtTemplate jwt;
    jwt.algorithm = "ES256";
    jwt.key = "{private_key}";
    jwt.lifetime = std::chrono::seconds(90);
    jwt.header = {{"kid", "{app}"}};
    jwt.claims = parseObject(R"({"iss":"{app}","sub":"{subject}","n":1,"list":["{app}","{subject}"],"deep":{"a":"x {app}"}})").value();
    const std::string token = signJwt(jwt, Connector(), withOptionalField(), account, kMoment).value();
    const json::object header = partOf(token, 0);
    QCOMPARE(stringOf(header, "alg"), std::string("ES256"));
    QCOMPARE(stringOf(header, "typ"), std::string("JWT"));
    QCOMPARE(stringOf(header, "kid"), std::string("app \"1\""));
    const json::object claims = partOf(token, 1);
    const json::object expected = parseObject(R"({"iss":"app \"1\"","n":1,"list":["app \"1\""],"deep":{"a":"x app \"1\""},"iat":1800000000,"exp":1800000090,"jti":"n-1"})").value();
    QCOMPARE(claims, expected);
    QVERIFY(verifies(PrivateKey::from(kEcJwk)->publicDer(), inputOf(token), signatureOf(token)));
}

void JwtTest::aSharedKeySigns()
{
    JwtTemplate jwt;
    jwt.algorithm = "HS256";
    jwt.key = "{secret}";
    jwt.keyEncoding = "hex";
    const std::string token = signJwt(jwt, Connector(), AuthMethod(), account, kMoment).value();
    QCOMPARE(signatureOf(token), hmac(Hash::Sha256, std::string("\x00\xff\x10", 3), inputOf(token)));
    jwt.keyEncoding = "text";
    const std::string plain = signJwt(jwt, Connector(), AuthMethod(), account, kMoment).value();
    QCOMPARE(signatureOf(plain), hmac(Hash::Sha256, "00ff10", inputOf(plain)));
}

void JwtTest::aMissingValueIsTold()
{
    JwtTemplate jwt;
    jwt.algorithm = "HS256";
    jwt.key = "{secret}";
    jwt.claims = parseObject(R"({"sub":"{nobody}"})").value();
    QVERIFY(!signJwt(jwt, Connector(), withOptionalField(), account, kMoment).ok());
    jwt.claims = {};
    jwt.key = "{app}";
    jwt.keyEncoding = "hex";
    QVERIFY(!signJwt(jwt, Connector(), withOptionalField(), account, kMoment).ok());
    jwt.algorithm = "RS256";
    QVERIFY(!signJwt(jwt, Connector(), withOptionalField(), account, kMoment).ok());
}

void JwtTest::C32_anAssertionNamesOneAudienceForFiveMinutes()
{
    const PrivateKey key = PrivateKey::from(kEcJwk).value();
    const std::string token = clientAssertion("client", key, "https://acme.example", kMoment).value();
    const json::object expected = parseObject(R"({"iss":"client","sub":"client","aud":"https://acme.example","iat":1800000000,"exp":1800000300,"jti":"n-1"})").value();
    QCOMPARE(partOf(token, 1), expected);
    QCOMPARE(stringOf(partOf(token, 0), "kid"), std::string("ec-1"));
    QVERIFY(verifies(key.publicDer(), inputOf(token), signatureOf(token)));
}

void JwtTest::C32_theKeyDecidesTheAlgorithm()
{
    const PrivateKey rsa = PrivateKey::from(kRsaJwk).value();
    const std::string token = clientAssertion("client", rsa, "https://acme.example", kMoment).value();
    QCOMPARE(stringOf(partOf(token, 0), "alg"), std::string("RS256"));
    QVERIFY(verifies(rsa.publicDer(), inputOf(token), signatureOf(token)));
    const std::string plain = clientAssertion("client", PrivateKey::makeP256(), "https://acme.example", kMoment).value();
    QVERIFY2(!partOf(plain, 0).contains("kid"), "a PEM has no name");
}

QTEST_GUILESS_MAIN(JwtTest)
#include "jwt_test.moc"
