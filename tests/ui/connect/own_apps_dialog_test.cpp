// The list of the person's own apps, by keyboard and screen reader.
#include "tests/support/fake_hub.h"
#include "ui/connect/own_apps_dialog.h"

#include <QApplication>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>

namespace hub {

using namespace Qt::StringLiterals;

class OwnAppsDialogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theKeyboardLeavesTheTable()
    {
        FakeHub hub;
        hub.answers[u"profiles.list"_s] = {{u"profiles"_s, QJsonArray{QJsonObject{{u"connector"_s, u"acme"_s}, {u"name"_s, u"default"_s}, {u"client_id"_s, u"id-1"_s}}}}};
        ControlClient client(hub.path());
        HubState state(&client);
        client.connectToHub();
        QTRY_VERIFY(state.isConnected());
        OwnAppsDialog dialog(&state, nullptr);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        auto *table = dialog.findChild<QTableWidget *>(u"apps-table"_s);
        QTRY_COMPARE(table->rowCount(), 1);
        QVERIFY(!table->accessibleName().isEmpty());
        table->setFocus();
        table->setCurrentCell(0, 0);
        QTest::keyClick(table, Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), dialog.findChild<QPushButton *>(u"app-change"_s));
    }
};

} // namespace hub

QTEST_MAIN(hub::OwnAppsDialogTest)
#include "own_apps_dialog_test.moc"
