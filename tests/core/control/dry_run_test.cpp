#include "core/control/dry_run.h"

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

QTEST_GUILESS_MAIN(DryRunTest)
#include "dry_run_test.moc"
