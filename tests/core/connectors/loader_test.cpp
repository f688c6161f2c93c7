#include "core/base/encoding.h"
#include "core/connectors/catalogue.h"
#include "core/connectors/loader.h"

#include "tests/core/connectors/connector_text.h"

#include <QTest>

using namespace hub;

//! What the schema says of a file, and how the file becomes a definition.
class LoaderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGoodFileIsReadWhole();
    void placementsHaveDefaults_data();
    void placementsHaveDefaults();
    void unknownKeysNameFileAndPointer_data();
    void unknownKeysNameFileAndPointer();
    void valuesOutsideTheSchemaNameThePointer_data();
    void valuesOutsideTheSchemaNameThePointer();
    void A33_textsThatAreNoObjectAreRefused_data();
    void A33_textsThatAreNoObjectAreRefused();
    void literalAddressesAreFound();
    void localAddressesNeedThePersonsWord();
    void initTestCase() { const Catalogue bringsTheSchemaIn; }
};

void LoaderTest::aGoodFileIsReadWhole()
{
    const std::string text = json::serialize(goodConnector());
    const Result<Connector> connector = loadConnector(text, "mine/acme.json", false);
    QVERIFY2(connector.ok(), connector.ok() ? "" : connector.error().message.c_str());
    QCOMPARE(connector->key, std::string("acme"));
    QCOMPARE(connector->source, std::string("mine/acme.json"));
    QCOMPARE(connector->hash, hex(sha256(text)));
    QVERIFY(!connector->shipped);
    QCOMPARE(connector->auth.size(), std::size_t(2));
    const OauthMethod &oauth = connector->auth[0].oauth;
    QCOMPARE(oauth.grant, std::string("authorization_code"));
    QCOMPARE(oauth.clientAuth, std::string("none"));
    QCOMPARE(oauth.scopeSeparator, std::string(" "));
    QVERIFY(oauth.pkce && oauth.embedded && oauth.tokenRequest == "form");
    QCOMPARE(oauth.tokenResponse.at("tenant"), std::string("/tenant"));
    QVERIFY(oauth.scopes.at(0).isDefault);
    QVERIFY2(connector->auth[1].fields.at(0).secret, "a password is a secret, said or not");
    QCOMPARE(connector->expiredWhen.at(0).status, 400);
    QCOMPARE(connector->probe->identityLabel, std::string("/email"));
    QCOMPARE(connector->perSecond, std::optional<double>(5));
    const Action &action = connector->actions.at(0);
    QCOMPARE(action.required.at("query"), std::set<std::string>{"q"});
    QCOMPARE(action.required.at("path"), std::set<std::string>{"id"}); // a path has no gaps
    QCOMPARE(connector->findAction("acme_delete_item")->effect, Effect::Delete);
    QVERIFY(connector->findAction("acme_nothing") == nullptr);
    QVERIFY(connector->findAuth("key") != nullptr && connector->findAuth("other") == nullptr);
}

void LoaderTest::placementsHaveDefaults_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("authorization");
    const QByteArray field = R"({"key":"user","label":"User","type":"text"})";
    QTest::newRow("bearer") << QByteArray(R"({"key":"x","type":"bearer","fields":[)" + field + "]}") << QByteArray("Bearer {user}");
    QTest::newRow("basic with a password") << QByteArray(R"({"key":"x","type":"basic","fields":[)" + field + R"(,{"key":"pass","label":"P","type":"password"}]})")
                                           << QByteArray("Basic {base64(user:pass)}");
    QTest::newRow("basic without one") << QByteArray(R"({"key":"x","type":"basic","fields":[)" + field + "]}") << QByteArray("Basic {base64(user:)}");
}

void LoaderTest::placementsHaveDefaults()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, authorization);
    const Result<Connector> connector = loadConnector(changedConnector("/auth/1", method.toStdString()), "f", false);
    QVERIFY2(connector.ok(), connector.ok() ? "" : connector.error().message.c_str());
    QCOMPARE(connector->auth[1].placement.headers.at("Authorization"), authorization.toStdString());
    QCOMPARE(connector->auth[0].placement.headers.at("Authorization"), std::string("Bearer {access_token}"));
}

void LoaderTest::unknownKeysNameFileAndPointer_data()
{
    QTest::addColumn<QByteArray>("pointer");
    for (const char *pointer : {"/colour", "/auth/0/password_grant", "/auth/0/scopes/0/hidden", "/auth/0/redirect/port", "/auth/1/placement/body", "/inputs/0/default", "/probe/headers",
                                "/probe/identity/email", "/rate_limit/per_day", "/expired_when/0/header", "/actions/0/script", "/actions/0/parameters/cookies"})
        QTest::newRow(pointer) << QByteArray(pointer);
}

void LoaderTest::unknownKeysNameFileAndPointer()
{
    QFETCH(QByteArray, pointer);
    const Result<Connector> connector = loadConnector(changedConnector(pointer.toStdString(), "\"x\""), "mine/acme.json", false);
    QVERIFY(!connector.ok());
    QCOMPARE(connector.error().code, ErrorCode::SchemaViolation);
    const std::string parent = pointer.toStdString().substr(0, pointer.toStdString().rfind('/'));
    QCOMPARE(connector.error().field.substr(0, parent.size()), parent);
    QVERIFY2(connector.error().message.starts_with("mine/acme.json: "), connector.error().message.c_str());
    const std::string name = pointer.toStdString().substr(parent.size() + 1);
    QVERIFY2((connector.error().message + connector.error().field).find(name) != std::string::npos, connector.error().message.c_str());
}

