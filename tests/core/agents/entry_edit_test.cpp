#include "core/agents/entry_edit.h"

#include <QTest>

using namespace hub;

namespace {

constexpr EntryPlace kJson{FileFormat::Jsonc, "mcpServers", "connect-hub"};
constexpr EntryPlace kToml{FileFormat::Toml, "mcp_servers", "connect-hub"};
const json::object kEntry{{"url", "U"}, {"args", json::array{"a"}}};
const json::object kOther{{"url", "V"}};
const json::object kTable{{"url", "U"}, {"http_headers", json::object{{"Authorization", "Basic x=="}}}};

QByteArray bytes(const std::string &text)
{
    return QByteArray::fromStdString(text);
}

} // namespace

Q_DECLARE_METATYPE(hub::EntryPlace)

class EntryEditTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void entriesGoInAndOut_data();
    void entriesGoInAndOut();
    void othersChangesStay_data();
    void othersChangesStay();
    void entriesOfOthersMakeAreTakenOut_data();
    void entriesOfOthersMakeAreTakenOut();
    void anEntryIsReplacedWhereItStands();
    void whatCantBeUnderstoodIsLeftAlone_data();
    void whatCantBeUnderstoodIsLeftAlone();
};

void EntryEditTest::entriesGoInAndOut_data()
{
    QTest::addColumn<EntryPlace>("place");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const EntryPlace &place, const char *before, const char *after) { QTest::newRow(name) << place << QByteArray(before) << QByteArray(after); };
    const char *made = "{\n  \"mcpServers\": {\n    \"connect-hub\": {\n      \"url\": \"U\",\n      \"args\": [\n        \"a\"\n      ]\n    }\n  }\n}\n";
    row("no file", kJson, "", made);
    row("an empty file", kJson, "\n", made);
    row("an empty object", kJson, "{}\n", made);
    row("an empty object in lines", kJson, "{\n}\n", made);
    row("other settings", kJson, "{\n    \"theme\": \"dark\"\n}\n",
        "{\n    \"theme\": \"dark\",\n    \"mcpServers\": {\n        \"connect-hub\": {\n            \"url\": \"U\",\n            \"args\": [\n                \"a\"\n            ]\n        }\n    }\n}\n");
    row("an empty group", kJson, "{\n  \"mcpServers\": {},\n  \"z\": 1\n}",
        "{\n  \"mcpServers\": {\n    \"connect-hub\": {\n      \"url\": \"U\",\n      \"args\": [\n        \"a\"\n      ]\n    }\n  },\n  \"z\": 1\n}");
    row("other servers, with tabs", kJson, "{\n\t\"mcpServers\": {\n\t\t\"one\": {\"url\": \"x\"}\n\t}\n}\n",
        "{\n\t\"mcpServers\": {\n\t\t\"one\": {\"url\": \"x\"},\n\t\t\"connect-hub\": {\n\t\t\t\"url\": \"U\",\n\t\t\t\"args\": [\n\t\t\t\t\"a\"\n\t\t\t]\n\t\t}\n\t}\n}\n");
    row("CRLF", kJson, "{\r\n  \"a\": 1\r\n}\r\n",
        "{\r\n  \"a\": 1,\r\n  \"mcpServers\": {\r\n    \"connect-hub\": {\r\n      \"url\": \"U\",\r\n      \"args\": [\r\n        \"a\"\r\n      ]\r\n    }\r\n  }\r\n}\r\n");
    row("a byte order mark", kJson, "\xef\xbb\xbf{\"a\":1}", "\xef\xbb\xbf{\"a\":1,\"mcpServers\":{\"connect-hub\":{\"url\":\"U\",\"args\":[\"a\"]}}}");
    row("all on one line, airy", kJson, "{ \"a\": 1 }", "{ \"a\": 1, \"mcpServers\":{\"connect-hub\":{\"url\":\"U\",\"args\":[\"a\"]}} }");
    row("servers on one line", kJson, "{\n  \"mcpServers\": { \"one\": {} }\n}\n", "{\n  \"mcpServers\": { \"one\": {}, \"connect-hub\":{\"url\":\"U\",\"args\":[\"a\"]} }\n}\n");
    row("a comment behind the last one stays with it", kJson, "{\n  \"a\": 1 // one\n  // end\n}\n",
        "{\n  \"a\": 1, // one\n  \"mcpServers\": {\n    \"connect-hub\": {\n      \"url\": \"U\",\n      \"args\": [\n        \"a\"\n      ]\n    }\n  }\n  // end\n}\n");
    row("a trailing comma", kJson, "{\n  \"a\": 1, /* one */\n}\n",
        "{\n  \"a\": 1, /* one */\n  \"mcpServers\": {\n    \"connect-hub\": {\n      \"url\": \"U\",\n      \"args\": [\n        \"a\"\n      ]\n    }\n  }\n}\n");
    row("a comment in an empty object", kJson, "{\n  // nothing yet }\n}",
        "{\n  // nothing yet }\n  \"mcpServers\": {\n    \"connect-hub\": {\n      \"url\": \"U\",\n      \"args\": [\n        \"a\"\n      ]\n    }\n  }\n}");
    row("TOML: no file", kToml, "", "[mcp_servers.connect-hub]\nurl = \"U\"\nhttp_headers = { \"Authorization\" = \"Basic x==\" }\n");
    row("TOML: settings and servers", kToml, "model = \"m\" # mine\n\n[mcp_servers.one]\ncommand = \"x\"\n",
        "model = \"m\" # mine\n\n[mcp_servers.one]\ncommand = \"x\"\n\n[mcp_servers.connect-hub]\nurl = \"U\"\nhttp_headers = { \"Authorization\" = \"Basic x==\" }\n");
    row("TOML: no newline at the end, CRLF", kToml, "a = 1\r\nb = '''\r\n[x]'''",
        "a = 1\r\nb = '''\r\n[x]'''\r\n\r\n[mcp_servers.connect-hub]\r\nurl = \"U\"\r\nhttp_headers = { \"Authorization\" = \"Basic x==\" }\r\n");
    row("TOML: only comments", kToml, "# settings\n", "# settings\n\n[mcp_servers.connect-hub]\nurl = \"U\"\nhttp_headers = { \"Authorization\" = \"Basic x==\" }\n");
    row("TOML: servers by dotted keys", kToml, "mcp_servers.one.url = \"x\"\nf = inf\nd = 1979-05-27\n",
        "mcp_servers.one.url = \"x\"\nf = inf\nd = 1979-05-27\n\n[mcp_servers.connect-hub]\nurl = \"U\"\nhttp_headers = { \"Authorization\" = \"Basic x==\" }\n");
}

