// The page of a sign-in, without the browser view.
#include "tests/support/fake_hub.h"
#include "ui/connect/connect_page.h"

#include <QLabel>
#include <QTest>

namespace hub {

using namespace Qt::StringLiterals;

class ConnectPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aHubThatIsBackIsAskedAgain()
    {
        FakeHub hub;
        const QTemporaryDir folder;
        const QString socket = folder.filePath(u"control.sock"_s);
        ControlClient client(socket);
        HubState state(&client);
        ConnectPage page(&state, u"/nonexistent/view"_s);
        page.show();
        page.begin({u"acme"_s, {}});
        QTRY_VERIFY(page.findChild<QLabel *>(u"problem"_s)); // no hub runs
        QVERIFY(QFile::link(hub.path(), socket));
        client.connectToHub();
        QTRY_VERIFY(std::any_of(hub.calls.begin(), hub.calls.end(),
                                [](const QJsonObject &call) { return call[u"method"_s] == u"connect.start"_s && call[u"params"_s].toObject()[u"connector"_s] == u"acme"_s; }));
    }
};

} // namespace hub

QTEST_MAIN(hub::ConnectPageTest)
#include "connect_page_test.moc"
