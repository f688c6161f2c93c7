// Screen 1 with many accounts, in the four looks, right to left, small and large.
#include "tests/support/fake_hub.h"
#include "ui/accounts/account_words.h"
#include "ui/accounts/accounts_page.h"
#include "ui/common/hub_style.h"

#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

namespace hub {

using namespace Qt::StringLiterals;

namespace {

QDateTime noon()
{
    return QDateTime(QDate(2026, 11, 24), QTime(12, 0));
}

QJsonObject account(const QString &id, const QString &name, const QString &status)
{
    return {{u"id"_s, id},
            {u"owner"_s, u"local"_s},
            {u"connector"_s, name.toLower()},
            {u"connector_name"_s, name},
            {u"alias"_s, u"%1-alias"_s.arg(id)},
            {u"identity"_s, u"ana@example.test"_s},
            {u"status"_s, status},
            {u"created_at"_s, u"2026-11-01T10:00:00Z"_s},
            {u"used_by"_s, QJsonArray{QJsonObject{{u"key_id"_s, u"k1"_s}, {u"name"_s, u"Claude Code"_s}, {u"may"_s, u"read + write"_s}}}}};
}

} // namespace

class AccountsPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_style = new HubStyle(Theme::Light);
        QApplication::setStyle(m_style);
    }
    void init()
    {
        m_hub = std::make_unique<FakeHub>();
        m_hub->answers[u"accounts.list"_s] = {
            {u"accounts"_s, QJsonArray{account(u"a1"_s, u"Slack"_s, u"active"_s), account(u"a2"_s, u"Gmail"_s, u"expired"_s), account(u"a3"_s, u"HubSpot"_s, u"suspended"_s)}}};
        m_client = std::make_unique<ControlClient>(m_hub->path());
        m_state = std::make_unique<HubState>(m_client.get());
        m_client->connectToHub();
        m_page = std::make_unique<AccountsPage>(m_state.get(), noon);
        m_page->resize(940, 700);
        m_page->show();
        QTRY_COMPARE(m_state->accounts().size(), 3);
        m_view = m_page->findChild<AccountsView *>();
        QTRY_COMPARE(m_page->findChildren<QPushButton *>(QRegularExpression(u"^step-"_s)).size(), 2);
    }
    void whatNeedsThePersonComesFirst()
    {
        QCOMPARE(m_view->model()->rowCount(), 3);
        QVERIFY(m_view->model()->index(0, 0).data(Qt::AccessibleTextRole).toString().startsWith(u"Gmail, ana@example.test, Sign in again"_s));
    }
    void searchAndSegmentsNarrowTheList()
    {
        QTest::keyClicks(m_page->findChild<QLineEdit *>(u"search"_s), u"SLA"_s);
        QCOMPARE(m_view->model()->rowCount(), 1);
        QTest::keyClick(m_page.get(), Qt::Key_Escape);
        QCOMPARE(m_view->model()->rowCount(), 3);
        m_page->findChild<QToolButton *>(u"show-3"_s)->toggle(); // as assistive technology does it
        QCOMPARE(m_view->model()->rowCount(), 1);
    }
    void theNextStepIsARealButtonInsideItsCard()
    {
        auto *button = m_page->findChild<QPushButton *>(u"step-a2-alias"_s);
        QVERIFY(button && button->focusPolicy() != Qt::NoFocus);
        const QRect card = m_view->visualRect(m_view->model()->index(0, 0));
        QVERIFY2(card.contains(button->geometry()), "the button lies in its card");
        QVERIFY(button->width() < card.width() / 2);
        QSignalSpy wanted(m_page.get(), &AccountsPage::connectWanted);
        button->click();
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][1].toString(), u"a2"_s);
    }
    void resumeGoesToTheHub()
    {
        m_page->findChild<QPushButton *>(u"step-a3-alias"_s)->click();
        QTRY_VERIFY(std::any_of(m_hub->calls.begin(), m_hub->calls.end(), [](const QJsonObject &call) {
            return call[u"method"_s].toString() == u"accounts.resume"_s && call[u"params"_s].toObject()[u"account"_s].toString() == u"a3"_s;
        }));
    }
    void anEventMovesOneCardAndKeepsTheSelection()
    {
        m_view->setCurrentIndex(m_view->model()->index(2, 0)); // Slack
        const QString chosen = m_view->currentIndex().data(Qt::DisplayRole).toString();
        m_hub->send({{u"type"_s, u"account.changed"_s}, {u"account"_s, account(u"a2"_s, u"Gmail"_s, u"active"_s)}});
        QTRY_COMPARE(m_page->findChildren<QPushButton *>(QRegularExpression(u"^step-"_s)).size(), 1);
        QCOMPARE(m_view->currentIndex().data(Qt::DisplayRole).toString(), chosen);
        m_hub->send({{u"type"_s, u"account.removed"_s}, {u"account_id"_s, u"a3"_s}});
        QTRY_COMPARE(m_view->model()->rowCount(), 2);
    }
    void noAccountShowsTheWayToTheFirst()
    {
        for (const QString &id : {u"a1"_s, u"a2"_s, u"a3"_s})
            m_hub->send({{u"type"_s, u"account.removed"_s}, {u"account_id"_s, id}});
        auto *first = m_page->findChild<QPushButton *>(u"connect-first"_s);
        QTRY_VERIFY(first->isVisible());
        QVERIFY(!m_page->findChild<QPushButton *>(u"connect-account"_s)->isVisible());
    }
    void threeHundredAccountsStayQuick()
    {
        QJsonArray many;
        for (int i = 0; i < 300; ++i)
            many << account(u"m%1"_s.arg(i), u"Slack"_s, i % 10 == 0 ? u"expired"_s : u"active"_s);
        m_hub->answers[u"accounts.list"_s] = {{u"accounts"_s, many}};
        m_hub->send({{u"type"_s, u"key.changed"_s}});
        QTRY_COMPARE(m_view->model()->rowCount(), 300);
        QTRY_COMPARE(m_page->findChildren<QPushButton *>(QRegularExpression(u"^step-"_s)).size(), 30);
    }
    void twoColumnsFillTheRowBesideTheScrollBar()
    {
        m_page->resize(940, 400);
        QTRY_VERIFY(m_view->verticalScrollBar()->isVisible());
        const auto rect = [this](int row) { return m_view->visualRect(m_view->model()->index(row, 0)); };
        QTRY_COMPARE(rect(1).top(), rect(0).top());
        QVERIFY(rect(2).top() > rect(0).top());
        // the cards end where the page's margin begins
        const int right = m_view->viewport()->mapTo(m_page.get(), QPoint(rect(1).right() - 14, 0)).x();
        QVERIFY2(std::abs(m_page->width() - 24 - right) <= 4, qPrintable(QString::number(right)));
    }
    void eachLookDrawsEveryStateDifferently_data()
    {
        QTest::addColumn<int>("theme");
        QTest::addColumn<bool>("rightToLeft");
        for (int theme = 0; theme < 4; ++theme) {
            QTest::addRow("theme %d", theme) << theme << false;
            QTest::addRow("theme %d, right to left", theme) << theme << true;
        }
    }
    void eachLookDrawsEveryStateDifferently()
    {
        QFETCH(int, theme);
        QFETCH(bool, rightToLeft);
        m_style->setTheme(static_cast<Theme>(theme));
        QApplication::setPalette(paletteOf(tokensOf(static_cast<Theme>(theme))));
        m_page->setLayoutDirection(rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
        m_page->resize(940, 701);
        QCoreApplication::processEvents(); // the layout runs
        // in grey, the three pills are still three pictures
        const QImage grey = m_page->grab().toImage().convertToFormat(QImage::Format_Grayscale8);
        QSet<QByteArray> pills;
        for (int row = 0; row < 3; ++row) {
            const QRect card = m_view->visualRect(m_view->model()->index(row, 0)).translated(m_view->mapTo(m_page.get(), QPoint()));
            const QImage part = grey.copy(QRect(card.left(), card.top() + 12, card.width() - 14, 28));
            pills << QByteArray(reinterpret_cast<const char *>(part.constBits()), part.sizeInBytes());
        }
        QCOMPARE(pills.size(), 3);
        m_page->setLayoutDirection(Qt::LeftToRight);
    }
    void aSegmentHasRoomForItsWordsAndItsCount()
    {
        for (int i = 0; i < 4; ++i) {
            const auto *segment = m_page->findChild<QToolButton *>(u"show-%1"_s.arg(i));
            QFont chosen = segment->font();
            chosen.setWeight(QFont::DemiBold);
            const int words = QFontMetrics(chosen).horizontalAdvance(segment->text() + segment->property("count").toString());
            QVERIFY2(segment->width() >= words + 6 + 16, qPrintable(segment->text()));
        }
    }
    void inANarrowWindowThereIsOneColumn()
    {
        m_page->resize(704, 520); // a window of 760, its rail of icons
        QTRY_VERIFY(m_view->visualRect(m_view->model()->index(1, 0)).top() > m_view->visualRect(m_view->model()->index(0, 0)).top());
    }

private:
    HubStyle *m_style = nullptr;
    std::unique_ptr<FakeHub> m_hub;
    std::unique_ptr<ControlClient> m_client;
    std::unique_ptr<HubState> m_state;
    std::unique_ptr<AccountsPage> m_page;
    AccountsView *m_view = nullptr;
};

} // namespace hub

QTEST_MAIN(hub::AccountsPageTest)
#include "accounts_page_test.moc"