void EntryEditTest::entriesGoInAndOut()
{
    QFETCH(EntryPlace, place);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const json::object &entry = place.format == FileFormat::Jsonc ? kEntry : kTable;
    const std::string text = before.toStdString();
    QVERIFY(!entryIn(place, text).value());
    const Result<Edited> in = withEntry(place, text, entry);
    QVERIFY2(in.ok(), in.ok() ? "" : in.error().message.c_str());
    QCOMPARE(bytes(in->text), after);
    QCOMPARE(entryIn(place, in->text).value(), std::optional<json::value>(entry));

    const Result<Edited> again = withEntry(place, in->text, entry);
    QVERIFY(again.ok());
    QCOMPARE(bytes(again->text), after);
    QVERIFY(!again->undo);

    QVERIFY(in->undo);
    QCOMPARE(bytes(withoutEntry(place, in->text, in->undo).value()), before);
    const Result<std::string> byForm = withoutEntry(place, in->text, std::nullopt); // without a memory: at least the same settings
    QVERIFY(byForm.ok());
    QVERIFY(!entryIn(place, *byForm).value());
    QCOMPARE(bytes(withoutEntry(place, *byForm, std::nullopt).value()), bytes(*byForm));
}

void EntryEditTest::othersChangesStay_data()
{
    QTest::addColumn<EntryPlace>("place");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("find");
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("left");
    const auto row = [](const char *name, const EntryPlace &place, const char *before, const char *find, const char *change, const char *left) {
        QTest::newRow(name) << place << QByteArray(before) << QByteArray(find) << QByteArray(change) << QByteArray(left);
    };
    row("the client adds a server behind ours", kJson, "{}", "\n    }\n  }", "\n    },\n    \"two\": {}\n  }", "{\n  \"mcpServers\": {\n    \"two\": {}\n  }\n}");
    row("the client adds a setting behind ours", kJson, "{\n  \"a\": 1\n}\n", "\n  }\n}", "\n  },\n  \"b\": 2\n}", "{\n  \"a\": 1,\n  \"b\": 2\n}\n");
    row("one line, a server behind ours", kJson, "{\"mcpServers\":{},\"a\":1}", "}},", "},\"two\":{}},", "{\"mcpServers\":{\"two\":{}},\"a\":1}");
    row("a server before ours", kJson, "{\n  \"mcpServers\": {\n    \"one\": {}\n  }\n}", "\"one\": {},", "\"one\": {},\n    \"two\": {},",
        "{\n  \"mcpServers\": {\n    \"one\": {},\n    \"two\": {}\n  }\n}");
    row("the one before ours goes", kJson, "{\n  \"mcpServers\": {\n    \"one\": {}\n  }\n}", "\"one\": {},\n    ", "", "{\n  \"mcpServers\": {\n  }\n}");
    row("the entry itself is changed", kJson, "{\n  \"a\": 1\n}\n", "\"U\"", "\"W\"", "{\n  \"a\": 1\n}\n");
    row("a comment in the entry", kJson, "{\n  \"a\": 1\n}\n", "\"U\",", "\"U\", // mine", "{\n  \"a\": 1\n}\n");
    row("TOML: a table behind ours", kToml, "a = 1\n", "x==\" }\n", "x==\" }\n\n# two\n[two]\nb = 2\n", "a = 1\n\n# two\n[two]\nb = 2\n");
    row("TOML: the client adds tables to ours", kToml, "a = 1\n", "x==\" }\n", "x==\" }\n\n[mcp_servers.connect-hub.tools.x]\napproval_mode = \"approve\"\n\n[[list]]\nc = 1\n",
        "a = 1\n\n[[list]]\nc = 1\n");
    row("TOML: keys are added to ours", kToml, "a = 1\n", "url = \"U\"", "enabled = false\nurl = \"U\"\nlist = [\n  1,\n]\nenv.X = \"y\" # mine", "a = 1\n");
}

