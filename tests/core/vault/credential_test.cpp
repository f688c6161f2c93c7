#include "core/vault/credential.h"

#include <QTest>

using namespace hub;

class CredentialTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recordsComeBackAsTheyWere_data();
    void recordsComeBackAsTheyWere();
    void aRecordIsOneLineOfAscii();
    void C17_anIntentIsAsLongAsWhatFollows();
    void whatALaterVersionAddsIsPassedOver();
    void F12_damagedRecordsAreRefused_data();
    void F12_damagedRecordsAreRefused();
    void emptyValuesAreNone();
    void aCloneIsItsOwn();
};

namespace {

Credential sample()
{
    Credential credential;
    credential.authKey = "oauth2";
    credential.profile = "default";
    credential.generation = 7;
    credential.issuedAt = fromMillis(1'700'000'000'123);
    credential.expiresAt = fromMillis(1'700'003'600'123);
    credential.refreshing = true;
    credential.scope = "items:read offline_access";
    credential.values.emplace("access_token", Secret("at-1"));
    credential.values.emplace("refresh_token", Secret("rt-1"));
    return credential;
}

bool same(const Credential &a, const Credential &b)
{
    return a.authKey == b.authKey && a.profile == b.profile && a.generation == b.generation && a.issuedAt == b.issuedAt && a.expiresAt == b.expiresAt && a.refreshing == b.refreshing
        && a.scope == b.scope && a.values == b.values;
}

} // namespace

void CredentialTest::recordsComeBackAsTheyWere_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("a token") << QByteArray("ya29.a0-_~+/=");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("quotes and backslashes") << QByteArray("\"\\\\\"/\b");
    QTest::newRow("lines and control characters") << QByteArray("a\r\nb\tc\x01\x7f");
    QTest::newRow("NUL") << QByteArray("a\0b", 3);
    QTest::newRow("two, three and four bytes") << QByteArray("\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80");
    QTest::newRow("the last of each length") << QByteArray("\x7f\xdf\xbf\xef\xbf\xbf\xf4\x8f\xbf\xbf");
    QTest::newRow("what looks like an escape") << QByteArray("\\u0041");
    QTest::newRow("blanks at its end") << QByteArray("a   ");
    QTest::newRow("digits") << QByteArray("0012345678901234567890");
    QTest::newRow("a megabyte") << QByteArray(1'000'000, 'x');
}

void CredentialTest::recordsComeBackAsTheyWere()
{
    QFETCH(QByteArray, value);
    Credential credential = sample();
    credential.values.emplace("value", Secret(value.toStdString()));
    credential.values.emplace(value.left(1'000).toStdString(), Secret("a name of any kind"));
    const Result<Credential> again = credentialFromLine(toLine(credential));
    QVERIFY(again.ok());
    QVERIFY(same(*again, credential));
    const Result<Credential> empty = credentialFromLine(toLine(Credential()));
    QVERIFY(empty.ok());
    QVERIFY(same(*empty, Credential()));
}

void CredentialTest::aRecordIsOneLineOfAscii()
{
    Credential credential = sample();
    credential.scope = "l\xc3\xa4sen";
    credential.values.emplace("password", Secret("a\nb\xf0\x9f\x98\x80"));
    const Secret line = toLine(credential);
    for (const char c : line.reveal())
        QVERIFY(c >= 0x20 && c < 0x7f);
}

void CredentialTest::C17_anIntentIsAsLongAsWhatFollows()
{
    Credential intent = sample();
    const Secret padded = toLine(intent, 4'000);
    QCOMPARE(padded.size(), std::size_t(4'000));
    const Result<Credential> again = credentialFromLine(padded);
    QVERIFY(again.ok() && same(*again, intent));
    QCOMPARE(toLine(intent, 1).size(), toLine(intent).size());
}

void CredentialTest::whatALaterVersionAddsIsPassedOver()
{
    const Result<Credential> read = credentialFromLine(Secret(R"({"v":9,"generation":3,"new":{"a":[1]},"values":{"access_token":"at"},"auth":"oauth2"})"));
    QVERIFY(read.ok());
    QCOMPARE(read->generation, std::uint64_t(3));
    QVERIFY(!read->issuedAt && !read->expiresAt && !read->refreshing);
    QCOMPARE(read->find("access_token")->reveal(), std::string_view("at"));
}

void CredentialTest::F12_damagedRecordsAreRefused_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("blanks") << QByteArray("   ");
    QTest::newRow("no JSON") << QByteArray("ya29.token");
    QTest::newRow("cut short") << QByteArray(R"({"generation":1,"values":{"a":"b")");
    QTest::newRow("a list") << QByteArray("[1]");
    QTest::newRow("no values") << QByteArray(R"({"generation":1})");
    QTest::newRow("values that are none") << QByteArray(R"({"generation":1,"values":[]})");
    QTest::newRow("no generation") << QByteArray(R"({"values":{}})");
    QTest::newRow("a generation in quotes") << QByteArray(R"({"generation":"1","values":{}})");
    QTest::newRow("a negative generation") << QByteArray(R"({"generation":-1,"values":{}})");
    QTest::newRow("half a generation") << QByteArray(R"({"generation":1.5,"values":{}})");
    QTest::newRow("a generation beyond all numbers") << QByteArray(R"({"generation":1e300,"values":{}})");
    QTest::newRow("a moment beyond all numbers") << QByteArray(R"({"generation":1,"values":{},"expires_at":1e300})");
    QTest::newRow("a name twice") << QByteArray(R"({"generation":1,"generation":2,"values":{}})");
}

void CredentialTest::F12_damagedRecordsAreRefused()
{
    QFETCH(QByteArray, line);
    const Result<Credential> read = credentialFromLine(Secret(line.toStdString()));
    QVERIFY(!read.ok());
    QCOMPARE(read.error().code, ErrorCode::Internal);
}

void CredentialTest::emptyValuesAreNone()
{
    Credential credential;
    credential.values.emplace("refresh_token", Secret());
    QVERIFY(credential.find("refresh_token") == nullptr);
    QVERIFY(credential.find("access_token") == nullptr);
}

void CredentialTest::aCloneIsItsOwn()
{
    Credential first = sample();
    const Credential copy = first.clone();
    QVERIFY(same(first, copy));
    first.values.clear();
    QCOMPARE(copy.values.size(), std::size_t(2));
}

QTEST_GUILESS_MAIN(CredentialTest)
#include "credential_test.moc"
