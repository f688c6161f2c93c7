#include "core/base/random.h"

#include "tests/support/counting_random.h"

#include <QTest>

#include <set>

using namespace hub;

class RandomTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C2_S5_tokensDiffer();
    void tokensHoldOnlyTheirAlphabet();
    void bytesBeyondTheFairShareAreNotUsed();
};

void RandomTest::C2_S5_tokensDiffer()
{
    SystemRandom random;
    std::set<std::string> seen;
    for (int i = 0; i < 1'000; ++i) {
        const std::string token = randomBase62(random, 43);
        QCOMPARE(token.size(), std::size_t(43));
        seen.insert(token);
    }
    QCOMPARE(seen.size(), std::size_t(1'000));
}

void RandomTest::tokensHoldOnlyTheirAlphabet()
{
    SystemRandom random;
    QVERIFY(randomBase36(random, 2'000).find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz") == std::string::npos);
}

void RandomTest::bytesBeyondTheFairShareAreNotUsed()
{
    // 248 = 4 * 62: with bytes 0..247 each character comes equally often
    CountingRandom random;
    std::map<char, int> counts;
    for (const char c : randomBase62(random, 248 * 4))
        ++counts[c];
    QCOMPARE(counts.size(), std::size_t(62));
    for (const auto &[c, count] : counts)
        QCOMPARE(count, 16);
}

QTEST_GUILESS_MAIN(RandomTest)
#include "random_test.moc"
