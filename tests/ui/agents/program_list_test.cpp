#include "tests/support/fake_hub.h"
#include "ui/agents/program_list.h"
#include "ui/common/hub_style.h"
#include "ui/common/note.h"
#include "ui/common/switch.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace hub;
using namespace Qt::StringLiterals;

namespace {

QJsonObject program(const QString &name, const QString &state, const QString &key = {})
{
    return {{u"name"_s, name},   {u"title"_s, name.toUpper()},          {u"file"_s, QString(u"~/."_s + name)},
            {u"state"_s, state}, {u"detail"_s, u"line 3 is no JSON"_s}, {u"key_id"_s, key.isEmpty() ? QJsonValue() : QJsonValue(key)}};
}

} // namespace

class ProgramListTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QApplication::setStyle(new HubStyle(Theme::Light));
        m_hub = std::make_unique<FakeHub>();
        m_hub->answers[u"agents.list"_s] = {{u"agents"_s, QJsonArray{program(u"one"_s, u"connected"_s, u"k1"_s), program(u"two"_s, u"none"_s), program(u"three"_s, u"absent"_s)}}};
        m_hub->answers[u"keys.list"_s] = {{u"keys"_s, QJsonArray{QJsonObject{{u"id"_s, u"k1"_s}, {u"name"_s, u"one"_s}, {u"effects"_s, QJsonArray{u"read"_s}}, {u"enabled"_s, true}}}}};
        m_client = std::make_unique<ControlClient>(m_hub->path());
        m_state = std::make_unique<HubState>(m_client.get());
        m_list = std::make_unique<ProgramList>(m_state.get(), [] { return QDateTime(QDate(2026, 11, 24), QTime(12, 0)); });
        m_list->show();
        m_client->connectToHub();
        QTRY_COMPARE(m_list->programs().size(), 2);
    }
    void cleanup()
    {
        m_list.reset();
        m_state.reset();
        m_client.reset();
        m_hub.reset();
    }

    void onlyWhatIsOnThisMachineIsShown()
    {
        QVERIFY(toggle(u"one"_s)->isChecked());
        QVERIFY(!toggle(u"two"_s)->isChecked());
        QVERIFY(!toggle(u"three"_s));
        QVERIFY(m_list->findChild<QComboBox *>(u"may-one"_s));
        QVERIFY(!m_list->findChild<QComboBox *>(u"may-two"_s));
    }
    void theSwitchMovesWhenTheHubHasAnswered()
    {
        m_hub->calls.clear();
        toggle(u"two"_s)->click();
        QVERIFY(!toggle(u"two"_s)->isChecked());
        m_hub->answers[u"agents.list"_s] = {{u"agents"_s, QJsonArray{program(u"two"_s, u"connected"_s, u"k2"_s)}}};
        QTRY_COMPARE(m_list->programs().size(), 1);
        QCOMPARE(m_hub->calls.first()[u"method"_s].toString(), u"agents.install"_s);
        QCOMPARE(m_hub->calls.first()[u"params"_s].toObject()[u"name"_s].toString(), u"two"_s);
        QTRY_VERIFY(toggle(u"two"_s) && toggle(u"two"_s)->isChecked());
    }
    void switchingOffRemovesTheEntry()
    {
        m_hub->calls.clear();
        toggle(u"one"_s)->click();
        QTRY_VERIFY(!m_hub->calls.isEmpty());
        QCOMPARE(m_hub->calls.first()[u"method"_s].toString(), u"agents.remove"_s);
    }
    void whatItMayDoIsPutIntoItsKey()
    {
        m_hub->calls.clear();
        auto *may = m_list->findChild<QComboBox *>(u"may-one"_s);
        QCOMPARE(may->currentIndex(), 0);
        Q_EMIT may->activated(1);
        QTRY_VERIFY(!m_hub->calls.isEmpty());
        const QJsonObject params = m_hub->calls.first()[u"params"_s].toObject();
        QCOMPARE(params[u"effects"_s].toArray(), (QJsonArray{u"read"_s, u"write"_s, u"delete"_s}));
    }
    void aChangedEntryCanBePutBack()
    {
        m_hub->answers[u"agents.list"_s] = {{u"agents"_s, QJsonArray{program(u"one"_s, u"changed"_s, u"k1"_s)}}};
        m_list->read();
        QTRY_COMPARE(m_list->programs().size(), 1);
        auto *note = m_list->findChild<Note *>();
        QTRY_VERIFY(note->isVisible());
        m_hub->calls.clear();
        note->findChild<QPushButton *>()->click();
        QTRY_VERIFY(!m_hub->calls.isEmpty());
        QCOMPARE(m_hub->calls.first()[u"method"_s].toString(), u"agents.install"_s);
    }
    void everyStateHasItsOwnShape_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<int>("kind");
        QTest::newRow("connected") << u"connected"_s << static_cast<int>(PillKind::Ok);
        QTest::newRow("changed") << u"changed"_s << static_cast<int>(PillKind::Warn);
        QTest::newRow("unreadable") << u"unreadable"_s << static_cast<int>(PillKind::Error);
        QTest::newRow("none") << u"none"_s << static_cast<int>(PillKind::Off);
    }
    void everyStateHasItsOwnShape()
    {
        QFETCH(QString, state);
        QFETCH(int, kind);
        const Pill pill = pillOf({u"x"_s, u"X"_s, {}, state, {}, {}});
        QCOMPARE(static_cast<int>(pill.kind), kind);
        QVERIFY(!pill.text.isEmpty());
    }

private:
    Switch *toggle(const QString &name) const { return m_list->findChild<Switch *>(u"program-"_s + name); }

    std::unique_ptr<FakeHub> m_hub;
    std::unique_ptr<ControlClient> m_client;
    std::unique_ptr<HubState> m_state;
    std::unique_ptr<ProgramList> m_list;
};

QTEST_MAIN(ProgramListTest)
#include "program_list_test.moc"