void EntryEditTest::othersChangesStay()
{
    QFETCH(EntryPlace, place);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, find);
    QFETCH(QByteArray, change);
    QFETCH(QByteArray, left);
    const Result<Edited> in = withEntry(place, before.toStdString(), place.format == FileFormat::Jsonc ? kEntry : kTable);
    QVERIFY(in.ok());
    QByteArray text = bytes(in->text);
    QVERIFY2(text.contains(find), text.constData());
    text.replace(find, change);
    const Result<std::string> out = withoutEntry(place, text.toStdString(), in->undo);
    QVERIFY2(out.ok(), out.ok() ? "" : out.error().message.c_str());
    QCOMPARE(bytes(*out), left);
}

void EntryEditTest::entriesOfOthersMakeAreTakenOut_data()
{
    QTest::addColumn<EntryPlace>("place");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("left");
    const auto row = [](const char *name, const EntryPlace &place, const char *text, const char *left) { QTest::newRow(name) << place << QByteArray(text) << QByteArray(left); };
    row("the only one", kJson, R"({"mcpServers": {"connect-hub": {}}})", R"({"mcpServers": {}})");
    row("the first one", kJson, "{\"mcpServers\": {\n  \"connect-hub\": {}, // ours\n  \"b\": 1\n}}", "{\"mcpServers\": {\n  // ours\n  \"b\": 1\n}}");
    row("the last one behind a comment", kJson, "{\"mcpServers\": {\n  \"b\": 1, // one\n  \"connect-hub\": {}\n}}", "{\"mcpServers\": {\n  \"b\": 1 // one\n}}");
    row("the last one between a comment and a brace", kJson, "{\"mcpServers\": {\n  \"b\": 1, // one\n  \"connect-hub\": {} }}", "{\"mcpServers\": {\n  \"b\": 1 // one\n   }}");
    row("the last one with a trailing comma", kJson, "{\"mcpServers\": {\n  \"b\": 1,\n  \"connect-hub\": {},\n}}", "{\"mcpServers\": {\n  \"b\": 1,\n}}");
    row("the name is written with an escape", kJson, R"({"mcpServers": {"connect\u002dhub": 1, "b": 1}})", R"({"mcpServers": {"b": 1}})");
    row("TOML: a quoted name, in the middle", kToml, "[a]\nx = 1\n\n  [mcp_servers.\"connect-hub\"] # ours\n  url = \"x\"\n\n[b]\ny = 1\n", "[a]\nx = 1\n\n[b]\ny = 1\n");
    row("TOML: only a table in it", kToml, "[mcp_servers.connect-hub.env]\nA = \"1\"\n", "");
}

