#include "core/oauth/token_response.h"

#include <QTest>

using namespace hub;

namespace {

const QByteArray kJson = "application/json";
constexpr int kNotSaid = -1;

const TokenSet *setOf(const TokenAnswer &answer)
{
    return std::get_if<TokenSet>(&answer);
}

std::string valueOf(const TokenSet &set, const std::string &name)
{
    const auto found = set.values.find(name);
    return found == set.values.end() ? std::string("(none)") : std::string(found->second.reveal());
}

QByteArray tokenWith(const QByteArray &members)
{
    return R"({"access_token":"at-1","token_type":"Bearer")" + members + '}';
}

TokenAnswer answered(const OauthMethod &method, int status, const QByteArray &type, const QByteArray &body)
{
    return readTokenAnswer(method, status, type.toStdString(), body.toStdString());
}

} // namespace

class TokenResponseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C13_lifetimes_data();
    void C13_lifetimes();
    void C13_tokenTypes_data();
    void C13_tokenTypes();
    void C15_refreshTokens_data();
    void C15_refreshTokens();
    void C14_charactersOfATokenAreVisibleAscii_data();
    void C14_charactersOfATokenAreVisibleAscii();
    void C35_theGrantedScopeIsKeptAsItWasSaid_data();
    void C35_theGrantedScopeIsKeptAsItWasSaid();
    void formsAreReadToo_data();
    void formsAreReadToo();
    void C18_whatEndsASignIn_data();
    void C18_whatEndsASignIn();
    void C18_C43_whatIsNoAnswerIsTransient_data();
    void C18_C43_whatIsNoAnswerIsTransient();
    void theConnectorNamesA200ThatIsNone();
    void C18_aRefusalIsNamedByItsRule();
    void valuesAreLearntByPointer();
    void C15_aRefreshMayAnswerPlainly();
    void C42_aLearntValueCarriesNoLineBreak();
    void anEndMayBeAMoment_data();
    void anEndMayBeAMoment();
    void theFileSaysALifetimeWhereTheAnswerDoesNot();
    void theAnswerMayBeTheToken_data();
    void theAnswerMayBeTheToken();
    void C30_aBoundTokenSaysSo_data();
    void C30_aBoundTokenSaysSo();
};

void TokenResponseTest::C13_lifetimes_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<int>("seconds");
    QTest::newRow("a number") << QByteArray(R"(,"expires_in":3600)") << 3600;
    QTest::newRow("a string") << QByteArray(R"(,"expires_in":"3600")") << 3600;
    QTest::newRow("a float") << QByteArray(R"(,"expires_in":3599.7)") << 3599;
    QTest::newRow("a float in a string") << QByteArray(R"(,"expires_in":"3599.7")") << 3599;
    QTest::newRow("null") << QByteArray(R"(,"expires_in":null)") << kNotSaid;
    QTest::newRow("absent") << QByteArray() << kNotSaid;
    QTest::newRow("zero") << QByteArray(R"(,"expires_in":0)") << kNotSaid;
    QTest::newRow("negative") << QByteArray(R"(,"expires_in":-5)") << kNotSaid;
    QTest::newRow("no number") << QByteArray(R"(,"expires_in":"soon")") << kNotSaid;
    QTest::newRow("an empty string") << QByteArray(R"(,"expires_in":"")") << kNotSaid;
    QTest::newRow("a number with a unit") << QByteArray(R"(,"expires_in":"3600s")") << kNotSaid;
    QTest::newRow("a boolean") << QByteArray(R"(,"expires_in":true)") << kNotSaid;
    QTest::newRow("an object") << QByteArray(R"(,"expires_in":{})") << kNotSaid;
    QTest::newRow("infinite") << QByteArray(R"(,"expires_in":"inf")") << kNotSaid;
    QTest::newRow("beyond 64 bits: ten years") << QByteArray(R"(,"expires_in":99999999999999999999999999)") << 315'360'000;
    QTest::newRow("beyond 32 bits: ten years") << QByteArray(R"(,"expires_in":9007199254740993)") << 315'360'000;
    QTest::newRow("huge, with an exponent: ten years") << QByteArray(R"(,"expires_in":1e300)") << 315'360'000;
}

