#include "tests/support/sign_in.h"

#include "core/base/encoding.h"
#include "core/oauth/pkce.h"

#include <QTest>

#include <set>

using namespace hub;
using namespace std::chrono_literals;

//! Out to the provider and back: what is sent, and what ends a sign-in.
class ConsentFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSignInFromEndToEnd();
    void C2_C4_eachTryHasItsOwnSecrets();
    void C4_anAnswerNobodyWaitsForSendsNothing_data();
    void C4_anAnswerNobodyWaitsForSendsNothing();
    void C10_aCodeIsSentOnce_data();
    void C10_aCodeIsSentOnce();
    void C10_theSecondTabOfAnAttemptSendsNothing();
    void C6_aRefusalConnectsNothing_data();
    void C6_aRefusalConnectsNothing();
    void C5_anotherIssuerGetsNothing_data();
    void C5_anotherIssuerGetsNothing();
    void C35_thePickedScopesAreAskedFor_data();
    void C35_thePickedScopesAreAskedFor();
    void C37_secretInputsGoIntoTheVault();
    void aRefusedExchangeSaysWhatToDo_data();
    void aRefusedExchangeSaysWhatToDo();
    void eachStepMayFail_data();
    void eachStepMayFail();
    void S7_aSessionTakenBackConnectsNothing();
    void aCancelledAttemptConnectsNothing();
    void whatCanNotBeginIsTold_data();
    void whatCanNotBeginIsTold();
    void theRedirectUriIsTheConnectors_data();
    void theRedirectUriIsTheConnectors();
};

void ConsentFlowTest::aSignInFromEndToEnd()
{
    HubParts hub;
    std::vector<std::string> heard;
    hub.service->onAttempt([&](const Attempt &attempt) { heard.push_back(std::string(wireName(attempt.status))); });
    ConnectWish wish = wishOf("ann", "acme");
    wish.label = "for work";
    SignIn person(&hub, wish);
    const AccountId pending = person.session.account.value();
    QCOMPARE(hub.accounts->find(OwnerId("ann"), pending.str())->status, AccountStatus::Inactive);
    const std::string url = person.go().value();
    QVERIFY(url.starts_with("https://acme.example/authorize?response_type=code&client_id=acme-client&redirect_uri=http%3A%2F%2F127.0.0.1%3A7423%2Fcallback&"));
    QCOMPARE(statusOf(person.now()), std::string("pending"));
    person.expectPerson("7");
    const Result<Attempt> end = person.back("code=the%2Bcode");
    QCOMPARE(statusOf(end), std::string("authenticated"));
    QCOMPARE(end->account.value(), pending);
    QCOMPARE(statusOf(person.now()), std::string("authenticated"));
    QCOMPARE(heard, std::vector<std::string>{"authenticated"});

    const std::string &sent = hub.wire.sent.front().body; // C2: the verifier is the one that the URL's challenge was made of
    QCOMPARE(parameterOf(sent, "code"), std::string("the%2Bcode"));
    QCOMPARE(parameterOf(sent, "redirect_uri"), parameterOf(url, "redirect_uri"));
    QCOMPARE(challengeOf(formDecode(parameterOf(sent, "code_verifier")).value()), parameterOf(url, "code_challenge"));
    QCOMPARE(parameterOf(sent, "client_secret"), std::string("acme-app-secret"));
    QCOMPARE(std::string(hub.wire.sent.back().headers.value("Authorization")), std::string("Bearer at-1"));

    const Account account = hub.accounts->find(OwnerId("ann"), pending.str()).value();
    QCOMPARE(account.status, AccountStatus::Active);
    QVERIFY(account.reasons.empty());
    QCOMPARE(account.identityId, std::string("7"));
    QCOMPARE(account.identityLabel, std::string("7@acme.example"));
    QCOMPARE(account.label, std::string("for work"));
    QCOMPARE(account.authKey, std::string("oauth2"));
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-1"));
    QCOMPARE(stored(hub, account).expiresAt.value(), hub.clock.now() + 1h);
    QCOMPARE(hub.service->links().front().state, AuthLink::State::Used);
}