void EntryEditTest::entriesOfOthersMakeAreTakenOut()
{
    QFETCH(EntryPlace, place);
    QFETCH(QByteArray, text);
    const Result<std::string> out = withoutEntry(place, text.toStdString(), std::nullopt);
    QVERIFY2(out.ok(), out.ok() ? "" : out.error().message.c_str());
    QTEST(bytes(*out), "left");
}

void EntryEditTest::anEntryIsReplacedWhereItStands()
{
    const std::string text = "{\n  \"mcpServers\": {\n    // ours\n    \"connect-hub\": { \"url\": \"old\" }, // here\n    \"z\": {}\n  }\n}\n";
    const Result<Edited> out = withEntry(kJson, text, kOther);
    QVERIFY(out.ok());
    QCOMPARE(bytes(out->text), QByteArray("{\n  \"mcpServers\": {\n    // ours\n    \"connect-hub\": {\n      \"url\": \"V\"\n    }, // here\n    \"z\": {}\n  }\n}\n"));
    const std::string table = "[mcp_servers.connect-hub]\nurl = \"old\" # here\n\n[mcp_servers.connect-hub.env]\nA = \"1\"\n\n[z]\n";
    const Result<Edited> toml = withEntry(kToml, table, kOther);
    QVERIFY(toml.ok());
    QCOMPARE(bytes(toml->text), QByteArray("[mcp_servers.connect-hub]\nurl = \"V\"\n\n[z]\n"));
}

void EntryEditTest::whatCantBeUnderstoodIsLeftAlone_data()
{
    QTest::addColumn<EntryPlace>("place");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const EntryPlace &place, const char *text) { QTest::newRow(name) << place << QByteArray(text); };
    row("half a file", kJson, "{\"mcpServers\": {");
    row("a comment without end", kJson, "{} /*");
    row("a list", kJson, "[]");
    row("a text", kJson, "\"x\"");
    row("a name twice", kJson, R"({"mcpServers": {}, "mcpServers": {}})");
    row("the group is none", kJson, R"({"mcpServers": []})");
    row("the group is null", kJson, R"({"mcpServers": null})");
    row("not UTF-8", kJson, "{\"a\": \"\xff\"}");
    row("TOML: broken", kToml, "a = \n");
    row("TOML: a header that is no key", kToml, "[&]\n");
    row("TOML: a table twice", kToml, "[a]\n[a]\n");
    row("TOML: the group is none", kToml, "mcp_servers = 1\n");
    row("TOML: the group on one line can't be added to", kToml, "mcp_servers = { one = { url = \"x\" } }\n");
    row("TOML: an entry on one line", kToml, "[mcp_servers]\nconnect-hub = { url = \"x\" }\n");
    row("TOML: an entry by dotted keys", kToml, "mcp_servers.connect-hub.url = \"x\"\n");
}

void EntryEditTest::whatCantBeUnderstoodIsLeftAlone()
{
    QFETCH(EntryPlace, place);
    QFETCH(QByteArray, text);
    const Result<Edited> in = withEntry(place, text.toStdString(), kOther);
    QVERIFY(!in.ok());
    QCOMPARE(in.error().code, ErrorCode::Conflict);
    QVERIFY(in.error().message.size() > 20);
    const Result<std::string> out = withoutEntry(place, text.toStdString(), std::nullopt);
    QVERIFY(!out.ok() || bytes(*out) == text);
}

QTEST_GUILESS_MAIN(EntryEditTest)
#include "entry_edit_test.moc"