void TokenResponseTest::C13_lifetimes()
{
    QFETCH(QByteArray, member);
    QFETCH(int, seconds);
    const TokenAnswer answer = answered({}, 200, kJson, tokenWith(member));
    const TokenSet *set = setOf(answer);
    QVERIFY(set != nullptr);
    QCOMPARE(set->lifetime ? static_cast<int>(set->lifetime->count()) : kNotSaid, seconds);
}

void TokenResponseTest::C13_tokenTypes_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("Bearer") << QByteArray(R"(,"token_type":"Bearer")") << true;
    QTest::newRow("bearer") << QByteArray(R"(,"token_type":"bearer")") << true;
    QTest::newRow("BEARER") << QByteArray(R"(,"token_type":"BEARER")") << true;
    QTest::newRow("absent") << QByteArray() << true;
    QTest::newRow("null") << QByteArray(R"(,"token_type":null)") << true;
    QTest::newRow("mac") << QByteArray(R"(,"token_type":"mac")") << false;
    QTest::newRow("DPoP, which nobody asked for") << QByteArray(R"(,"token_type":"DPoP")") << false;
    QTest::newRow("Bearer and more") << QByteArray(R"(,"token_type":"Bearer x")") << false;
    QTest::newRow("a number") << QByteArray(R"(,"token_type":1)") << false;
}

void TokenResponseTest::C13_tokenTypes()
{
    QFETCH(QByteArray, member);
    QFETCH(bool, accepted);
    const TokenAnswer answer = answered({}, 200, kJson, R"({"access_token":"at-1")" + member + '}');
    QCOMPARE(setOf(answer) != nullptr, accepted);
    if (!accepted) {
        QCOMPARE(std::get<TokenFailure>(answer).code, std::string("unknown_token_type"));
        QVERIFY2(!std::get<TokenFailure>(answer).deadGrant, "nothing is given up for an odd answer");
    }
}

void TokenResponseTest::C15_refreshTokens_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QByteArray>("token"); // "(none)" = the old one stays
    QTest::newRow("a new one") << QByteArray(R"(,"refresh_token":"rt-2")") << QByteArray("rt-2");
    QTest::newRow("absent") << QByteArray() << QByteArray("(none)");
    QTest::newRow("empty") << QByteArray(R"(,"refresh_token":"")") << QByteArray("(none)");
    QTest::newRow("null") << QByteArray(R"(,"refresh_token":null)") << QByteArray("(none)");
    QTest::newRow("an object") << QByteArray(R"(,"refresh_token":{})") << QByteArray("(none)");
}

void TokenResponseTest::C15_refreshTokens()
{
    QFETCH(QByteArray, member);
    QFETCH(QByteArray, token);
    const TokenAnswer answer = answered({}, 200, kJson, tokenWith(member));
    QVERIFY(setOf(answer) != nullptr);
    QCOMPARE(valueOf(*setOf(answer), "refresh_token"), token.toStdString());
    QCOMPARE(valueOf(*setOf(answer), "access_token"), std::string("at-1"));
}

void TokenResponseTest::C14_charactersOfATokenAreVisibleAscii_data()
{
    QTest::addColumn<QByteArray>("escaped"); // as it stands in JSON
    QTest::addColumn<bool>("fits");
    QTest::newRow("all that is allowed at the ends") << QByteArray("!~") << true;
    QTest::newRow("dots, dashes and slashes") << QByteArray("ya29.a0/A-b_c~d+e=") << true;
    QTest::newRow("CR and LF") << QByteArray(R"(a\r\nX-Evil: 1)") << false;
    QTest::newRow("NUL") << QByteArray(R"(a\u0000b)") << false;
    QTest::newRow("a blank") << QByteArray("a b") << false;
    QTest::newRow("a tab") << QByteArray(R"(a\tb)") << false;
    QTest::newRow("DEL") << QByteArray(R"(a\u007fb)") << false;
    QTest::newRow("an umlaut") << QByteArray(R"(a\u00fcb)") << false;
    QTest::newRow("nothing") << QByteArray("") << false;
}

