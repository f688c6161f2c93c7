#include "core/oauth/callback_query.h"

#include <QTest>

using namespace hub;

class CallbackQueryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theAnswerIsSplitBeforeItIsDecoded_data();
    void theAnswerIsSplitBeforeItIsDecoded();
    void C6_whatIsNotOneAnswerIsRefused_data();
    void C6_whatIsNotOneAnswerIsRefused();
    void C6_anErrorBesideACodeIsKept();
    void theIssuerAndTheDescriptionAreRead();
};

void CallbackQueryTest::theAnswerIsSplitBeforeItIsDecoded_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("state");
    QTest::newRow("a plain answer") << QByteArray("code=abc&state=xyz") << QByteArray("abc") << QByteArray("xyz");
    QTest::newRow("a code with an encoded ampersand") << QByteArray("code=a%26state%3Dbad&state=xyz") << QByteArray("a&state=bad") << QByteArray("xyz");
    QTest::newRow("a code with an equals sign as it is") << QByteArray("code=4/0A==&state=xyz") << QByteArray("4/0A==") << QByteArray("xyz");
    QTest::newRow("a plus is a blank, an encoded one is a plus") << QByteArray("code=a+b%2Bc&state=xyz") << QByteArray("a b+c") << QByteArray("xyz");
    QTest::newRow("an encoded percent sign is decoded once") << QByteArray("code=a%2541&state=xyz") << QByteArray("a%41") << QByteArray("xyz");
    QTest::newRow("a parameter without a value") << QByteArray("flag&code=abc&state=xyz") << QByteArray("abc") << QByteArray("xyz");
    QTest::newRow("unknown parameters are ignored") << QByteArray("session_state=1&code=abc&state=xyz&scope=a+b") << QByteArray("abc") << QByteArray("xyz");
    QTest::newRow("empty parts between ampersands") << QByteArray("&code=abc&&state=xyz&") << QByteArray("abc") << QByteArray("xyz");
}

void CallbackQueryTest::theAnswerIsSplitBeforeItIsDecoded()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, code);
    QFETCH(QByteArray, state);
    const Result<CallbackQuery> answer = readCallback(query.toStdString());
    QVERIFY(answer.ok());
    QCOMPARE(answer->code, code.toStdString());
    QCOMPARE(answer->state, state.toStdString());
}

void CallbackQueryTest::C6_whatIsNotOneAnswerIsRefused_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("the code twice") << QByteArray("code=a&code=b&state=xyz");
    QTest::newRow("the code twice, the same") << QByteArray("code=a&code=a&state=xyz");
    QTest::newRow("the state twice") << QByteArray("code=a&state=x&state=y");
    QTest::newRow("the state twice, once with an encoded name") << QByteArray("code=a&state=x&s%74ate=y");
    QTest::newRow("an unknown parameter twice") << QByteArray("code=a&state=x&q=1&q=2");
    QTest::newRow("no state") << QByteArray("code=a");
    QTest::newRow("an empty state") << QByteArray("code=a&state=");
    QTest::newRow("nothing at all") << QByteArray();
    QTest::newRow("an escape cut short") << QByteArray("code=a%2&state=xyz");
    QTest::newRow("an escape that is not hexadecimal") << QByteArray("code=a&state=%zz");
}

void CallbackQueryTest::C6_whatIsNotOneAnswerIsRefused()
{
    QFETCH(QByteArray, query);
    const Result<CallbackQuery> answer = readCallback(query.toStdString());
    QVERIFY(!answer.ok());
    QCOMPARE(answer.error().code, ErrorCode::InvalidRequest);
}

void CallbackQueryTest::C6_anErrorBesideACodeIsKept()
{
    const Result<CallbackQuery> answer = readCallback("code=abc&error=access_denied&state=xyz");
    QVERIFY(answer.ok());
    QCOMPARE(answer->error, std::string("access_denied"));
}

void CallbackQueryTest::theIssuerAndTheDescriptionAreRead()
{
    const Result<CallbackQuery> answer = readCallback("error=server_error&error_description=try+later&state=x&iss=https%3A%2F%2Facme.example");
    QVERIFY(answer.ok());
    QCOMPARE(answer->errorDescription, std::string("try later"));
    QCOMPARE(answer->issuer, std::string("https://acme.example"));
    QVERIFY(answer->code.empty());
}

QTEST_GUILESS_MAIN(CallbackQueryTest)
#include "callback_query_test.moc"
