#include "core/a2a/wire.h"

#include <QTest>

using namespace hub;
using namespace hub::a2a;

Q_DECLARE_METATYPE(hub::a2a::Dialect)
Q_DECLARE_METATYPE(hub::a2a::State)

namespace {

json::object parsed(const QByteArray &text)
{
    return parseObject(text.toStdString()).value();
}

//! One task with everything in it.
TaskRecord sample()
{
    TaskRecord task;
    task.id = "t1";
    task.contextId = "c1";
    task.history = {{"m1", "c1", "t1", true, {textPart("hello")}}};
    task.status = {State::AuthRequired, Message{"m2", "c1", "t1", false, {dataPart({{"url", "u"}})}}, fromMillis(0)};
    task.artifacts = {{"a1", "bolt_list_items", {dataPart({{"status", 200}}), {Part::Kind::Bytes, "abc", nullptr, "image/png"}}}};
    return task;
}

} // namespace

class WireTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void messagesAreRead_data();
    void messagesAreRead();
    void wrongMessagesAreRefused_data();
    void wrongMessagesAreRefused();
    void waitingIsAskedFor_data();
    void waitingIsAskedFor();
    void pushAddressesAreSeen_data();
    void pushAddressesAreSeen();
    void tasksAreWritten_data();
    void tasksAreWritten();
    void eventsAreWritten_data();
    void eventsAreWritten();
    void statesHaveTheirNames_data();
    void statesHaveTheirNames();
    void historyIsCutFromItsOldEnd();
};

void WireTest::messagesAreRead_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("parts");
    QTest::newRow("1.0: parts are told apart by their member") << Dialect::V1
                                                               << QByteArray(R"("parts":[{"text":"hi","mediaType":"text/plain"},{"data":{"action":"x"}},{"url":"http://h/f"}])");
    QTest::newRow("0.3: parts say their kind")
        << Dialect::V03 << QByteArray(R"("kind":"message","parts":[{"kind":"text","text":"hi"},{"kind":"data","data":{"action":"x"}},{"kind":"file","file":{"uri":"http://h/f"}}])");
    QTest::newRow("0.3 over HTTP: data lie one deeper, and parts are content")
        << Dialect::V03Rest << QByteArray(R"("content":[{"text":"hi"},{"data":{"data":{"action":"x"}}},{"file":{"fileWithUri":"http://h/f"}}])");
}

void WireTest::messagesAreRead()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, parts);
    const Result<SendRequest> read = readSend(
        parsed(R"({"message":{"messageId":"m","contextId":"c","taskId":"t","role":")" + QByteArray(dialect == Dialect::V03 ? "user" : "ROLE_USER") + R"(",)" + parts + "}}"), dialect);
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
    QCOMPARE(read->message.id, std::string("m"));
    QCOMPARE(read->message.contextId, std::string("c"));
    QCOMPARE(read->message.taskId, std::string("t"));
    QCOMPARE(read->message.parts.size(), std::size_t(3));
    QCOMPARE(read->message.parts[0].text, std::string("hi"));
    QVERIFY(read->message.parts[1].kind == Part::Kind::Data);
    QVERIFY(read->message.parts[1].data == json::value(json::object{{"action", "x"}}));
    QVERIFY(read->message.parts[2].kind == Part::Kind::Url);
}

void WireTest::wrongMessagesAreRefused_data()
{
    QTest::addColumn<QByteArray>("params");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("no message at all") << QByteArray("{}") << QByteArray("message is required");
    QTest::newRow("a message without an id") << QByteArray(R"({"message":{"parts":[{"text":"x"}]}})") << QByteArray("messageId");
    QTest::newRow("a message without parts") << QByteArray(R"({"message":{"messageId":"m","parts":[]}})") << QByteArray("parts");
    QTest::newRow("a part that is nothing known") << QByteArray(R"({"message":{"messageId":"m","parts":[{"video":"x"}]}})") << QByteArray("one of text");
    QTest::newRow("a part that is no object") << QByteArray(R"({"message":{"messageId":"m","parts":["x"]}})") << QByteArray("object");
    QTest::newRow("a message of an agent") << QByteArray(R"({"message":{"messageId":"m","role":"ROLE_AGENT","parts":[{"text":"x"}]}})") << QByteArray("role");
    QTest::newRow("an id that is too long") << QByteArray(R"({"message":{"messageId":"m","contextId":")" + QByteArray(300, 'c') + R"(","parts":[{"text":"x"}]}})") << QByteArray("256");
    QTest::newRow("a history of minus one") << QByteArray(R"({"message":{"messageId":"m","parts":[{"text":"x"}]},"configuration":{"historyLength":-1}})") << QByteArray("historyLength");
}