void TokenResponseTest::C14_charactersOfATokenAreVisibleAscii()
{
    QFETCH(QByteArray, escaped);
    QFETCH(bool, fits);
    const TokenAnswer access = answered({}, 200, kJson, R"({"access_token":")" + escaped + R"("})");
    QCOMPARE(setOf(access) != nullptr, fits);
    if (!fits)
        QVERIFY(!std::get<TokenFailure>(access).deadGrant);
    const TokenAnswer refresh = answered({}, 200, kJson, tokenWith(R"(,"refresh_token":")" + escaped + '"'));
    QVERIFY(setOf(refresh) != nullptr);
    QCOMPARE(setOf(refresh)->values.contains("refresh_token"), fits);
}

void TokenResponseTest::C35_theGrantedScopeIsKeptAsItWasSaid_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QByteArray>("scope");
    QTest::newRow("by blanks") << QByteArray(R"(,"scope":"items:read offline")") << QByteArray("items:read offline");
    QTest::newRow("by commas") << QByteArray(R"(,"scope":"items:read,offline")") << QByteArray("items:read,offline");
    QTest::newRow("not said") << QByteArray() << QByteArray();
    QTest::newRow("null") << QByteArray(R"(,"scope":null)") << QByteArray();
}

void TokenResponseTest::C35_theGrantedScopeIsKeptAsItWasSaid()
{
    QFETCH(QByteArray, member);
    QFETCH(QByteArray, scope);
    const TokenAnswer answer = answered({}, 200, kJson, tokenWith(member));
    QVERIFY(setOf(answer) != nullptr);
    QCOMPARE(setOf(answer)->scope, scope.toStdString());
}

void TokenResponseTest::formsAreReadToo_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("read");
    QTest::newRow("a form that says so") << QByteArray("application/x-www-form-urlencoded; charset=utf-8") << QByteArray("access_token=a%2Bt&scope=a%2Cb&expires_in=60") << true;
    QTest::newRow("a form that calls itself text") << QByteArray("text/plain") << QByteArray("access_token=a%2Bt&scope=a%2Cb&expires_in=60") << true;
    QTest::newRow("a form without a type") << QByteArray() << QByteArray("access_token=a%2Bt&scope=a%2Cb&expires_in=60&token_type=bearer") << true;
    QTest::newRow("JSON that calls itself HTML") << QByteArray("text/html") << QByteArray(R"({"access_token":"a+t","scope":"a,b","expires_in":60})") << true;
    QTest::newRow("a form that calls itself JSON") << kJson << QByteArray("access_token=a%2Bt&scope=a%2Cb&expires_in=60") << false;
    QTest::newRow("a form with a bad escape") << QByteArray("text/plain") << QByteArray("access_token=a%2&expires_in=60") << false;
    QTest::newRow("a form with a word alone") << QByteArray("text/plain") << QByteArray("access_token=at&oops") << false;
}

void TokenResponseTest::formsAreReadToo()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(bool, read);
    const TokenAnswer answer = answered({}, 200, type, body);
    QCOMPARE(setOf(answer) != nullptr, read);
    if (!read)
        return;
    QCOMPARE(valueOf(*setOf(answer), "access_token"), std::string("a+t"));
    QCOMPARE(setOf(answer)->scope, std::string("a,b"));
    QCOMPARE(setOf(answer)->lifetime.value_or(std::chrono::seconds(0)).count(), 60);
}

