#include "app/ctl/terminal.h"

#include "tests/support/caught.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace hub;
using namespace hub::ctl;

namespace {

//! readSecret() with these bytes on stdin.
std::optional<QString> secretFrom(const QByteArray &bytes)
{
    QTemporaryDir directory;
    const QByteArray path = directory.filePath(QStringLiteral("in")).toUtf8();
    QFile file(QString::fromUtf8(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        return std::nullopt;
    file.close();
    const int kept = ::dup(0);
    std::FILE *again = std::freopen(path.constData(), "r", stdin);
    std::optional<QString> secret;
    if (again != nullptr)
        caught(stderr, [&] { secret = readSecret(); });
    ::dup2(kept, 0);
    ::close(kept);
    return secret;
}

ControlReply failure(int status, const QString &message, const QJsonObject &data = {})
{
    ControlReply reply;
    reply.errorStatus = status;
    reply.errorMessage = message;
    reply.errorData = data;
    return reply;
}

} // namespace

class TerminalTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tablesLineUp();
    void anEmptyTableIsANote();
    void valuesComeAsJson_data();
    void valuesComeAsJson();
    void momentsAreLocal();
    void listsAreOneCell();
    void secretsComeFromStdin_data();
    void secretsComeFromStdin();
    void pairsHaveANameAndAValue_data();
    void pairsHaveANameAndAValue();
    void failuresAreOneLineAndACode_data();
    void failuresAreOneLineAndACode();
    void anotherUsersFolderIsNamed();
    void rawResultsComeOnlyWhenAskedFor();
    void escapesOfATerminalAreNotPrinted();
};

void TerminalTest::tablesLineUp()
{
    const QString out = caught(stdout, [] {
        printTable({QStringLiteral("ID"), QStringLiteral("NAME")}, {{QStringLiteral("1"), QStringLiteral("ä")}, {QStringLiteral("long-id"), QStringLiteral("b")}}, QStringLiteral("none"));
    });
    QCOMPARE(out, QStringLiteral("ID       NAME\n1        ä\nlong-id  b\n"));
}

void TerminalTest::anEmptyTableIsANote()
{
    QString notes;
    const QString out = caught(stdout, [&] { notes = caught(stderr, [] { printTable({QStringLiteral("ID")}, {}, QStringLiteral("There is none.")); }); });
    QCOMPARE(out, QString()); // a script reads nothing
    QCOMPARE(notes, QStringLiteral("There is none.\n"));
}

void TerminalTest::valuesComeAsJson_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("an object") << QJsonValue(QJsonObject{{QStringLiteral("a"), 1}}) << QStringLiteral("{\n    \"a\": 1\n}\n");
    QTest::newRow("a list") << QJsonValue(QJsonArray{1}) << QStringLiteral("[\n    1\n]\n");
    QTest::newRow("an empty list") << QJsonValue(QJsonArray()) << QStringLiteral("[\n]\n");
    QTest::newRow("a text") << QJsonValue(QStringLiteral("a\"b")) << QStringLiteral("\"a\\\"b\"\n");
    QTest::newRow("a number") << QJsonValue(1.5) << QStringLiteral("1.5\n");
    QTest::newRow("null") << QJsonValue() << QStringLiteral("null\n");
}

void TerminalTest::valuesComeAsJson()
{
    QFETCH(QJsonValue, value);
    QFETCH(QString, text);
    QCOMPARE(caught(stdout, [&] { printJson(value); }), text);
}

void TerminalTest::momentsAreLocal()
{
    qputenv("TZ", "UTC");
    QCOMPARE(moment(QStringLiteral("2026-11-24T13:58:26.004Z")), QStringLiteral("2026-11-24 13:58"));
    for (const QJsonValue &value : {QJsonValue(), QJsonValue(QStringLiteral("soon")), QJsonValue(7)})
        QCOMPARE(moment(value), QStringLiteral("–"));
}

void TerminalTest::listsAreOneCell()
{
    QCOMPARE(joined(QJsonArray{QStringLiteral("a"), QStringLiteral("b")}), QStringLiteral("a, b"));
    QCOMPARE(joined(QJsonArray(), QStringLiteral("all")), QStringLiteral("all"));
    QCOMPARE(joined(QJsonValue(), QStringLiteral("all")), QStringLiteral("all"));
}

void TerminalTest::secretsComeFromStdin_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("secret"); // null = refused
    QTest::newRow("a line") << QByteArray("s3cret\n") << QStringLiteral("s3cret");
    QTest::newRow("a line of another system") << QByteArray("s3cret\r\n") << QStringLiteral("s3cret");
    QTest::newRow("no newline") << QByteArray("s3cret") << QStringLiteral("s3cret");
    QTest::newRow("blanks stay") << QByteArray(" s3 cret \n") << QStringLiteral(" s3 cret ");
    QTest::newRow("only the last newline goes") << QByteArray("a\nb\n\n") << QStringLiteral("a\nb\n");
    QTest::newRow("the largest") << QByteArray(64 * 1024, 'a') << QString(64 * 1024, QLatin1Char('a'));
    QTest::newRow("nothing") << QByteArray() << QString();
    QTest::newRow("a newline alone") << QByteArray("\n") << QString();
    QTest::newRow("more than 64 KiB") << QByteArray(64 * 1024 + 1, 'a') << QString();
}

