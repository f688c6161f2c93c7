#include "tests/support/sign_in.h"

#include <QTest>

using namespace hub;
using namespace std::chrono_literals;

namespace {

constexpr const char *kDevice = "POST https://acme.example/device";
const std::string kGrantedMe = R"({"id":"7","email":"7@acme.example"})";

//! Acme with a device authorization endpoint beside its page.
json::object withDevice()
{
    json::object file = parseObject(kAcme).value();
    file["auth"].get_array().front().get_object()["device_authorization_url"] = "https://acme.example/device";
    return file;
}

ScriptedAnswer codeOf(const std::string &more = {})
{
    return {200, R"({"device_code":"the-device-code","user_code":"WDJB-MJHT","verification_uri":"https://acme.example/activate","expires_in":60)" + more + '}'};
}

class Person {
public:
    explicit Person(HubParts *hub) : m_hub(hub), m_sign(hub, wishOf("ann", "acme")) {}
    Result<Attempt> start(std::optional<std::vector<std::string>> scopes = {})
    {
        return m_hub->run(m_hub->service->startDevice(m_sign.session, "acme", "oauth2", m_sign.attempt.id, std::move(scopes), {}));
    }
    Attempt now() const { return m_sign.now(); }
    void cancel() { m_hub->service->cancelAttempt(m_sign.session, m_sign.attempt.id); }
    const ConnectSession &session() const { return m_sign.session; }

private:
    HubParts *m_hub;
    SignIn m_sign;
};

//! Waits that hold until they are let go, as a real wait does.
struct Held {
    explicit Held(HubParts *hub)
    {
        hub->onWait = [this, hub](std::chrono::milliseconds delay) { return hold(this, hub, delay); };
    }
    void go()
    {
        if (gate)
            gate->cancel();
    }
    static Task<void> hold(Held *self, HubParts *hub, std::chrono::milliseconds delay)
    {
        boost::asio::steady_timer timer(hub->io, boost::asio::steady_timer::time_point::max());
        self->gate = &timer;
        boost::system::error_code ec;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
        co_await timer.async_wait(token);
        self->gate = nullptr;
        hub->clock.advance(delay);
    }
    boost::asio::steady_timer *gate = nullptr;
};

} // namespace

//! A code for another device, and the questions until the person has typed it.
class DeviceFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C28_theCodeIsShownInFullWithItsAddress();
    void C28_itWaitsAsLongAsItIsTold_data();
    void C28_itWaitsAsLongAsItIsTold();
    void C28_itEnds_data();
    void C28_itEnds();
    void aCancelledCodeIsNotAskedForAgain();
    void aSessionTakenBackConnectsNothing();
    void whatIsNoCodeStartsNothing_data();
    void whatIsNoCodeStartsNothing();
};