void TokenResponseTest::C18_whatEndsASignIn_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("dead");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("invalid_grant") << 400 << QByteArray(R"({"error":"invalid_grant"})") << true << QByteArray("invalid_grant");
    QTest::newRow("invalid_grant with a 401") << 401 << QByteArray(R"({"error":"invalid_grant"})") << true << QByteArray("invalid_grant");
    QTest::newRow("invalid_grant with a 200") << 200 << QByteArray(R"({"error":"invalid_grant"})") << true << QByteArray("invalid_grant");
    QTest::newRow("the connector's own code") << 400 << QByteArray(R"({"error":"token_revoked"})") << true << QByteArray("token_revoked");
    QTest::newRow("the connector's own code with a 200") << 200 << QByteArray(R"({"error":"token_revoked"})") << true << QByteArray("token_revoked");
    QTest::newRow("another's own code") << 400 << QByteArray(R"({"error":"bad_refresh_token"})") << false << QByteArray("bad_refresh_token");
    QTest::newRow("invalid_client") << 401 << QByteArray(R"({"error":"invalid_client"})") << false << QByteArray("invalid_client");
    QTest::newRow("invalid_request") << 400 << QByteArray(R"({"error":"invalid_request"})") << false << QByteArray("invalid_request");
    QTest::newRow("unsupported_grant_type") << 400 << QByteArray(R"({"error":"unsupported_grant_type"})") << false << QByteArray("unsupported_grant_type");
    QTest::newRow("temporarily_unavailable") << 400 << QByteArray(R"({"error":"temporarily_unavailable"})") << false << QByteArray("temporarily_unavailable");
    QTest::newRow("invalid_grant in another case") << 400 << QByteArray(R"({"error":"Invalid_Grant"})") << false << QByteArray("Invalid_Grant");
    QTest::newRow("invalid_grant only in the description") << 400 << QByteArray(R"({"error":"x","error_description":"invalid_grant"})") << false << QByteArray("x");
    QTest::newRow("a 500 that says invalid_grant") << 500 << QByteArray(R"({"error":"invalid_grant"})") << false << QByteArray("invalid_grant");
    QTest::newRow("a 503 that says invalid_grant") << 503 << QByteArray(R"({"error":"invalid_grant"})") << false << QByteArray("invalid_grant");
    QTest::newRow("a 429 that says invalid_grant") << 429 << QByteArray(R"({"error":"invalid_grant"})") << false << QByteArray("invalid_grant");
    QTest::newRow("a 429") << 429 << QByteArray(R"({"error":"slow_down"})") << false << QByteArray("slow_down");
}

void TokenResponseTest::C18_whatEndsASignIn()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, dead);
    QFETCH(QByteArray, code);
    OauthMethod method;
    method.deadGrant = {"token_revoked"};
    const TokenAnswer answer = answered(method, status, kJson, body);
    const auto *failure = std::get_if<TokenFailure>(&answer);
    QVERIFY(failure != nullptr);
    QCOMPARE(failure->deadGrant, dead);
    QCOMPARE(failure->code, code.toStdString());
    QCOMPARE(failure->status, status);
}

