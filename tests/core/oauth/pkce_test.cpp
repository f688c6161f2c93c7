#include "core/oauth/pkce.h"

#include <QTest>

#include <set>

using namespace hub;

class PkceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C2_theChallengeIsTheStandards();
    void C2_verifiersAreLongAndNeverTheSame();
};

void PkceTest::C2_theChallengeIsTheStandards()
{
    // RFC 7636 appendix B
    QCOMPARE(challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), std::string("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
}

void PkceTest::C2_verifiersAreLongAndNeverTheSame()
{
    SystemRandom random;
    std::set<std::string> verifiers, challenges;
    for (int i = 0; i < 1'000; ++i) {
        const std::string verifier = makeVerifier(random);
        QVERIFY(verifier.size() >= 43 && verifier.size() <= 128);
        QVERIFY(verifier.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") == std::string::npos);
        verifiers.insert(verifier);
        challenges.insert(challengeOf(verifier));
    }
    QCOMPARE(verifiers.size(), std::size_t(1'000));
    QCOMPARE(challenges.size(), std::size_t(1'000));
}

QTEST_GUILESS_MAIN(PkceTest)
#include "pkce_test.moc"
