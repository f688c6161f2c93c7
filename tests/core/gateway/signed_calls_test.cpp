#include "core/gateway/gateway.h"

#include "core/base/encoding.h"
#include "core/oauth/dpop.h"
#include "tests/support/desk.h"

#include <QTest>

using namespace hub;

namespace {

const std::string kApi = "https://api.sample.example/v1/items";

std::string connectorWith(const std::string &auth)
{
    return R"({ "schema": 1, "key": "sample", "name": "Sample", "categories": ["crm"], "docs_url": "https://d.example", "evidence": "listed", "base_url": "https://api.sample.example/v1",
      "hosts": ["api.sample.example", "other.sample.example"], "auth": [ { "key": "way", )"
        + auth + R"(, "fields": [ {"key": "secret", "label": "Secret", "type": "password", "required": true} ] } ] })";
}

const std::string kHmac = R"("type": "signed", "sign": {"scheme": "hmac", "key": "{secret}", "text": "{target}"}, "placement": {"headers": {"X-Sign": "{signature}"}})";
const std::string kBody = R"("type": "api_key", "placement": {"body": {"key": "{secret}"}})";
const std::string kDpop = R"("type": "oauth2", "grant": "client_credentials", "dpop": true, "token_url": "https://sample.example/token")";
const std::string kTokens = "POST https://sample.example/token";

struct SignedDesk : Desk {
    explicit SignedDesk(const std::string &auth)
    {
        const auto added = catalogue.add(connectorWith(auth), "sample", false);
        QVERIFY2(added.ok(), added ? "" : (added.error().field + added.error().message).c_str());
        account = active("sample", "way", "ana");
        Credential credential;
        credential.authKey = "way";
        credential.values.emplace("secret", Secret("secret_0123456789abcdef"));
        credential.values.emplace("client_id", Secret("client"));
        credential.values.emplace("access_token", Secret("access_0123456789abcdef"));
        credential.values.emplace(kDpopKey, PrivateKey::makeP256().toPem());
        QVERIFY(run(credentials->store(account, std::move(credential))).ok());
    }
    Result<Answer> call(const std::string &method = "GET", BodyReader *body = nullptr)
    {
        Call call;
        call.principal = principal();
        call.account = account;
        call.connector = catalogue.find("sample");
        call.effect = method == "GET" ? Effect::Read : Effect::Write;
        call.method = method;
        call.target = "/items";
        if (body != nullptr)
            call.headers = {{"Content-Type", "application/json"}};
        return run(gateway.call(std::move(call), body));
    }
    json::object proof(std::size_t index) const
    {
        const std::string_view text = wire.sent.at(index).headers.value("dpop");
        const QByteArray part = QByteArray(text.data(), static_cast<qsizetype>(text.size())).split('.').at(1);
        return parseObject(decodeBase64(part.toStdString()).value()).value();
    }
    Account account;
};

ScriptedAnswer wantsNonce(const std::string &nonce)
{
    return {401, "{}", {{"WWW-Authenticate", "DPoP error=\"use_dpop_nonce\""}, {"DPoP-Nonce", nonce}}};
}

} // namespace

//! Calls whose credential is made from the call itself.
class SignedCallsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C23_aRedirectIsSignedAnew();
    void C30_aNonceIsTriedOnceAndKept();
    void C30_aBodyTooLargeToRepeatIsTold();
    void C19_aRenewedTokenIsProvenWithTheBodyAsItWas();
    void membersGoIntoTheBodyAndAnEchoIsMasked();
    void whatMustBeHeldHasALimit();
};

void SignedCallsTest::C23_aRedirectIsSignedAnew()
{
    SignedDesk desk(kHmac);
    desk.wire.expect("GET " + kApi, {302, "", {{"Location", "/v1/there?x=1"}}});
    desk.wire.expect("GET https://api.sample.example/v1/there?x=1", {302, "", {{"Location", "https://other.sample.example/v1/items"}}});
    desk.wire.expect("GET https://other.sample.example/v1/items", {200, "{}"});
    QCOMPARE(desk.call()->head.status, 200);
    std::set<std::string> signatures;
    for (std::size_t i = 0; i < 2; ++i)
        signatures.emplace(desk.wire.sent[i].headers.value("x-sign"));
    QCOMPARE(signatures.size(), std::size_t(2));
    QVERIFY2(!desk.wire.sent[2].headers.contains("x-sign"), "another origin gets none");
}