void TokenResponseTest::C18_C43_whatIsNoAnswerIsTransient_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a 200 with an error beside a token") << 200 << kJson << QByteArray(R"({"access_token":"at","error":"slow_down"})");
    QTest::newRow("a 200 without a token") << 200 << kJson << QByteArray("{}");
    QTest::newRow("a 200 with null for a token") << 200 << kJson << QByteArray(R"({"access_token":null})");
    QTest::newRow("a 400 with a token") << 400 << kJson << tokenWith("");
    QTest::newRow("a redirect with a token") << 302 << kJson << tokenWith("");
    QTest::newRow("HTML with a 200") << 200 << QByteArray("text/html") << QByteArray("<html><a href=\"?x=1\">maintenance</a></html>");
    QTest::newRow("HTML that calls itself JSON") << 200 << kJson << QByteArray("<html>access_token=at</html>");
    QTest::newRow("HTML that calls itself text") << 200 << QByteArray("text/plain") << QByteArray("<p>access_token=at</p>");
    QTest::newRow("cut short") << 200 << kJson << QByteArray(R"({"access_token":"at","refresh_token":"r)");
    QTest::newRow("nothing") << 200 << kJson << QByteArray();
    QTest::newRow("an array") << 200 << kJson << QByteArray(R"([{"access_token":"at"}])");
    QTest::newRow("a string") << 200 << kJson << QByteArray(R"("access_token=at")");
    QTest::newRow("a name twice") << 200 << kJson << QByteArray(R"({"access_token":"a","access_token":"b"})");
    QTest::newRow("a depth of 65") << 200 << kJson << tokenWith(R"(,"x":)" + QByteArray(64, '[') + QByteArray(64, ']'));
    QTest::newRow("a number beyond a double") << 200 << kJson << tokenWith(R"(,"expires_in":1e400)");
    QTest::newRow("invalid UTF-8") << 200 << kJson << tokenWith(",\"x\":\"\xff\"");
}

void TokenResponseTest::C18_C43_whatIsNoAnswerIsTransient()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    const TokenAnswer answer = answered({}, status, type, body);
    const auto *failure = std::get_if<TokenFailure>(&answer);
    QVERIFY(failure != nullptr);
    QVERIFY(!failure->deadGrant);
}

void TokenResponseTest::theConnectorNamesA200ThatIsNone()
{
    OauthMethod method;
    method.failedWhen = {{"/ok", json::value(false)}, {"/status/code", json::value("expired")}};
    method.deadGrant = {"expired"};
    QVERIFY(setOf(answered(method, 200, kJson, tokenWith(R"(,"ok":true)"))) != nullptr);
    QVERIFY(setOf(answered(method, 200, kJson, "\xEF\xBB\xBF" + tokenWith({}))) != nullptr); // RFC 8259 section 8.1
    QVERIFY(!std::get<TokenFailure>(answered(method, 200, kJson, "<html>")).refused);
    const TokenAnswer plain = answered(method, 200, kJson, tokenWith(R"(,"ok":false)"));
    QVERIFY(setOf(plain) == nullptr && !std::get<TokenFailure>(plain).deadGrant);
    QVERIFY(std::get<TokenFailure>(plain).refused);
    const TokenAnswer dead = answered(method, 200, kJson, tokenWith(R"(,"ok":true,"status":{"code":"expired"})"));
    QVERIFY(setOf(dead) == nullptr && std::get<TokenFailure>(dead).deadGrant);
}

void TokenResponseTest::C18_aRefusalIsNamedByItsRule()
{
    OauthMethod method;
    method.failedWhen = {{"/status", "BAD_REFRESH_TOKEN"}};
    method.deadGrant = {"BAD_REFRESH_TOKEN"};
    const auto refusal = [&](int status, const char *body) { return std::get<TokenFailure>(answered(method, status, kJson, body)); };
    QVERIFY(refusal(400, R"({"status":"BAD_REFRESH_TOKEN"})").deadGrant);
    QVERIFY(refusal(400, R"({"status":"BAD_REFRESH_TOKEN","error":"Bad Request"})").deadGrant);
    QVERIFY(!refusal(400, R"({"status":"BAD_CLIENT_ID"})").deadGrant);
    QVERIFY(!refusal(503, R"({"status":"BAD_REFRESH_TOKEN"})").deadGrant);
    QVERIFY(!refusal(429, R"({"status":"BAD_REFRESH_TOKEN"})").deadGrant);
}