void TerminalTest::secretsComeFromStdin()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, secret);
    const std::optional<QString> read = secretFrom(bytes);
    QCOMPARE(read.has_value(), !secret.isNull());
    if (read)
        QCOMPARE(*read, secret);
}

void TerminalTest::pairsHaveANameAndAValue_data()
{
    QTest::addColumn<QString>("pair");
    QTest::addColumn<QString>("read"); // null = refused
    QTest::newRow("a pair") << QStringLiteral("a=b") << QStringLiteral("a|b");
    QTest::newRow("an empty value") << QStringLiteral("a=") << QStringLiteral("a|");
    QTest::newRow("a value with an equals sign") << QStringLiteral("a=b=c") << QStringLiteral("a|b=c");
    QTest::newRow("no equals sign") << QStringLiteral("a") << QString();
    QTest::newRow("no name") << QStringLiteral("=b") << QString();
}

void TerminalTest::pairsHaveANameAndAValue()
{
    QFETCH(QString, pair);
    QFETCH(QString, read);
    QList<std::pair<QString, QString>> pairs;
    bool fits = false;
    const QString said = caught(stderr, [&] { fits = readPairs({pair}, "field", &pairs); });
    QCOMPARE(fits, !read.isNull());
    if (fits)
        QCOMPARE(QString(pairs[0].first + QLatin1Char('|') + pairs[0].second), read);
    else
        QCOMPARE(said, QStringLiteral("connect-hubctl: --field takes name=value\n"));
}

void TerminalTest::failuresAreOneLineAndACode_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QJsonObject>("data");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("said");
    const auto text = [](const char *words) { return QString::fromUtf8(words); };
    QTest::newRow("refused") << 409 << text("It is taken.") << QJsonObject() << kRefused << text("connect-hubctl: It is taken.\n");
    QTest::newRow("two lines become one") << 400 << text("a\nb") << QJsonObject() << kRefused << text("connect-hubctl: a b\n");
    QTest::newRow("with what would fit") << 404 << text("No.") << QJsonObject{{text("choices"), QJsonArray{text("x"), text("y")}}} << kRefused << text("connect-hubctl: No. Known: x, y\n");
    QTest::newRow("with a link") << 412 << text("Dead.") << QJsonObject{{text("auth_link_url"), text("http://h/c")}} << kRefused << text("connect-hubctl: Dead. Sign in again: http://h/c\n");
    QTest::newRow("no hub") << -1 << text("gone") << QJsonObject() << kNotRunning
                            << text("connect-hubctl: the hub is not running; start it with: connect-hubd --data-dir '/nowhere' (or open Connect Hub)\n");
}

void TerminalTest::failuresAreOneLineAndACode()
{
    QFETCH(int, status);
    QFETCH(QString, message);
    QFETCH(QJsonObject, data);
    QFETCH(int, code);
    QFETCH(QString, said);
    const ctl::Hub hub(QStringLiteral("/nowhere"), false);
    int got = 0;
    QCOMPARE(caught(stderr, [&] { got = hub.fail(failure(status, message, data)); }), said);
    QCOMPARE(got, code);
}

void TerminalTest::anotherUsersFolderIsNamed()
{
    // root gives a folder away; anybody else has the root's own
    const QTemporaryDir made;
    const bool isRoot = ::geteuid() == 0;
    if (isRoot)
        QCOMPARE(::chown(QFile::encodeName(made.path()).constData(), 65534, 65534), 0);
    const QString folder = isRoot ? made.path() : QStringLiteral("/usr");
    Hub hub(folder, false);
    int code = 0;
    const QString said = caught(stderr, [&] { code = hub.fail(hub.call(QStringLiteral("hub.status"))); });
    QCOMPARE(code, kNotRunning);
    QCOMPARE(said, QStringLiteral("connect-hubctl: the data folder %1 belongs to another user, and only that user reaches its hub\n").arg(folder));
}

void TerminalTest::rawResultsComeOnlyWhenAskedFor()
{
    const QJsonObject result{{QStringLiteral("a"), 1}};
    bool printed = true;
    QCOMPARE(caught(stdout, [&] { printed = ctl::Hub(QStringLiteral("/nowhere"), false).printedRaw(result); }), QString());
    QVERIFY(!printed);
    QCOMPARE(caught(stdout, [&] { printed = ctl::Hub(QStringLiteral("/nowhere"), true).printedRaw(result); }), QStringLiteral("{\n    \"a\": 1\n}\n"));
    QVERIFY(printed);
}

//! A provider chooses names and labels: none of them may move the cursor or hide a line.
void TerminalTest::escapesOfATerminalAreNotPrinted()
{
    const QString hostile = QString::fromUtf8("a\x1b[2Jb\rc\x07\u009b31md\u202ee");
    const QString out = caught(stdout, [&] { printTable({QStringLiteral("NAME")}, {{hostile}}, {}); });
    const QString notes = caught(stderr, [&] { note(hostile); });
    for (const QString &printed : {out, notes}) {
        for (const QChar c : printed)
            QVERIFY2(c == QLatin1Char('\n') || (c.category() != QChar::Other_Control && c != QChar(0x202e)), qPrintable(QString::number(c.unicode(), 16)));
    }
    QVERIFY(out.contains(QLatin1Char('a')) && out.contains(QLatin1Char('e')));
}

QTEST_GUILESS_MAIN(TerminalTest)
#include "terminal_test.moc"
