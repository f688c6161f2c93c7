#include "core/oauth/dpop.h"

#include "core/base/encoding.h"
#include "tests/support/hub_parts.h"
#include "tests/support/test_keys.h"

#include <QTest>

using namespace hub;

namespace {

const std::string kToken = "https://acme.example/token";

json::object partOf(std::string_view token, int index)
{
    const QByteArray part = QByteArray(token.data(), static_cast<qsizetype>(token.size())).split('.').at(index);
    return parseObject(decodeBase64(part.toStdString()).value()).value();
}

Result<EndpointAnswer> ask(HubParts &hub, Secret key)
{
    EndpointRequest request{kToken, {{"Accept", "application/json"}}, "grant_type=x"};
    return hub.run(postWithProof(&hub.wire, hub.catalogue.find("acme"), std::move(request), std::move(key), &hub.clock, &hub.random));
}

} // namespace

class DpopTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C30_aProofIsOfOneRequest();
    void C30_anAccessTokenIsBound();
    void C30_theNonceIsTriedOnce_data();
    void C30_theNonceIsTriedOnce();
    void withoutAKeyThereIsNoProof();
};

void DpopTest::C30_aProofIsOfOneRequest()
{
    const DpopTarget target{"POST", "https://server.example.com/token?x=1#y", {}, {}};
    const std::string proof = dpopProof(Secret(kEcJwk), target, {fromMillis(1'562'262'616'000), "-BwC3ESc6acc2lTc"}).value();
    const json::object header = partOf(proof, 0);
    QCOMPARE(stringOf(header, "typ"), std::string("dpop+jwt"));
    QCOMPARE(stringOf(header, "alg"), std::string("ES256"));
    QCOMPARE(header.at("jwk"), json::value(PrivateKey::from(kEcJwk)->publicJwk()));
    QVERIFY2(!header.at("jwk").get_object().contains("d"), "the key stays");
    // RFC 9449 section 4.2, figure 3
    const json::object expected = parseObject(R"({"jti":"-BwC3ESc6acc2lTc","htm":"POST","htu":"https://server.example.com/token","iat":1562262616})").value();
    QCOMPARE(partOf(proof, 1), expected);
    const std::size_t dot = proof.rfind('.');
    QVERIFY(verifies(PrivateKey::from(kEcJwk)->publicDer(), proof.substr(0, dot), decodeBase64(proof.substr(dot + 1)).value()));
}

void DpopTest::C30_anAccessTokenIsBound()
{
    // RFC 9449 section 7.1, figure 12
    const DpopTarget target{"GET", "https://resource.example.org/protectedresource", "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU", "eyJ7S_zG.eyJH0-Z.HX4w-7v"};
    const std::string proof = dpopProof(Secret(kEcJwk), target, {fromMillis(1'562'262'618'000), "e1j3V_bKic8-LAEB"}).value();
    QCOMPARE(stringOf(partOf(proof, 1), "ath"), std::string("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"));
    QCOMPARE(stringOf(partOf(proof, 1), "nonce"), std::string("eyJ7S_zG.eyJH0-Z.HX4w-7v"));
}

void DpopTest::C30_theNonceIsTriedOnce_data()
{
    QTest::addColumn<int>("refusals");
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<int>("asked");
    QTest::newRow("no nonce wanted") << 0 << QByteArray("use_dpop_nonce") << 1;
    QTest::newRow("a nonce wanted") << 1 << QByteArray("use_dpop_nonce") << 2;
    QTest::newRow("never content") << 2 << QByteArray("use_dpop_nonce") << 2;
    QTest::newRow("another error") << 1 << QByteArray("invalid_grant") << 1;
}

void DpopTest::C30_theNonceIsTriedOnce()
{
    QFETCH(int, refusals);
    QFETCH(QByteArray, error);
    QFETCH(int, asked);
    HubParts hub;
    for (int i = 0; i < asked; ++i) {
        const ScriptedAnswer refusal{400, "{\"error\":\"" + error.toStdString() + "\"}", {{"Content-Type", "application/json"}, {"DPoP-Nonce", "n-" + std::to_string(i)}}};
        hub.wire.expect("POST " + kToken, i < refusals ? refusal : ScriptedAnswer{200, "{}"});
    }
    const Result<EndpointAnswer> answer = ask(hub, PrivateKey::makeP256().toPem());
    QVERIFY(answer.ok());
    QVERIFY(hub.wire.done());
    QCOMPARE(answer->status, asked > refusals ? 200 : 400);
    std::set<std::string> ids;
    for (std::size_t i = 0; i < hub.wire.sent.size(); ++i) {
        const json::object claims = partOf(hub.wire.sent[i].headers.value("dpop"), 1);
        ids.insert(stringOf(claims, "jti"));
        QCOMPARE(stringOf(claims, "nonce"), i == 0 ? std::string() : std::string("n-0"));
        QCOMPARE(hub.wire.sent[i].body, std::string("grant_type=x"));
    }
    QVERIFY2(ids.size() == hub.wire.sent.size(), "each proof has an id of its own");
}

void DpopTest::withoutAKeyThereIsNoProof()
{
    HubParts hub;
    hub.wire.expect("POST " + kToken, {200, "{}"});
    QVERIFY(ask(hub, Secret()).ok());
    QVERIFY(!hub.wire.sent.front().headers.contains("dpop"));
}

QTEST_GUILESS_MAIN(DpopTest)
#include "dpop_test.moc"