void ConsentFlowTest::C2_C4_eachTryHasItsOwnSecrets()
{
    HubParts hub;
    SignIn person(&hub, wishOf("ann", "acme"));
    std::set<std::string> states, challenges;
    for (int i = 0; i < 100; ++i) {
        const std::string url = person.go().value();
        states.insert(parameterOf(url, "state"));
        challenges.insert(parameterOf(url, "code_challenge"));
        QCOMPARE(parameterOf(url, "code_challenge_method"), std::string("S256"));
    }
    QCOMPARE(states.size(), std::size_t(100));
    QCOMPARE(challenges.size(), std::size_t(100));
    QVERIFY2(states.begin()->size() >= 22, "128 bits in base62");
}

void ConsentFlowTest::C4_anAnswerNobodyWaitsForSendsNothing_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("attempt"); // how the attempt stands then
    QTest::newRow("another state") << QByteArray("wrong") << QByteArray("pending");
    QTest::newRow("a state cut short") << QByteArray("short") << QByteArray("pending");
    QTest::newRow("the state in another case") << QByteArray("case") << QByteArray("pending");
    QTest::newRow("no state") << QByteArray("none") << QByteArray("pending");
    QTest::newRow("the state twice") << QByteArray("double") << QByteArray("pending");
    QTest::newRow("the attempt's id for a state") << QByteArray("attempt") << QByteArray("pending");
    QTest::newRow("after 10 minutes") << QByteArray("late") << QByteArray("expired");
}

void ConsentFlowTest::C4_anAnswerNobodyWaitsForSendsNothing()
{
    QFETCH(QByteArray, fault);
    QFETCH(QByteArray, attempt);
    HubParts hub;
    SignIn person(&hub, wishOf("ann", "acme"));
    QVERIFY(person.go().ok());
    const std::string good = person.state;
    std::string query = "code=the-code&state=";
    if (fault == "wrong")
        query += std::string(good.size(), 'x');
    else if (fault == "short")
        query += good.substr(1);
    else if (fault == "case")
        query += toLower(good);
    else if (fault == "double")
        query += good + "&state=" + good;
    else if (fault == "attempt")
        query += person.attempt.id.str();
    else if (fault == "late")
        query += good;
    if (fault == "late")
        hub.clock.advance(10min);
    const Result<Attempt> end = hub.run(hub.service->callback(query));
    QVERIFY(!end.ok());
    QCOMPARE(end.error().code, ErrorCode::InvalidRequest);
    QVERIFY(hub.wire.sent.empty());
    QCOMPARE(statusOf(person.now()), attempt.toStdString());
    if (fault != "late") { // the true answer still goes through
        hub.clock.advance(10min - 1ms);
        person.expectPerson("7");
        QCOMPARE(statusOf(person.back("code=the-code")), std::string("authenticated"));
    }
}

void ConsentFlowTest::C10_aCodeIsSentOnce_data()
{
    QTest::addColumn<bool>("works");
    QTest::newRow("after a sign-in that worked") << true;
    QTest::newRow("after one that failed") << false;
}

void ConsentFlowTest::C10_aCodeIsSentOnce()
{
    QFETCH(bool, works);
    HubParts hub;
    SignIn person(&hub, wishOf("ann", "acme"));
    QVERIFY(person.go().ok());
    if (works)
        person.expectPerson("7");
    else
        hub.wire.expect(kTokenRequest, refusalOf("invalid_grant"));
    QCOMPARE(statusOf(person.back("code=the-code")), std::string(works ? "authenticated" : "error"));
    const std::size_t sent = hub.wire.sent.size();
    for (const char *query : {"code=the-code", "code=another"})
        QCOMPARE(statusOf(person.back(query)), std::string("invalid_request"));
    QCOMPARE(hub.wire.sent.size(), sent);
    QCOMPARE(person.go().error().code, ErrorCode::InvalidRequest); // the attempt has ended, too
    QCOMPARE(statusOf(person.now()), std::string(works ? "authenticated" : "error"));
}

void ConsentFlowTest::C10_theSecondTabOfAnAttemptSendsNothing()
{
    HubParts hub;
    SignIn person(&hub, wishOf("ann", "acme"));
    QVERIFY(person.go().ok());
    const std::string first = person.state;
    QVERIFY(person.go().ok());
    person.expectPerson("7");
    QCOMPARE(statusOf(person.back("code=the-code")), std::string("authenticated"));
    const std::size_t sent = hub.wire.sent.size();
    QCOMPARE(statusOf(hub.run(hub.service->callback("code=other&state=" + first))), std::string("invalid_request"));
    QCOMPARE(hub.wire.sent.size(), sent);
}