void SignedCallsTest::C30_aNonceIsTriedOnceAndKept()
{
    SignedDesk desk(kDpop);
    desk.wire.expect("GET " + kApi, wantsNonce("n-1"));
    desk.wire.expect("GET " + kApi, {200, "{}", {{"DPoP-Nonce", "n-2"}}});
    QCOMPARE(desk.call()->head.status, 200);
    desk.wire.expect("GET " + kApi, {200, "{}"});
    QCOMPARE(desk.call()->head.status, 200);
    QVERIFY(!desk.proof(0).contains("nonce"));
    QCOMPARE(stringOf(desk.proof(1), "nonce"), std::string("n-1"));
    QCOMPARE(stringOf(desk.proof(2), "nonce"), std::string("n-2"));
    QCOMPARE(stringOf(desk.proof(2), "htu"), kApi);
    QVERIFY(stringOf(desk.proof(0), "jti") != stringOf(desk.proof(1), "jti"));
    QCOMPARE(std::string(desk.wire.sent[0].headers.value("authorization")), std::string("DPoP access_0123456789abcdef"));
    QVERIFY2(desk.wire.done(), "no token was asked for");
}

void SignedCallsTest::C30_aBodyTooLargeToRepeatIsTold()
{
    SignedDesk desk(kDpop);
    StringBody large(std::string(1024 * 1024 + 1, 'x'));
    desk.wire.expect("POST " + kApi, wantsNonce("n-1"));
    const Result<Answer> told = desk.call("POST", &large);
    QCOMPARE(told.error().code, ErrorCode::RefreshUnavailable);
    desk.wire.expect("POST " + kApi, {200, "{}"});
    StringBody again(std::string(1024 * 1024 + 1, 'x'));
    QCOMPARE(desk.call("POST", &again)->head.status, 200);
}

void SignedCallsTest::C19_aRenewedTokenIsProvenWithTheBodyAsItWas()
{
    SignedDesk desk(kDpop);
    desk.wire.expect("POST " + kApi, {401, "{}"});
    desk.wire.expect(kTokens, {200, R"({"access_token":"fresh_0123456789abcdef","token_type":"DPoP"})"});
    desk.wire.expect("POST " + kApi, {201, "{}"});
    StringBody body("{\"a\":1}");
    QCOMPARE(desk.call("POST", &body)->head.status, 201);
    QVERIFY2(desk.wire.sent[1].headers.contains("dpop"), "the token request has a proof, too");
    QCOMPARE(desk.wire.sent[2].body, std::string("{\"a\":1}"));
    QCOMPARE(stringOf(desk.proof(2), "ath"), base64Url(sha256("fresh_0123456789abcdef")));
}

void SignedCallsTest::membersGoIntoTheBodyAndAnEchoIsMasked()
{
    SignedDesk desk(kBody);
    desk.wire.expect("POST " + kApi, {200, R"({"type":"application/json","key":"secret_0123456789abcdef"})"});
    StringBody body(R"({"a":1})");
    const Result<Answer> answer = desk.call("POST", &body);
    QCOMPARE(desk.wire.sent.front().body, std::string(R"({"a":1,"key":"secret_0123456789abcdef"})"));
    const Result<std::string> text = desk.run(readAll(answer->body.get(), 1000));
    QCOMPARE(*text, std::string(R"({"type":"application/json","key":"***********************"})"));
    desk.wire.expect("POST " + kApi, {200, R"("application/json")"});
    const Result<Answer> bare = desk.call("POST");
    QCOMPARE(desk.wire.sent.back().body, std::string(R"({"key":"secret_0123456789abcdef"})"));
    QCOMPARE(*desk.run(readAll(bare->body.get(), 1000)), std::string(R"("application/json")"));
}

void SignedCallsTest::whatMustBeHeldHasALimit()
{
    SignedDesk desk(kBody);
    StringBody large('"' + std::string(1024 * 1024, 'x') + '"');
    QCOMPARE(httpStatus(desk.call("POST", &large).error().code), 413);
    QVERIFY(desk.wire.sent.empty());
}

QTEST_GUILESS_MAIN(SignedCallsTest)
#include "signed_calls_test.moc"