void WireTest::wrongMessagesAreRefused()
{
    QFETCH(QByteArray, params);
    QFETCH(QByteArray, says);
    const Result<SendRequest> read = readSend(parsed(params), Dialect::V1);
    QVERIFY(!read.ok());
    QCOMPARE(read.error().code, ErrorCode::InvalidRequest);
    QVERIFY2(read.error().message.find(says.toStdString()) != std::string::npos, read.error().message.c_str());
}

void WireTest::waitingIsAskedFor_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("configuration");
    QTest::addColumn<bool>("atOnce");
    QTest::newRow("1.0 waits") << Dialect::V1 << QByteArray("{}") << false;
    QTest::newRow("1.0 asks not to") << Dialect::V1 << QByteArray(R"({"returnImmediately":true})") << true;
    QTest::newRow("0.3 waits") << Dialect::V03 << QByteArray("{}") << false;
    QTest::newRow("0.3 asks not to") << Dialect::V03 << QByteArray(R"({"blocking":false})") << true;
    QTest::newRow("0.3 over HTTP leaves out what is false") << Dialect::V03Rest << QByteArray("{}") << true;
    QTest::newRow("0.3 over HTTP asks to wait") << Dialect::V03Rest << QByteArray(R"({"blocking":true})") << false;
}

void WireTest::waitingIsAskedFor()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, configuration);
    QFETCH(bool, atOnce);
    const Result<SendRequest> read = readSend(parsed(R"({"message":{"messageId":"m","parts":[{"text":"x"}]},"configuration":)" + configuration + "}"), dialect);
    QCOMPARE(read.value().returnImmediately, atOnce);
}

void WireTest::pushAddressesAreSeen_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {"taskPushNotificationConfig", "pushNotificationConfig", "pushNotification"})
        QTest::newRow(name) << QByteArray(name);
}

void WireTest::pushAddressesAreSeen()
{
    QFETCH(QByteArray, name);
    const Result<SendRequest> read = readSend(parsed(R"({"message":{"messageId":"m","parts":[{"text":"x"}]},"configuration":{")" + name + R"(":{"url":"http://h"}}})"), Dialect::V1);
    QVERIFY(read.value().wantsPush);
}

void WireTest::tasksAreWritten_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("1.0")
        << Dialect::V1
        << QByteArray(
               R"({"id":"t1","contextId":"c1","status":{"state":"TASK_STATE_AUTH_REQUIRED","timestamp":"1970-01-01T00:00:00.000Z","message":{"messageId":"m2","contextId":"c1","taskId":"t1","role":"ROLE_AGENT","parts":[{"data":{"url":"u"},"mediaType":"application/json"}]}},
        "artifacts":[{"artifactId":"a1","name":"bolt_list_items","parts":[{"data":{"status":200},"mediaType":"application/json"},{"raw":"YWJj","mediaType":"image/png"}]}],
        "history":[{"messageId":"m1","contextId":"c1","taskId":"t1","role":"ROLE_USER","parts":[{"text":"hello"}]}]})");
    QTest::newRow("0.3")
        << Dialect::V03
        << QByteArray(
               R"({"kind":"task","id":"t1","contextId":"c1","status":{"state":"auth-required","timestamp":"1970-01-01T00:00:00.000Z","message":{"kind":"message","messageId":"m2","contextId":"c1","taskId":"t1","role":"agent","parts":[{"kind":"data","data":{"url":"u"}}]}},
        "artifacts":[{"artifactId":"a1","name":"bolt_list_items","parts":[{"kind":"data","data":{"status":200}},{"kind":"file","file":{"bytes":"YWJj","mimeType":"image/png"}}]}],
        "history":[{"kind":"message","messageId":"m1","contextId":"c1","taskId":"t1","role":"user","parts":[{"kind":"text","text":"hello"}]}]})");
    QTest::newRow("0.3 over HTTP")
        << Dialect::V03Rest
        << QByteArray(
               R"({"id":"t1","contextId":"c1","status":{"state":"TASK_STATE_AUTH_REQUIRED","timestamp":"1970-01-01T00:00:00.000Z","message":{"messageId":"m2","contextId":"c1","taskId":"t1","role":"ROLE_AGENT","content":[{"data":{"data":{"url":"u"}}}]}},
        "artifacts":[{"artifactId":"a1","name":"bolt_list_items","parts":[{"data":{"data":{"status":200}}},{"file":{"fileWithBytes":"YWJj","mimeType":"image/png"}}]}],
        "history":[{"messageId":"m1","contextId":"c1","taskId":"t1","role":"ROLE_USER","content":[{"text":"hello"}]}]})");
}

void WireTest::tasksAreWritten()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, expected);
    const std::string written = json::serialize(writeTask(sample(), dialect));
    QVERIFY2(parseObject(written).value() == parsed(expected), written.c_str());
    const json::object sent = writeSent(sample(), dialect, std::nullopt);
    QVERIFY(dialect == Dialect::V03 ? sent == parsed(expected) : sent.at("task") == json::value(parsed(expected)));
}

