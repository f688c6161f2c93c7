// Where a sign-in ends.
#include "tests/support/fake_hub.h"
#include "ui/connect/end_pages.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

namespace hub {

using namespace Qt::StringLiterals;

class EndPagesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNewSecretKeepsWhatElseTheAppHas()
    {
        FakeHub hub;
        const QJsonArray scopes{u"items:read"_s, u"items:write"_s};
        hub.answers[u"profiles.show"_s] = {
            {u"profile"_s, QJsonObject{{u"connector"_s, u"acme"_s}, {u"name"_s, u"work"_s}, {u"client_id"_s, u"id-1"_s}, {u"has_secret"_s, true}, {u"scopes"_s, scopes}}}};
        ControlClient client(hub.path());
        HubState state(&client);
        client.connectToHub();
        QTRY_VERIFY(state.isConnected());
        AppErrorPage page(&state, u"acme"_s, {{u"code"_s, u"invalid_client"_s}}, nullptr);
        const auto last = [&hub](const QString &method) {
            const auto found = std::find_if(hub.calls.rbegin(), hub.calls.rend(), [&](const QJsonObject &call) { return call[u"method"_s] == method; });
            return found == hub.calls.rend() ? QJsonObject() : (*found)[u"params"_s].toObject();
        };
        bool answered = false; // after what the page has asked
        client.call(u"hub.status"_s, {}, &page, [&answered](const ControlReply &) { answered = true; });
        QTRY_VERIFY(answered);
        page.findChild<QLineEdit *>(u"app-secret"_s)->setText(u"new-secret"_s);
        QSignalSpy again(&page, &AppErrorPage::again);
        page.findChild<QPushButton *>(u"save-again"_s)->click();
        QTRY_COMPARE(again.size(), 1);
        const QJsonObject sent = last(u"profiles.set"_s);
        QCOMPARE(sent[u"scopes"_s].toArray(), scopes);
        QCOMPARE(sent[u"name"_s].toString(), u"work"_s);
        QCOMPARE(sent[u"client_id"_s].toString(), u"id-1"_s);
        QCOMPARE(sent[u"client_secret"_s].toString(), u"new-secret"_s);
    }
};

} // namespace hub

QTEST_MAIN(hub::EndPagesTest)
#include "end_pages_test.moc"