void ConsentFlowTest::C6_aRefusalConnectsNothing_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("the person did not agree") << QByteArray("error=access_denied") << QByteArray("access_denied");
    QTest::newRow("an error beside a code is an error") << QByteArray("code=the-code&error=access_denied") << QByteArray("access_denied");
    QTest::newRow("the provider is in trouble") << QByteArray("error=server_error&error_description=x") << QByteArray("server_error");
    QTest::newRow("an error that is no word") << QByteArray("error=%3Cscript%3E") << QByteArray("provider_error");
    QTest::newRow("neither a code nor an error") << QByteArray("x=1") << QByteArray("no_code");
    QTest::newRow("an empty code") << QByteArray("code=") << QByteArray("no_code");
}

void ConsentFlowTest::C6_aRefusalConnectsNothing()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, code);
    HubParts hub;
    SignIn person(&hub, wishOf("ann", "acme"));
    QVERIFY(person.go().ok());
    const Result<Attempt> end = person.back(query.toStdString());
    QCOMPARE(statusOf(end), std::string("error"));
    QCOMPARE(end->errorCode, code.toStdString());
    QVERIFY(!end->errorText.empty() && end->errorText.find('<') == std::string::npos);
    QVERIFY(hub.wire.sent.empty());
    QCOMPARE(hub.accounts->find(OwnerId("ann"), person.session.account->str())->status, AccountStatus::Inactive);
    QCOMPARE(hub.service->links().front().state, AuthLink::State::Open); // only success uses it up
}

void ConsentFlowTest::C5_anotherIssuerGetsNothing_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("the right one") << QByteArray("code=c&iss=https%3A%2F%2Facme.example") << true;
    QTest::newRow("not said, and not promised") << QByteArray("code=c") << true;
    QTest::newRow("another one") << QByteArray("code=c&iss=https%3A%2F%2Fevil.example") << false;
    QTest::newRow("a slash more") << QByteArray("code=c&iss=https%3A%2F%2Facme.example%2F") << false;
    QTest::newRow("another case") << QByteArray("code=c&iss=https%3A%2F%2FACME.example") << false;
    QTest::newRow("another one with an error") << QByteArray("error=secret_words&iss=https%3A%2F%2Fevil.example") << false;
}

void ConsentFlowTest::C5_anotherIssuerGetsNothing()
{
    QFETCH(QByteArray, query);
    QFETCH(bool, accepted);
    HubParts hub;
    SignIn person(&hub, wishOf("ann", "acme"));
    QVERIFY(person.go().ok());
    if (accepted)
        person.expectPerson("7");
    const Result<Attempt> end = person.back(query.toStdString());
    QCOMPARE(statusOf(end), std::string(accepted ? "authenticated" : "error"));
    if (accepted)
        return;
    QCOMPARE(end->errorCode, std::string("wrong_issuer"));
    QVERIFY(end->errorText.find("secret_words") == std::string::npos);
    QVERIFY(hub.wire.sent.empty());
}

void ConsentFlowTest::C35_thePickedScopesAreAskedFor_data()
{
    QTest::addColumn<QByteArray>("picked");
    QTest::addColumn<QByteArray>("profile");
    QTest::addColumn<QByteArray>("asked");
    QTest::newRow("nothing said: the defaults") << QByteArray() << QByteArray() << QByteArray("items:read offline");
    QTest::newRow("none picked") << QByteArray(" ") << QByteArray("special") << QByteArray();
    QTest::newRow("some picked") << QByteArray("items:write") << QByteArray() << QByteArray("items:write");
    QTest::newRow("in the connector's order") << QByteArray("offline items:read") << QByteArray() << QByteArray("items:read offline");
    QTest::newRow("unknown ones are left out") << QByteArray("items:read admin:all") << QByteArray() << QByteArray("items:read");
    QTest::newRow("the profile's own") << QByteArray() << QByteArray("special") << QByteArray("special");
    QTest::newRow("picked ones win over the profile's") << QByteArray("items:read") << QByteArray("special") << QByteArray("items:read");
}