void TokenResponseTest::valuesAreLearntByPointer()
{
    OauthMethod method;
    method.tokenResponse = {{"access_token", "/authed_user/access_token"},
                            {"refresh_token", "/authed_user/refresh_token"},
                            {"expires_in", "/authed_user/expires_in"},
                            {"scope", "/authed_user/scope"},
                            {"instance_url", "/instance_url"},
                            {"team", "/team/id"},
                            {"gone", "/no/such"}};
    const TokenAnswer answer = answered(method, 200, kJson,
                                        R"({"access_token":"bot","token_type":"bot","instance_url":"https://x.acme.example","team":{"id":42},
                                        "authed_user":{"access_token":"user","refresh_token":"rt","expires_in":"60","scope":"a b"}})");
    QVERIFY2(setOf(answer) == nullptr, "a type of token that nobody mapped");
    method.tokenResponse.emplace("token_type", "/authed_user/token_type");
    const TokenAnswer mapped = answered(method, 200, kJson,
                                        R"({"access_token":"bot","token_type":"bot","instance_url":"https://x.acme.example","team":{"id":42},
                                        "authed_user":{"access_token":"user","refresh_token":"rt","expires_in":"60","scope":"a b"}})");
    const TokenSet *set = setOf(mapped);
    QVERIFY(set != nullptr);
    QCOMPARE(valueOf(*set, "access_token"), std::string("user"));
    QCOMPARE(valueOf(*set, "refresh_token"), std::string("rt"));
    QCOMPARE(set->lifetime.value_or(std::chrono::seconds(0)).count(), 60);
    QCOMPARE(set->scope, std::string("a b"));
    QCOMPARE(valueOf(*set, "instance_url"), std::string("https://x.acme.example"));
    QCOMPARE(valueOf(*set, "team"), std::string("42"));
    QVERIFY(!set->values.contains("gone"));
    QVERIFY(!set->values.contains("expires_in") && !set->values.contains("scope"));
}