void DeviceFlowTest::C28_theCodeIsShownInFullWithItsAddress()
{
    HubParts hub;
    Held held(&hub);
    QVERIFY(hub.catalogue.add(json::serialize(withDevice()), "sample", false).ok());
    Person person(&hub);
    hub.wire.expect(kDevice, codeOf(R"(,"verification_uri_complete":"https://acme.example/activate?code=WDJB-MJHT")"));
    const Attempt started = person.start().value();
    QCOMPARE(statusOf(started), std::string("pending"));
    QCOMPARE(started.device->userCode, std::string("WDJB-MJHT"));
    QCOMPARE(started.device->verificationUri, std::string("https://acme.example/activate"));
    QCOMPARE(started.device->verificationUriComplete, std::string("https://acme.example/activate?code=WDJB-MJHT"));
    QCOMPARE(started.expires, hub.clock.now() + 60s);
    const std::string &asked = hub.wire.sent.front().body;
    QCOMPARE(parameterOf(asked, "client_id"), std::string("acme-client"));
    QCOMPARE(parameterOf(asked, "client_secret"), std::string("acme-app-secret"));
    QCOMPARE(parameterOf(asked, "scope"), std::string("items%3Aread+offline"));

    hub.wire.expect(kTokenRequest, grantOf(1));
    hub.wire.expect("GET https://api.acme.example/v1/me", {200, kGrantedMe});
    hub.settle();
    QCOMPARE(hub.wire.sent.size(), std::size_t(1)); // nothing is asked before the interval is over
    held.go();
    QVERIFY(hub.until([&] { return person.now().status != AttemptStatus::Pending; }));
    QCOMPARE(statusOf(person.now()), std::string("authenticated"));
    const std::string &token = hub.wire.sent[1].body;
    QCOMPARE(parameterOf(token, "grant_type"), std::string("urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"));
    QCOMPARE(parameterOf(token, "device_code"), std::string("the-device-code"));
    const Account account = hub.accounts->find(OwnerId("ann"), person.now().account->str()).value();
    QCOMPARE(account.identityId, std::string("7"));
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-1"));
}

void DeviceFlowTest::C28_itWaitsAsLongAsItIsTold_data()
{
    QTest::addColumn<QByteArray>("interval"); // as the provider says it
    QTest::addColumn<QByteArrayList>("answers");
    QTest::addColumn<QList<int>>("waits"); // seconds
    QTest::newRow("5 seconds where none is said") << QByteArray() << QByteArrayList{"authorization_pending", "ok"} << QList<int>{5, 5};
    QTest::newRow("what the provider says") << QByteArray(R"(,"interval":7)") << QByteArrayList{"authorization_pending", "ok"} << QList<int>{7, 7};
    QTest::newRow("what the provider says, as a string") << QByteArray(R"(,"interval":"7")") << QByteArrayList{"authorization_pending", "ok"} << QList<int>{7, 7};
    QTest::newRow("slow_down adds 5 seconds, for good") << QByteArray() << QByteArrayList{"slow_down", "authorization_pending", "slow_down", "ok"} << QList<int>{5, 10, 10, 15};
    QTest::newRow("trouble doubles the pause, until it is over") << QByteArray() << QByteArrayList{"500", "503", "authorization_pending", "ok"} << QList<int>{5, 10, 20, 5};
    QTest::newRow("a 429 says how long") << QByteArray() << QByteArrayList{"wait 30", "authorization_pending", "ok"} << QList<int>{5, 30, 5};
    QTest::newRow("an answer that is none is trouble") << QByteArray() << QByteArrayList{"html", "ok"} << QList<int>{5, 10};
}

void DeviceFlowTest::C28_itWaitsAsLongAsItIsTold()
{
    QFETCH(QByteArray, interval);
    QFETCH(QByteArrayList, answers);
    QFETCH(QList<int>, waits);
    HubParts hub;
    QVERIFY(hub.catalogue.add(json::serialize(withDevice()), "sample", false).ok());
    Person person(&hub);
    hub.wire.expect(kDevice, codeOf(interval.toStdString()));
    for (const QByteArray &answer : answers) {
        if (answer == "ok")
            hub.wire.expect(kTokenRequest, grantOf(1));
        else if (answer == "html")
            hub.wire.expect(kTokenRequest, {200, "<html>"});
        else if (answer.startsWith("wait "))
            hub.wire.expect(kTokenRequest, {429, "", {{"Retry-After", answer.mid(5).toStdString()}}});
        else if (answer.toInt() > 0)
            hub.wire.expect(kTokenRequest, {answer.toInt(), ""});
        else
            hub.wire.expect(kTokenRequest, refusalOf(answer.toStdString()));
    }
    hub.wire.expect("GET https://api.acme.example/v1/me", {200, kGrantedMe});
    QVERIFY(person.start().ok());
    QVERIFY(hub.until([&] { return person.now().status != AttemptStatus::Pending; }));
    QCOMPARE(statusOf(person.now()), std::string("authenticated"));
    QVERIFY(hub.wire.done());
    QList<int> seen;
    for (const std::chrono::milliseconds wait : hub.waited)
        seen.append(static_cast<int>(wait / 1s));
    QCOMPARE(seen, waits);
}

void DeviceFlowTest::C28_itEnds_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<int>("polls");
    QTest::newRow("the person said no") << QByteArray("access_denied") << QByteArray("error") << QByteArray("access_denied") << 1;
    QTest::newRow("the provider says that it is too late") << QByteArray("expired_token") << QByteArray("expired") << QByteArray("expired") << 1;
    QTest::newRow("the app is not accepted") << QByteArray("invalid_client") << QByteArray("error") << QByteArray("invalid_client") << 1;
    QTest::newRow("after expires_in nothing is asked any more") << QByteArray("authorization_pending") << QByteArray("expired") << QByteArray("expired") << 11;
}

void DeviceFlowTest::C28_itEnds()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, code);
    QFETCH(int, polls);
    HubParts hub;
    QVERIFY(hub.catalogue.add(json::serialize(withDevice()), "sample", false).ok());
    Person person(&hub);
    hub.wire.expect(kDevice, codeOf());
    for (int i = 0; i < polls; ++i)
        hub.wire.expect(kTokenRequest, refusalOf(answer.toStdString()));
    QVERIFY(person.start().ok());
    QVERIFY(hub.until([&] { return person.now().status != AttemptStatus::Pending; }));
    hub.settle();
    QCOMPARE(statusOf(person.now()), status.toStdString());
    QCOMPARE(person.now().errorCode, code.toStdString());
    QVERIFY(!person.now().errorText.empty());
    QVERIFY(hub.wire.done());
}