void ConsentFlowTest::C35_thePickedScopesAreAskedFor()
{
    QFETCH(QByteArray, picked);
    QFETCH(QByteArray, profile);
    QFETCH(QByteArray, asked);
    HubParts hub;
    if (!profile.isEmpty()) {
        Profile app = hub.profiles->find("acme", "").value();
        app.scopes = {profile.toStdString()};
        QVERIFY(hub.run(hub.profiles->set(app, {})).ok());
    }
    SignIn person(&hub, wishOf("ann", "acme"));
    std::optional<std::vector<std::string>> scopes;
    if (!picked.isEmpty())
        scopes.emplace();
    for (const QByteArray &scope : picked.simplified().split(' '))
        if (!scope.isEmpty())
            scopes->push_back(scope.toStdString());
    const std::string url = person.go(scopes).value();
    QCOMPARE(percentDecode(parameterOf(url, "scope")).value(), asked.toStdString());
    person.expectPerson("7");
    const Result<Attempt> end = person.back("code=c");
    std::string kept;
    const Account account = hub.accounts->find(OwnerId("ann"), end->account->str()).value();
    for (const std::string &scope : account.scopes)
        kept += (kept.empty() ? "" : " ") + scope;
    QCOMPARE(kept, asked.toStdString());
}

void ConsentFlowTest::C37_secretInputsGoIntoTheVault()
{
    HubParts hub;
    json::object file = parseObject(kAcme).value();
    file["inputs"] = json::array{{{"key", "team"}, {"label", "Team"}, {"type", "text"}}, {{"key", "app_key"}, {"label", "App key"}, {"type", "password"}}};
    json::object &method = file["auth"].get_array().front().get_object();
    method["token_params"] = {{"app_key", "{app_key}"}, {"team", "{team}"}};
    method["placement"].get_object()["headers"].get_object()["X-App-Key"] = "{app_key}";
    QVERIFY(hub.catalogue.add(json::serialize(file), "sample", false).ok());
    SignIn person(&hub, wishOf("ann", "acme"));
    std::map<std::string, Secret> inputs;
    inputs.emplace("team", Secret("blue"));
    inputs.emplace("app_key", Secret("an-app-key"));
    QVERIFY(person.go({}, std::move(inputs)).ok());
    person.expectPerson("7");
    const Result<Attempt> end = person.back("code=the-code");
    QCOMPARE(statusOf(end), std::string("authenticated"));
    QCOMPARE(parameterOf(hub.wire.sent.front().body, "app_key"), std::string("an-app-key"));
    QCOMPARE(parameterOf(hub.wire.sent.front().body, "team"), std::string("blue"));
    QCOMPARE(std::string(hub.wire.sent.back().headers.value("X-App-Key")), std::string("an-app-key"));
    const Account account = hub.accounts->find(OwnerId("ann"), end->account->str()).value();
    QCOMPARE(account.setup, (std::map<std::string, std::string>{{"team", "blue"}})); // what the store keeps, and the API shows
    QCOMPARE(std::string(stored(hub, account).find("app_key")->reveal()), std::string("an-app-key"));
}

void ConsentFlowTest::aRefusedExchangeSaysWhatToDo_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("technical");
    QTest::newRow("a wrong client secret") << 401 << QByteArray(R"({"error":"invalid_client"})") << QByteArray("invalid_client") << QByteArray("401 invalid_client from acme.example/token");
    QTest::newRow("a code that is not accepted") << 400 << QByteArray(R"({"error":"invalid_grant"})") << QByteArray("invalid_grant")
                                                 << QByteArray("400 invalid_grant from acme.example/token");
    QTest::newRow("an error with a 200") << 200 << QByteArray(R"({"error":"redirect_uri_mismatch"})") << QByteArray("redirect_uri_mismatch")
                                         << QByteArray("200 redirect_uri_mismatch from acme.example/token");
    QTest::newRow("HTML") << 200 << QByteArray("<html>") << QByteArray("provider_error") << QByteArray("200  from acme.example/token");
    QTest::newRow("a redirect") << 302 << QByteArray() << QByteArray("provider_error") << QByteArray("302  from acme.example/token");
    QTest::newRow("C14: a token with a line break") << 200 << QByteArray(R"({"access_token":"a\r\nb"})") << QByteArray("no_access_token")
                                                    << QByteArray("200 no_access_token from acme.example/token");
    QTest::newRow("C13: another kind of token") << 200 << QByteArray(R"({"access_token":"a","token_type":"mac"})") << QByteArray("unknown_token_type")
                                                << QByteArray("200 unknown_token_type from acme.example/token");
}

