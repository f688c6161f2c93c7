#include "tests/support/fake_hub.h"
#include "ui/activity/activity_chart.h"
#include "ui/activity/activity_details.h"
#include "ui/activity/activity_page.h"
#include "ui/common/hub_style.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace hub;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kNow(QDate(2026, 11, 24), QTime(12, 0), Qt::UTC);

QJsonObject call(qint64 seq, int minutesAgo, const QString &action, int status, const QString &detail = {}, const QString &agent = u"Claude Code"_s)
{
    return {{u"seq"_s, seq},
            {u"at"_s, kNow.addSecs(-60 * minutesAgo).toString(Qt::ISODateWithMs)},
            {u"request_id"_s, u"req_%1"_s.arg(seq)},
            {u"event"_s, u"call"_s},
            {u"protocol"_s, u"mcp"_s},
            {u"principal_name"_s, agent},
            {u"account"_s, u"a1"_s},
            {u"connector"_s, u"acme"_s},
            {u"action"_s, action},
            {u"method"_s, u"GET"_s},
            {u"path"_s, u"/items"_s},
            {u"status"_s, status},
            {u"duration_ms"_s, 96},
            {u"detail"_s, detail}};
}

} // namespace

class ActivityPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QApplication::setStyle(new HubStyle(Theme::Light));
        m_hub = std::make_unique<FakeHub>();
        m_hub->answers[u"accounts.list"_s] = {{u"accounts"_s, QJsonArray{QJsonObject{{u"id"_s, u"a1"_s}, {u"alias"_s, u"acme-work"_s}, {u"status"_s, u"active"_s}}}}};
        m_hub->answers[u"connectors.list"_s] = {
            {u"connectors"_s,
             QJsonArray{QJsonObject{{u"key"_s, u"acme"_s},
                                    {u"name"_s, u"Acme"_s},
                                    {u"actions"_s, QJsonArray{QJsonObject{{u"id"_s, u"acme_list_items"_s}, {u"title"_s, u"List items"_s}, {u"effect"_s, u"read"_s}}}}}}}};
        m_hub->answers[u"audit.tail"_s] = {{u"rows"_s,
                                            QJsonArray{call(9, 1, u"acme_list_items"_s, 200), call(8, 2, u"acme_delete_item"_s, 403, u"policy_denied"_s, u"Cursor"_s),
                                                       QJsonObject{{u"seq"_s, 7}, {u"event"_s, u"key.created"_s}}, call(6, 90, u"acme_list_items"_s, 502, u"upstream_failed"_s)}}};
        m_client = std::make_unique<ControlClient>(m_hub->path());
        m_state = std::make_unique<HubState>(m_client.get());
        m_page = std::make_unique<ActivityPage>(m_state.get(), [] { return kNow.toLocalTime(); });
        m_page->resize(980, 400);
        m_page->show();
        m_client->connectToHub();
        m_table = m_page->findChild<QTableView *>(u"calls"_s);
        QTRY_COMPARE(m_table->model()->rowCount(), 3);
        QTRY_COMPARE(text(0, ActivityModel::What), u"List items"_s);
    }
    void cleanup()
    {
        m_page.reset();
        m_state.reset();
        m_client.reset();
        m_hub.reset();
    }

    void theRecordsCallsAreShownAndNothingElse()
    {
        QCOMPARE(text(0, ActivityModel::Account), u"acme-work"_s);
        QCOMPARE(text(0, ActivityModel::Decided), u"Allowed"_s);
        QCOMPARE(text(1, ActivityModel::Decided), u"Denied by rule"_s);
        QCOMPARE(text(1, ActivityModel::What), u"acme_delete_item"_s); // no title is known
        QCOMPARE(text(2, ActivityModel::Decided), u"No answer"_s);
        auto *chart = m_page->findChild<ActivityChart *>();
        QTRY_COMPARE(chart->calls(), 2);
        QCOMPARE(chart->failed(), 1);
    }
    void aNewCallAppearsOnTop()
    {
        m_hub->send({{u"type"_s, u"call"_s}, {u"row"_s, call(10, 0, u"acme_list_items"_s, 200)}});
        QTRY_COMPARE(m_table->model()->rowCount(), 4);
        m_hub->send({{u"type"_s, u"call"_s}, {u"row"_s, call(10, 0, u"acme_list_items"_s, 200)}});
        m_hub->send({{u"type"_s, u"call"_s}, {u"row"_s, call(11, 0, u"acme_list_items"_s, 200)}});
        QTRY_COMPARE(m_table->model()->rowCount(), 5); // the same call twice is one row
    }
    void whileStoppedCallsWait()
    {
        auto *live = m_page->findChild<QPushButton *>(u"live"_s);
        QTest::keyClick(m_page.get(), Qt::Key_P);
        m_hub->send({{u"type"_s, u"call"_s}, {u"row"_s, call(10, 0, u"acme_list_items"_s, 200)}});
        QTRY_COMPARE(live->text(), u"1 new"_s);
        QCOMPARE(m_table->model()->rowCount(), 3);
        live->click();
        QTRY_COMPARE(m_table->model()->rowCount(), 4);
        QCOMPARE(live->text(), u"Live"_s);
    }
    void aLongNameLeavesTheSearchItsRoom()
    {
        const QString before = m_page->findChildren<QComboBox *>()[1]->itemText(1);
        m_hub->answers[u"accounts.list"_s] = {{u"accounts"_s, QJsonArray{QJsonObject{{u"id"_s, u"a1"_s}, {u"alias"_s, QString(60, u'w')}, {u"status"_s, u"active"_s}}}}};
        m_hub->send({{u"type"_s, u"key.changed"_s}});
        QTRY_VERIFY(m_page->findChildren<QComboBox *>()[1]->itemText(1) != before);
        QTRY_VERIFY(m_page->findChild<QLineEdit *>(u"search-activity"_s)->width() > 200);
    }
    void allColumnsFit_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<bool>("explained");
        QTest::newRow("in the smallest window") << 704 << false;
        QTest::newRow("beside the pane") << 984 << true;
        QTest::newRow("in a wide window") << 1200 << false;
    }
    void allColumnsFit()
    {
        QFETCH(int, width);
        QFETCH(bool, explained);
        m_page->resize(width, 520);
        if (explained)
            m_table->setCurrentIndex(m_table->model()->index(0, 0));
        QTRY_VERIFY(!m_table->horizontalScrollBar()->isVisible());
        QTRY_VERIFY2(m_table->columnWidth(ActivityModel::What) >= 100, qPrintable(QString::number(m_table->columnWidth(ActivityModel::What))));
        QVERIFY(!m_table->horizontalScrollBar()->isVisible());
    }
    void whatIsAskedForIsShown_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<int>("outcome");
        QTest::addColumn<int>("rows");
        QTest::newRow("all") << QString() << 0 << 3;
        QTest::newRow("allowed") << QString() << 1 << 1;
        QTest::newRow("denied") << QString() << 2 << 1;
        QTest::newRow("failed") << QString() << 3 << 1;
        QTest::newRow("an action's title") << u"list ITEMS"_s << 0 << 2;
        QTest::newRow("a request's id") << u"req_8"_s << 0 << 1;
        QTest::newRow("nothing fits") << u"zzz"_s << 0 << 0;
    }
    void whatIsAskedForIsShown()
    {
        QFETCH(QString, typed);
        QFETCH(int, outcome);
        QFETCH(int, rows);
        m_page->findChild<QLineEdit *>(u"search-activity"_s)->setText(typed);
        m_page->findChild<QToolButton *>(u"outcome-%1"_s.arg(outcome))->click();
        QCOMPARE(m_table->model()->rowCount(), rows);
    }
    void aChosenCallIsExplainedAndCopiedWithoutSecrets()
    {
        m_table->setCurrentIndex(m_table->model()->index(1, 0));
        auto *details = m_page->findChild<ActivityDetails *>();
        QTRY_VERIFY(details->isVisible());
        QString all;
        for (const QLabel *label : details->findChildren<QLabel *>())
            all += label->text() + u'\n';
        QVERIFY2(all.contains(u"policy_denied"_s) && all.contains(u"req_8"_s) && all.contains(u"Cursor"_s), qPrintable(all));
        m_table->setFocus();
        QTest::keySequence(m_page.get(), QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(), u"curl -X GET 'http://127.0.0.1:7423/proxy/items' -H 'x-account-id: a1' -u \"$CONNECT_HUB_KEY:\""_s);
        QTest::keyClick(m_page.get(), Qt::Key_Escape);
        QVERIFY(!details->isVisible());
    }
    void aHubWithoutCallsSaysSo()
    {
        m_hub->answers[u"audit.tail"_s] = {{u"rows"_s, QJsonArray()}};
        ActivityPage page(m_state.get(), [] { return kNow; });
        page.show();
        QTRY_COMPARE(page.findChild<QStackedWidget *>()->currentIndex(), 1);
    }

private:
    QString text(int row, int column) const { return m_table->model()->index(row, column).data().toString(); }

    std::unique_ptr<FakeHub> m_hub;
    std::unique_ptr<ControlClient> m_client;
    std::unique_ptr<HubState> m_state;
    std::unique_ptr<ActivityPage> m_page;
    QTableView *m_table = nullptr;
};

QTEST_MAIN(ActivityPageTest)
#include "activity_page_test.moc"