void DeviceFlowTest::aCancelledCodeIsNotAskedForAgain()
{
    HubParts hub;
    Held held(&hub);
    QVERIFY(hub.catalogue.add(json::serialize(withDevice()), "sample", false).ok());
    Person person(&hub);
    hub.wire.expect(kDevice, codeOf());
    QVERIFY(person.start().ok());
    hub.settle();
    person.cancel();
    held.go();
    hub.settle();
    QCOMPARE(statusOf(person.now()), std::string("cancelled"));
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
}

void DeviceFlowTest::aSessionTakenBackConnectsNothing()
{
    HubParts hub;
    Held held(&hub);
    QVERIFY(hub.catalogue.add(json::serialize(withDevice()), "sample", false).ok());
    Person person(&hub);
    hub.wire.expect(kDevice, codeOf());
    QVERIFY(person.start().ok());
    hub.settle();
    QVERIFY(hub.run(hub.service->deleteSession(person.session().id, OwnerId("ann"))).ok());
    held.go();
    hub.settle();
    QCOMPARE(person.now().errorCode, std::string("session_ended"));
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
}

void DeviceFlowTest::whatIsNoCodeStartsNothing_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a refusal") << 400 << QByteArray(R"({"error":"unauthorized_client"})");
    QTest::newRow("HTML") << 200 << QByteArray("<html>");
    QTest::newRow("no code") << 200 << QByteArray(R"({"device_code":"d","verification_uri":"https://acme.example/a"})");
    const QByteArray start(R"({"device_code":"d","user_code":)");
    QTest::newRow("C9: a page that is no page") << 200 << QByteArray(start + R"x("X","verification_uri":"javascript:alert(1)"})x");
    QTest::newRow("C9: a page without TLS") << 200 << QByteArray(start + R"("X","verification_uri":"http://acme.example/a"})");
    QTest::newRow("a code that turns the reading direction") << 200 << QByteArray(start + R"("AB\u202eCD","verification_uri":"https://acme.example/a"})");
    QTest::newRow("C42: a code with a line break") << 200 << QByteArray(start + R"("X\r\nY","verification_uri":"https://acme.example/a"})");
}

void DeviceFlowTest::whatIsNoCodeStartsNothing()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    HubParts hub;
    QVERIFY(hub.catalogue.add(json::serialize(withDevice()), "sample", false).ok());
    Person person(&hub);
    hub.wire.expect(kDevice, {status, body.toStdString()});
    const Result<Attempt> started = person.start();
    QVERIFY(!started.ok());
    QCOMPARE(started.error().code, ErrorCode::UpstreamFailed);
    hub.settle();
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(DeviceFlowTest)
#include "device_flow_test.moc"