void ConsentFlowTest::aRefusedExchangeSaysWhatToDo()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    QFETCH(QByteArray, technical);
    HubParts hub;
    SignIn person(&hub, wishOf("ann", "acme"));
    QVERIFY(person.go().ok());
    hub.wire.expect(kTokenRequest, {status, body.toStdString()});
    const Result<Attempt> end = person.back("code=the-code");
    QCOMPARE(statusOf(end), std::string("error"));
    QCOMPARE(end->errorCode, code.toStdString());
    QCOMPARE(end->technical, technical.toStdString());
    QVERIFY(end->errorText.starts_with("Acme "));
    for (const std::string &text : {end->errorText, end->technical})
        QVERIFY2(text.find("the-code") == std::string::npos && text.find("acme-app-secret") == std::string::npos, text.c_str());
}

void ConsentFlowTest::eachStepMayFail_data()
{
    QTest::addColumn<QByteArray>("step");
    QTest::addColumn<QByteArray>("code"); // empty = it works all the same
    QTest::newRow("the token endpoint is not there") << QByteArray("token") << QByteArray("provider_unreachable");
    QTest::newRow("the probe is not there: the person has signed in") << QByteArray("probe") << QByteArray();
    QTest::newRow("the vault is full") << QByteArray("vault") << QByteArray("storage_full");
    QTest::newRow("the vault is locked") << QByteArray("locked") << QByteArray("vault_locked");
    QTest::newRow("the app was removed meanwhile") << QByteArray("app") << QByteArray("profile_missing");
    QTest::newRow("the connector was removed meanwhile") << QByteArray("connector") << QByteArray("connector_gone");
}

void ConsentFlowTest::eachStepMayFail()
{
    QFETCH(QByteArray, step);
    QFETCH(QByteArray, code);
    HubParts hub;
    SignIn person(&hub, wishOf("ann", "acme"));
    QVERIFY(person.go().ok());
    if (step == "token")
        hub.wire.failAt(0);
    if (step == "probe")
        hub.wire.failAt(1);
    if (step == "probe" || step == "vault")
        hub.wire.expect(kTokenRequest, grantOf(1));
    if (step == "vault") {
        hub.wire.expect("GET https://api.acme.example/v1/me", {200, "{}"});
        hub.vault.goodWrites = 0;
    }
    hub.vault.locked = step == "locked";
    if (step == "app")
        QVERIFY(hub.run(hub.profiles->remove("acme", "")).ok());
    if (step == "connector")
        QVERIFY(hub.catalogue.remove("acme").ok());
    const Result<Attempt> end = person.back("code=the-code");
    QCOMPARE(statusOf(end), std::string(code.isEmpty() ? "authenticated" : "error"));
    QCOMPARE(end->errorCode, code.toStdString());
    QVERIFY(hub.wire.done());
    const Account account = hub.accounts->find(OwnerId("ann"), person.session.account->str()).value();
    QCOMPARE(account.status, code.isEmpty() ? AccountStatus::Active : AccountStatus::Inactive);
}

void ConsentFlowTest::S7_aSessionTakenBackConnectsNothing()
{
    HubParts hub;
    SignIn person(&hub, wishOf("ann", "acme"));
    QVERIFY(person.go().ok());
    QVERIFY(hub.run(hub.service->deleteSession(person.session.id, OwnerId("ann"))).ok());
    const Result<Attempt> end = person.back("code=the-code");
    QVERIFY(statusOf(end) != "authenticated");
    QVERIFY(hub.wire.sent.empty());
    QCOMPARE(hub.accounts->find(OwnerId("ann"), person.session.account->str())->status, AccountStatus::Inactive);
}

