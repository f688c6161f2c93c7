#include "core/mcp/sealed_state.h"

#include "tests/support/manual_clock.h"

#include <QTest>

using namespace hub;

class SealedStateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itComesBackAsItWas()
    {
        const std::string sealed = m_seal.close({{"provider", "acme"}}, "ana");
        QCOMPARE(m_seal.open(sealed, "ana").value(), (json::object{{"provider", "acme"}}));
        QVERIFY(sealed.find("acme") == std::string::npos);
        QVERIFY(sealed != m_seal.close({{"provider", "acme"}}, "ana"));
    }
    void itIsOfOneCallerAndRequest() { QVERIFY(!m_seal.open(m_seal.close({}, "ana"), "bob").ok()); }
    void itIsOfOneProcess() { QVERIFY(!StateSeal(&m_random, &m_clock).open(m_seal.close({}, "ana"), "ana").ok()); }
    void itGrowsOld()
    {
        const std::string sealed = m_seal.close({}, "ana");
        m_clock.advance(std::chrono::minutes(9));
        QVERIFY(m_seal.open(sealed, "ana").ok());
        m_clock.advance(std::chrono::minutes(2));
        QVERIFY(!m_seal.open(sealed, "ana").ok());
    }
    void noByteOfItCanBeChanged()
    {
        const std::string sealed = m_seal.close({{"n", 1}}, "ana");
        for (std::size_t at = 0; at + 4 < sealed.size(); ++at) {
            std::string changed = sealed;
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            QVERIFY2(!m_seal.open(changed, "ana").ok(), qPrintable(QString::number(at)));
        }
        for (const std::string &other : {sealed + "-TAMPERED", sealed + "AAAA", sealed.substr(4), std::string(), std::string("{}")})
            QVERIFY(!m_seal.open(other, "ana").ok());
    }

private:
    ManualClock m_clock;
    SystemRandom m_random;
    StateSeal m_seal{&m_random, &m_clock};
};

QTEST_GUILESS_MAIN(SealedStateTest)
#include "sealed_state_test.moc"
