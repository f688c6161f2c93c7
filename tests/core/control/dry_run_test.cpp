#include "core/control/dry_run.h"

#include "core/connectors/loader.h"

#include "tests/support/desk.h"

#include <QTest>

using namespace hub;
using namespace hub::control;

//! What connecting would send, before anything is sent.
class DryRunTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aConsentIsShownWithNamesForSecrets();
    void aKeyHasItsFirstCallOnly();
    void eachWayIsShown_data();
    void eachWayIsShown();
};

void DryRunTest::aConsentIsShownWithNamesForSecrets()
{
    Desk desk;
    const auto bolt = desk.catalogue.find("bolt");
    DryRunInput input;
    input.redirectUri = "http://127.0.0.1:7423/callback";
    const json::object unset = dryRun(*bolt, bolt->auth.front(), input);
    const std::string url = stringOf(unset, "authorize_url");
    QVERIFY2(url.starts_with("https://bolt.example/oauth/authorize?"), url.c_str());
    for (const char *part : {"response_type=code", "code_challenge_method=S256", "items", "127.0.0.1"})
        QVERIFY2(url.find(part) != std::string::npos, part);
    QVERIFY2(json::serialize(unset).find("client_id}") != std::string::npos || json::serialize(unset).find("client_id%7D") != std::string::npos,
             "there is no app yet: its name stands for it");
    input.clientId = "my-app";
    input.scopes = {"own.scope"};
    const json::object set = dryRun(*bolt, bolt->auth.front(), input);
    QVERIFY(stringOf(set, "authorize_url").find("client_id=my-app") != std::string::npos);
    QVERIFY(stringOf(set, "authorize_url").find("own.scope") != std::string::npos);
    QVERIFY(json::serialize(set.at("token_request")).find("https://bolt.example/oauth/token") != std::string::npos);
}

void DryRunTest::aKeyHasItsFirstCallOnly()
{
    Desk desk;
    const auto cargo = desk.catalogue.find("cargo");
    const json::object run = dryRun(*cargo, cargo->auth.front(), {});
    QVERIFY(run.at("authorize_url").is_null());
    QVERIFY(run.at("token_request").is_null());
    const std::string call = json::serialize(run.at("first_call"));
    QVERIFY2(call.find("api.cargo.example/whoami") != std::string::npos, call.c_str());
    QVERIFY2(call.find("{api_key}") != std::string::npos || call.find("%7Bapi_key%7D") != std::string::npos, call.c_str());
}

void DryRunTest::eachWayIsShown_data()
{
    QTest::addColumn<QByteArray>("auth");
    QTest::addColumn<QByteArray>("token"); // a part of the token request; empty = there is none
    QTest::addColumn<QByteArray>("call");  // a part of the first call
    const QByteArray fields = R"("fields": [ {"key": "user", "label": "User", "type": "text"}, {"key": "secret", "label": "Secret", "type": "password"} ])";
    QTest::newRow("client credentials")
        << QByteArray(
               R"("type": "oauth2", "grant": "client_credentials", "token_url": "https://s.example/t", "client_auth": "private_key_jwt", "scopes": [{"name": "a", "label": "A", "default": true, "effect": "read"}])")
        << QByteArray(
               "grant_type=client_credentials&scope=a&client_id={client_id}&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={client_assertion}")
        << QByteArray("Bearer {access_token}");
    QTest::newRow("two_step in JSON") << R"("type": "two_step", "token_url": "https://s.example/t", "token_request": "json", "token_params": {"/auth/user": "{user}", "key": "{secret}"}, )"
            + fields << QByteArray(R"({\"auth\":{\"user\":\"{user}\"},\"key\":\"{secret}\"})")
                                      << QByteArray("Bearer {access_token}");
    QTest::newRow("two_step in a query") << R"("type": "two_step", "token_url": "https://s.example/t", "token_method": "GET", "token_params": {"key": "{secret}"}, )" + fields
                                         << QByteArray(R"("method":"GET","url":"https://s.example/t?key={secret}")") << QByteArray("Bearer {access_token}");
    QTest::newRow("jwt_bearer") << R"("type": "jwt_bearer", "token_url": "https://s.example/t", "jwt": {"algorithm": "HS256", "key": "{secret}", "claims": {}}, )" + fields
                                << QByteArray("&assertion={assertion}") << QByteArray("Bearer {access_token}");
    QTest::newRow("a signed token") << R"("type": "jwt_bearer", "jwt": {"algorithm": "HS256", "key": "{secret}", "claims": {}}, )" + fields << QByteArray()
                                    << QByteArray("Bearer {access_token}");
    QTest::newRow("DPoP") << QByteArray(R"("type": "oauth2", "grant": "client_credentials", "dpop": true, "token_url": "https://s.example/t")") << QByteArray(R"("DPoP":"{dpop_proof}")")
                          << QByteArray(R"("DPoP":"{dpop_proof}")");
    QTest::newRow("SigV4") << R"("type": "signed", "sign": {"scheme": "aws_sigv4", "service": "sqs", "region": "r", "access_key": "{user}", "secret_key": "{secret}"}, )" + fields
                           << QByteArray() << QByteArray("AWS4-HMAC-SHA256 Credential={user}/{day}/r/sqs/aws4_request");
    QTest::newRow("members of a body") << R"("type": "api_key", "placement": {"body": {"key": "{secret}"}}, )" + fields << QByteArray() << QByteArray(R"({\"q\":1,\"key\":\"{secret}\"})");
}

void DryRunTest::eachWayIsShown()
{
    QFETCH(QByteArray, auth);
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, call);
    const QByteArray text = R"({ "schema": 1, "key": "sample", "name": "Sample", "categories": ["crm"], "docs_url": "https://d.example", "evidence": "listed",
      "base_url": "https://api.sample.example", "auth": [ { "key": "way", )"
        + auth + R"( } ], "probe": {"method": "POST", "path": "/me", "body": {"q": 1}} })";
    const Result<Connector> connector = loadConnector(text.toStdString(), "sample", false);
    QVERIFY2(connector.ok(), connector ? "" : (connector.error().field + ' ' + connector.error().message).c_str());
    const json::object run = dryRun(*connector, connector->auth.front(), {});
    const QByteArray asked = QByteArray::fromStdString(json::serialize(run.at("token_request")));
    QVERIFY2(token.isEmpty() ? run.at("token_request").is_null() : asked.contains(token), asked.constData());
    const QByteArray first = QByteArray::fromStdString(json::serialize(run.at("first_call")));
    QVERIFY2(first.contains(call), first.constData());
}

QTEST_GUILESS_MAIN(DryRunTest)
#include "dry_run_test.moc"