void ConsentFlowTest::aCancelledAttemptConnectsNothing()
{
    HubParts hub;
    SignIn person(&hub, wishOf("ann", "acme"));
    SignIn stranger(&hub, wishOf("bob", "acme"));
    QVERIFY(person.go().ok());
    hub.service->cancelAttempt(stranger.session, person.attempt.id);
    QCOMPARE(statusOf(person.now()), std::string("pending")); // not the stranger's to end
    hub.service->cancelAttempt(person.session, person.attempt.id);
    QCOMPARE(statusOf(person.now()), std::string("cancelled"));
    QCOMPARE(statusOf(person.back("code=the-code")), std::string("invalid_request"));
    QVERIFY(hub.wire.sent.empty());
    QCOMPARE(hub.service->attempt(stranger.session, person.attempt.id).error().code, ErrorCode::NotFound);
}

void ConsentFlowTest::whatCanNotBeginIsTold_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("another session's attempt") << QByteArray("attempt") << QByteArray("not_found");
    QTest::newRow("an unknown connector") << QByteArray("connector") << QByteArray("not_found");
    QTest::newRow("a way that is no OAuth") << QByteArray("key") << QByteArray("not_found");
    QTest::newRow("no app yet: it says which redirect URI to register") << QByteArray("app") << QByteArray("invalid_request");
    QTest::newRow("a name that is taken") << QByteArray("alias") << QByteArray("conflict");
}

void ConsentFlowTest::whatCanNotBeginIsTold()
{
    QFETCH(QByteArray, fault);
    QFETCH(QByteArray, code);
    HubParts hub;
    const Account other = hub.active("acme", "oauth2", "ann");
    ConnectWish wish = wishOf("ann", "acme");
    wish.multiple = true;
    SignIn person(&hub, wish);
    if (fault == "alias")
        person.session.wish.alias = other.alias;
    if (fault == "app")
        QVERIFY(hub.run(hub.profiles->remove("acme", "")).ok());
    SignIn stranger(&hub, wishOf("bob", "acme"));
    const AttemptId attempt = fault == "attempt" ? stranger.attempt.id : person.attempt.id;
    const std::string connector = fault == "connector" ? "none" : fault == "key" ? "initech" : "acme";
    const std::string method = fault == "key" ? "api_key" : "oauth2";
    const Result<std::string> url = hub.run(hub.service->authorize(person.session, connector, method, attempt, {}, {}));
    QVERIFY(!url.ok());
    QCOMPARE(std::string(wireName(url.error().code)), code.toStdString());
    if (fault == "app")
        QVERIFY(url.error().message.find("http://127.0.0.1:7423/callback") != std::string::npos);
    QVERIFY(hub.wire.sent.empty());
}

void ConsentFlowTest::theRedirectUriIsTheConnectors_data()
{
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("https");
    QTest::addColumn<QByteArray>("uri");
    QTest::newRow("the hub's own port") << QByteArray("http://127.0.0.1:7423") << QByteArray("127.0.0.1") << QByteArray() << QByteArray("http://127.0.0.1:7423/callback");
    QTest::newRow("C1: localhost where the connector says so") << QByteArray("http://127.0.0.1:7423") << QByteArray("localhost") << QByteArray()
                                                               << QByteArray("http://localhost:7423/callback");
    QTest::newRow("a public name stays") << QByteArray("https://hub.example") << QByteArray("localhost") << QByteArray() << QByteArray("https://hub.example/callback");
    QTest::newRow("an https address that the view catches") << QByteArray("http://127.0.0.1:7423") << QByteArray("127.0.0.1") << QByteArray("https://x.example/cb")
                                                            << QByteArray("https://x.example/cb");
}

void ConsentFlowTest::theRedirectUriIsTheConnectors()
{
    QFETCH(QByteArray, base);
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, https);
    QFETCH(QByteArray, uri);
    HubParts hub;
    hub.service->setBaseUrl(base.toStdString());
    OauthMethod method;
    method.redirectHost = host.toStdString();
    method.redirectHttpsUrl = https.toStdString();
    QCOMPARE(hub.service->redirectUri(method), uri.toStdString());
}

QTEST_GUILESS_MAIN(ConsentFlowTest)
#include "consent_flow_test.moc"