void TokenResponseTest::C15_aRefreshMayAnswerPlainly()
{
    OauthMethod method;
    method.tokenResponse = {
        {"access_token", "/authed_user/access_token"}, {"refresh_token", "/authed_user/refresh_token"}, {"expires_in", "/authed_user/expires_in"}, {"token_type", "/authed_user/token_type"}};
    const TokenAnswer plain = answered(method, 200, kJson, R"({"access_token":"at-2","refresh_token":"rt-2","expires_in":43200,"token_type":"user"})");
    const TokenSet *set = setOf(plain);
    QVERIFY(set != nullptr);
    QCOMPARE(valueOf(*set, "access_token") + ' ' + valueOf(*set, "refresh_token"), std::string("at-2 rt-2"));
    QCOMPARE(set->lifetime.value_or(std::chrono::seconds(0)).count(), 43'200);
    // two people's tokens in one answer never mix
    const TokenAnswer both = answered(method, 200, kJson, R"({"access_token":"bot","refresh_token":"bot's","authed_user":{"access_token":"at-1"}})");
    QVERIFY(setOf(both) != nullptr && !setOf(both)->values.contains("refresh_token"));
    QCOMPARE(valueOf(*setOf(both), "access_token"), std::string("at-1"));
}

void TokenResponseTest::C42_aLearntValueCarriesNoLineBreak()
{
    OauthMethod method;
    method.tokenResponse = {{"instance_url", "/instance_url"}};
    for (const char *value : {R"(https://x.example\r\nX-Evil: 1)", R"(a\nb)", R"(a\u0000b)"}) {
        const TokenAnswer answer = answered(method, 200, kJson, tokenWith(R"(,"instance_url":")" + QByteArray(value) + '"'));
        QVERIFY2(setOf(answer) != nullptr && !setOf(answer)->values.contains("instance_url"), value);
    }
}

void TokenResponseTest::anEndMayBeAMoment_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("millis"); // -1 = not said
    QTest::newRow("a date") << QByteArray(R"("2026-11-24T12:10:00Z")") << qint64(1'795'522'200'000);
    QTest::newRow("a date elsewhere") << QByteArray(R"("2026-11-24T14:10:00.250+02:00")") << qint64(1'795'522'200'250);
    QTest::newRow("seconds") << QByteArray("1795522200") << qint64(1'795'522'200'000);
    QTest::newRow("seconds in a text") << QByteArray(R"("1795522200")") << qint64(1'795'522'200'000);
    QTest::newRow("milliseconds") << QByteArray("1795522200250") << qint64(1'795'522'200'250);
    QTest::newRow("nonsense") << QByteArray(R"("soon")") << qint64(-1);
    QTest::newRow("negative") << QByteArray("-1") << qint64(-1);
    QTest::newRow("beyond all time") << QByteArray("1e300") << qint64(-1);
}

void TokenResponseTest::anEndMayBeAMoment()
{
    QFETCH(QByteArray, value);
    QFETCH(qint64, millis);
    const TokenAnswer answer = answered({}, 200, kJson, tokenWith(R"(,"expires_at":)" + value));
    QVERIFY(setOf(answer) != nullptr);
    QCOMPARE(setOf(answer)->expiresAt ? qint64(toMillis(*setOf(answer)->expiresAt)) : qint64(-1), millis);
}

void TokenResponseTest::theFileSaysALifetimeWhereTheAnswerDoesNot()
{
    OauthMethod method;
    method.tokenLifetime = std::chrono::seconds(90);
    const TokenAnswer silent = answered(method, 200, kJson, tokenWith(""));
    QCOMPARE(setOf(silent)->lifetime.value(), std::chrono::seconds(90));
    const TokenAnswer said = answered(method, 200, kJson, tokenWith(R"(,"expires_in":10)"));
    QCOMPARE(setOf(said)->lifetime.value(), std::chrono::seconds(10));
    const TokenAnswer moment = answered(method, 200, kJson, tokenWith(R"(,"expires_at":1795522200)"));
    QVERIFY(!setOf(moment)->lifetime && setOf(moment)->expiresAt);
}

void TokenResponseTest::theAnswerMayBeTheToken_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("token"); // empty = none
    QTest::newRow("a JSON text") << 200 << QByteArray(R"("abc.def")") << QByteArray("abc.def");
    QTest::newRow("plain text") << 201 << QByteArray("abc.def\n") << QByteArray("abc.def");
    QTest::newRow("a page") << 200 << QByteArray("<p>no such user</p>") << QByteArray();
    QTest::newRow("nothing") << 200 << QByteArray() << QByteArray();
    QTest::newRow("refused") << 401 << QByteArray("abc") << QByteArray();
}

void TokenResponseTest::theAnswerMayBeTheToken()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, token);
    OauthMethod method;
    method.tokenResponse["access_token"] = "";
    const TokenAnswer answer = answered(method, status, "text/plain", body);
    QCOMPARE(setOf(answer) != nullptr, !token.isEmpty());
    if (!token.isEmpty())
        QCOMPARE(valueOf(*setOf(answer), "access_token"), token.toStdString());
}

void TokenResponseTest::C30_aBoundTokenSaysSo_data()
{
    QTest::addColumn<bool>("dpop");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("bound, as asked") << true << QByteArray("DPoP") << true;
    QTest::newRow("in small letters") << true << QByteArray("dpop") << true;
    QTest::newRow("a bearer token where a bound one was asked for") << true << QByteArray("Bearer") << false;
    QTest::newRow("bound where nobody asked") << false << QByteArray("DPoP") << false;
}

void TokenResponseTest::C30_aBoundTokenSaysSo()
{
    QFETCH(bool, dpop);
    QFETCH(QByteArray, type);
    QFETCH(bool, accepted);
    OauthMethod method;
    method.dpop = dpop;
    const TokenAnswer answer = answered(method, 200, kJson, R"({"access_token":"at-1","token_type":")" + type + "\"}");
    QCOMPARE(setOf(answer) != nullptr, accepted);
}

QTEST_GUILESS_MAIN(TokenResponseTest)
#include "token_response_test.moc"