void LoaderTest::valuesOutsideTheSchemaNameThePointer_data()
{
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("another schema") << QByteArray("/schema") << QByteArray("2");
    QTest::newRow("a key with an underscore") << QByteArray("/key") << QByteArray(R"("ac_me")");
    QTest::newRow("a key in capitals") << QByteArray("/key") << QByteArray(R"("Acme")");
    QTest::newRow("a key that leads to another directory") << QByteArray("/key") << QByteArray(R"("../acme")");
    QTest::newRow("a key of 25 letters") << QByteArray("/key") << QByteArray(R"("aaaaaaaaaaaaaaaaaaaaaaaaa")");
    QTest::newRow("a name that is a number") << QByteArray("/name") << QByteArray("1");
    QTest::newRow("no category") << QByteArray("/categories") << QByteArray("[]");
    QTest::newRow("an evidence of our own") << QByteArray("/evidence") << QByteArray(R"("tested")");
    QTest::newRow("no way to sign in") << QByteArray("/auth") << QByteArray("[]");
    QTest::newRow("C7: the password grant") << QByteArray("/auth/0/grant") << QByteArray(R"("password")");
    QTest::newRow("C7: the implicit grant") << QByteArray("/auth/0/grant") << QByteArray(R"("implicit")");
    QTest::newRow("C2: plain PKCE") << QByteArray("/auth/0/pkce") << QByteArray(R"("plain")");
    QTest::newRow("an unknown kind of consent") << QByteArray("/auth/0/consent") << QByteArray(R"("popup")");
    QTest::newRow("a redirect to another host") << QByteArray("/auth/0/redirect/host") << QByteArray(R"("0.0.0.0")");
    QTest::newRow("an effect that is none") << QByteArray("/actions/0/effect") << QByteArray(R"("harmless")");
    QTest::newRow("a method that is none") << QByteArray("/actions/0/method") << QByteArray(R"("CONNECT")");
    QTest::newRow("an action's id with a blank") << QByteArray("/actions/0/id") << QByteArray(R"("acme_get item")");
    QTest::newRow("a parameter without a schema") << QByteArray("/actions/0/parameters/query/q") << QByteArray(R"("string")");
    QTest::newRow("an input's key in capitals") << QByteArray("/inputs/0/key") << QByteArray(R"("Region")");
    QTest::newRow("a status outside HTTP") << QByteArray("/expired_when/0/status") << QByteArray("42");
    QTest::newRow("a rate of nothing") << QByteArray("/rate_limit/per_second") << QByteArray("0");
}

void LoaderTest::valuesOutsideTheSchemaNameThePointer()
{
    QFETCH(QByteArray, pointer);
    QFETCH(QByteArray, value);
    const Result<Connector> connector = loadConnector(changedConnector(pointer.toStdString(), value.toStdString()), "f", false);
    QVERIFY(!connector.ok());
    QCOMPARE(connector.error().code, ErrorCode::SchemaViolation);
    QCOMPARE(connector.error().field, pointer.toStdString());
}

void LoaderTest::A33_textsThatAreNoObjectAreRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray good = QByteArray::fromStdString(json::serialize(goodConnector()));
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("half a file") << good.left(good.size() / 2);
    QTest::newRow("two objects") << good + good;
    QTest::newRow("a key twice") << QByteArray(good).replace("{\"schema\":1,", "{\"schema\":1,\"schema\":1,");
    QTest::newRow("depth 100,000") << QByteArray(100'000, '[');
    QTest::newRow("not UTF-8") << QByteArray(good).replace("One item.", "One \xff item.");
}

void LoaderTest::A33_textsThatAreNoObjectAreRefused()
{
    QFETCH(QByteArray, text);
    const Result<Connector> connector = loadConnector(text.toStdString(), "f", false);
    QVERIFY(!connector.ok());
    QCOMPARE(connector.error().code, ErrorCode::SchemaViolation);
    QVERIFY(connector.error().message.starts_with("f: "));
}

void LoaderTest::literalAddressesAreFound()
{
    const json::value document = json::parse(R"({"a":"http://127.0.0.1:9000/x","b":["https://LocalHost/y?z","http://[::1]:9001","http://plain.example#f"],
        "c":"https://{site}.example.com","d":"https://user@evil.example","e":"ftp://10.0.0.1","f":7})");
    const std::set<std::string> expected{"127.0.0.1:9000", "localhost:443", "[::1]:9001", "plain.example:80"};
    QCOMPARE(literalHosts(document), expected);
}

void LoaderTest::localAddressesNeedThePersonsWord()
{
    json::value document = goodConnector();
    document.as_object()["base_url"] = "http://127.0.0.1:9000/v1";
    document.as_object()["hosts"] = {"127.0.0.1:9000"};
    const std::string text = json::serialize(document);
    const Result<Connector> refused = loadConnector(text, "f", false);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().field, std::string("/base_url"));
    const Result<Connector> allowed = loadConnector(text, "f", true);
    QVERIFY2(allowed.ok(), allowed.ok() ? "" : allowed.error().message.c_str());
    QVERIFY(allowed->localHosts.contains("127.0.0.1:9000"));
}

QTEST_GUILESS_MAIN(LoaderTest)
#include "loader_test.moc"