void WireTest::eventsAreWritten_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<bool>("isStatus");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("1.0: a status") << Dialect::V1 << true
                                   << QByteArray(R"({"statusUpdate":{"taskId":"t","contextId":"c","status":{"state":"TASK_STATE_CANCELED","timestamp":"1970-01-01T00:00:00.000Z"}}})");
    QTest::newRow("0.3: a status says that it is the last")
        << Dialect::V03 << true << QByteArray(R"({"kind":"status-update","taskId":"t","contextId":"c","final":true,"status":{"state":"canceled","timestamp":"1970-01-01T00:00:00.000Z"}})");
    QTest::newRow("0.3 over HTTP: a status")
        << Dialect::V03Rest << true
        << QByteArray(R"({"statusUpdate":{"taskId":"t","contextId":"c","final":true,"status":{"state":"TASK_STATE_CANCELLED","timestamp":"1970-01-01T00:00:00.000Z"}}})");
    QTest::newRow("1.0: an artifact")
        << Dialect::V1 << false
        << QByteArray(R"({"artifactUpdate":{"taskId":"t","contextId":"c","append":false,"lastChunk":true,"artifact":{"artifactId":"a","name":"n","parts":[{"text":"x"}]}}})");
    QTest::newRow("0.3: an artifact")
        << Dialect::V03 << false
        << QByteArray(
               R"({"kind":"artifact-update","taskId":"t","contextId":"c","append":false,"lastChunk":true,"artifact":{"artifactId":"a","name":"n","parts":[{"kind":"text","text":"x"}]}})");
}

void WireTest::eventsAreWritten()
{
    QFETCH(Dialect, dialect);
    QFETCH(bool, isStatus);
    QFETCH(QByteArray, expected);
    Event event{"t", "c", Artifact{"a", "n", {textPart("x")}}};
    if (isStatus)
        event.what = Status{State::Canceled, std::nullopt, fromMillis(0)};
    const std::string written = json::serialize(writeEvent(event, dialect));
    QVERIFY2(parseObject(written).value() == parsed(expected), written.c_str());
}

void WireTest::statesHaveTheirNames_data()
{
    QTest::addColumn<State>("state");
    QTest::addColumn<QByteArray>("v1");
    QTest::addColumn<QByteArray>("v03");
    QTest::newRow("submitted") << State::Submitted << QByteArray("TASK_STATE_SUBMITTED") << QByteArray("submitted");
    QTest::newRow("working") << State::Working << QByteArray("TASK_STATE_WORKING") << QByteArray("working");
    QTest::newRow("asking") << State::InputRequired << QByteArray("TASK_STATE_INPUT_REQUIRED") << QByteArray("input-required");
    QTest::newRow("waiting for a sign-in") << State::AuthRequired << QByteArray("TASK_STATE_AUTH_REQUIRED") << QByteArray("auth-required");
    QTest::newRow("done") << State::Completed << QByteArray("TASK_STATE_COMPLETED") << QByteArray("completed");
    QTest::newRow("failed") << State::Failed << QByteArray("TASK_STATE_FAILED") << QByteArray("failed");
    QTest::newRow("canceled, with one l") << State::Canceled << QByteArray("TASK_STATE_CANCELED") << QByteArray("canceled");
    QTest::newRow("rejected") << State::Rejected << QByteArray("TASK_STATE_REJECTED") << QByteArray("rejected");
}

void WireTest::statesHaveTheirNames()
{
    QFETCH(State, state);
    QFETCH(QByteArray, v1);
    QFETCH(QByteArray, v03);
    QCOMPARE(std::string(wireName(state, Dialect::V1)), v1.toStdString());
    QCOMPARE(std::string(wireName(state, Dialect::V03)), v03.toStdString());
    QVERIFY(stateFrom(v1.toStdString(), Dialect::V1) == state);
    QVERIFY(stateFrom(v03.toStdString(), Dialect::V03) == state);
    QVERIFY(!stateFrom("working ", Dialect::V03));
}

void WireTest::historyIsCutFromItsOldEnd()
{
    TaskRecord task = sample();
    task.history.push_back({"m9", "c1", "t1", true, {textPart("newest")}});
    const json::object one = writeTask(task, Dialect::V1, 1);
    QCOMPARE(one.at("history").get_array().size(), std::size_t(1));
    QCOMPARE(textOf(one.at("history").get_array()[0].at("messageId")), std::string("m9"));
    QVERIFY(!writeTask(task, Dialect::V1, 0).contains("history"));
    QCOMPARE(writeTask(task, Dialect::V1, 9).at("history").get_array().size(), std::size_t(2));
}

QTEST_GUILESS_MAIN(WireTest)
#include "wire_test.moc"
