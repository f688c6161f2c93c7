#include "core/a2a/task_board.h"

#include "tests/support/manual_clock.h"
#include "tests/support/run_task.h"

#include <QTest>

using namespace hub;
using namespace hub::a2a;

namespace {

std::shared_ptr<Principal> caller(const std::string &id, Principal::Kind kind = Principal::Kind::Key)
{
    auto out = std::make_shared<Principal>();
    out->id = id;
    out->kind = kind;
    return out;
}

Task<bool> heard(std::shared_ptr<EventQueue> queue)
{
    const std::chrono::seconds limit(10);
    co_await queue->news(limit);
    co_return true;
}

} // namespace

class TaskBoardTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void A13_nobodySeesAnothersTasks();
    void endedTasksGoAfterAnHour();
    void theLongestQuietMakesRoom();
    void tasksUnderWayMakeNoRoom();
    void largeResultsMakeRoom();
    void ordersWeighUntilTheEnd();
    void listenersHearAllInOrder();
    void streamsEndWithTheTask();
    void listsAreNewestFirstAndInPages();
    void listsAreFiltered();
    void historyIsShortAndSmall();

private:
    boost::asio::io_context m_io;
    ManualClock m_clock;
    SystemRandom m_random;
};

void TaskBoardTest::A13_nobodySeesAnothersTasks()
{
    TaskBoard board(m_io.get_executor(), &m_clock, &m_random);
    const EntryPtr mine = board.add(caller("a"), {});
    QVERIFY(board.find(*caller("a"), mine->record.id) == mine);
    QVERIFY(!board.find(*caller("b"), mine->record.id));
    QVERIFY(!board.find(*caller("a", Principal::Kind::Session), mine->record.id));
    QVERIFY(!board.find(*caller("a"), "task_unknown"));
    QCOMPARE(board.list(*caller("b"), {}).total, std::size_t(0));
    QCOMPARE(board.list(*caller("a"), {}).total, std::size_t(1));
}

void TaskBoardTest::endedTasksGoAfterAnHour()
{
    TaskBoard board(m_io.get_executor(), &m_clock, &m_random);
    const EntryPtr ended = board.add(caller("a"), {}), asking = board.add(caller("a"), {}), working = board.add(caller("a"), {});
    board.set(*ended, State::Completed);
    board.set(*asking, State::InputRequired);
    board.set(*working, State::Working);
    m_clock.advance(std::chrono::minutes(59));
    board.add(caller("b"), {});
    QCOMPARE(board.list(*caller("a"), {}).total, std::size_t(3));
    m_clock.advance(std::chrono::minutes(1));
    board.add(caller("b"), {});
    QCOMPARE(board.list(*caller("a"), {}).total, std::size_t(1));
    QVERIFY(board.find(*caller("a"), working->record.id) == working);
}

void TaskBoardTest::theLongestQuietMakesRoom()
{
    BoardLimits limits;
    limits.tasks = 3;
    TaskBoard board(m_io.get_executor(), &m_clock, &m_random, limits);
    const EntryPtr working = board.add(caller("a"), {}), first = board.add(caller("a"), {}), second = board.add(caller("a"), {});
    board.set(*working, State::Working);
    board.set(*second, State::Failed);
    board.set(*first, State::Completed);
    QVERIFY(board.add(caller("a"), {}));
    QVERIFY(!board.find(*caller("a"), second->record.id));
    QVERIFY(board.find(*caller("a"), first->record.id));
    QVERIFY(board.find(*caller("a"), working->record.id));
}

void TaskBoardTest::tasksUnderWayMakeNoRoom()
{
    BoardLimits limits;
    limits.tasks = 2;
    TaskBoard board(m_io.get_executor(), &m_clock, &m_random, limits);
    board.set(*board.add(caller("a"), {}), State::Working);
    board.set(*board.add(caller("a"), {}), State::AuthRequired);
    QVERIFY(!board.add(caller("b"), {}));
}

void TaskBoardTest::largeResultsMakeRoom()
{
    BoardLimits limits;
    limits.bytes = 1'000;
    TaskBoard board(m_io.get_executor(), &m_clock, &m_random, limits);
    const EntryPtr large = board.add(caller("a"), {});
    board.add(*large, {"art", "x", {textPart(std::string(2'000, 'x'))}});
    board.set(*large, State::Completed);
    const EntryPtr next = board.add(caller("a"), {});
    QVERIFY(!board.find(*caller("a"), large->record.id));
    QVERIFY(board.add(caller("a"), {}));
    QVERIFY(board.find(*caller("a"), next->record.id));
}

void TaskBoardTest::ordersWeighUntilTheEnd()
{
    BoardLimits limits;
    limits.bytes = 1'000;
    TaskBoard board(m_io.get_executor(), &m_clock, &m_random, limits);
    const EntryPtr entry = board.add(caller("a"), {});
    board.set(*entry, State::AuthRequired);
    board.keep(*entry, {{"action", std::string(600, 'x')}});
    board.keep(*entry, {{"action", std::string(700, 'x')}}); // instead of the first
    QVERIFY(board.add(caller("a"), {}));
    board.keep(*entry, {{"action", std::string(2'000, 'x')}});
    QVERIFY(!board.add(caller("a"), {})); // nobody is quiet
    board.set(*entry, State::Canceled);
    QVERIFY(entry->order.empty());
    QVERIFY(board.add(caller("a"), {}));
    QVERIFY(board.find(*caller("a"), entry->record.id));
}

void TaskBoardTest::listenersHearAllInOrder()
{
    TaskBoard board(m_io.get_executor(), &m_clock, &m_random);
    const EntryPtr entry = board.add(caller("a"), {});
    const std::shared_ptr<EventQueue> one = board.listen(*entry), two = board.listen(*entry);
    board.set(*entry, State::Working);
    board.add(*entry, {"art", "x", {textPart("y")}});
    for (const auto &queue : {one, two}) {
        QVERIFY(std::get<TaskRecord>(queue->take()->what).status.state == State::Submitted);
        QVERIFY(std::get<Status>(queue->take()->what).state == State::Working);
        QCOMPARE(std::get<Artifact>(queue->take()->what).id, std::string("art"));
        QVERIFY(!queue->take());
        QVERIFY(!queue->isClosed());
    }
    // what was there before shows in the task that a stream begins with
    QCOMPARE(std::get<TaskRecord>(board.listen(*entry)->take()->what).artifacts.size(), std::size_t(1));
    bool rang = false;
    boost::asio::co_spawn(m_io, heard(one), [&rang](const std::exception_ptr &, bool) { rang = true; });
    m_io.restart();
    m_io.poll();
    QVERIFY(!rang);
    board.set(*entry, State::Completed);
    m_io.restart();
    m_io.poll();
    QVERIFY(rang);
}

void TaskBoardTest::streamsEndWithTheTask()
{
    TaskBoard board(m_io.get_executor(), &m_clock, &m_random);
    const EntryPtr entry = board.add(caller("a"), {});
    const std::shared_ptr<EventQueue> first = board.listen(*entry);
    board.set(*entry, State::AuthRequired);
    QVERIFY(!first->isClosed()); // it goes on by itself
    board.set(*entry, State::InputRequired);
    QVERIFY(first->isClosed()); // nothing comes before somebody says something
    const std::shared_ptr<EventQueue> second = board.listen(*entry);
    board.set(*entry, State::Working);
    QVERIFY(!second->isClosed());
    board.set(*entry, State::Canceled);
    QVERIFY(second->isClosed());
}

void TaskBoardTest::listsAreNewestFirstAndInPages()
{
    TaskBoard board(m_io.get_executor(), &m_clock, &m_random);
    std::vector<EntryPtr> made;
    for (int i = 0; i < 5; ++i)
        made.push_back(board.add(caller("a"), {}));
    board.set(*made[1], State::Working);
    TaskFilter filter;
    filter.most = 2;
    TaskPage page = board.list(*caller("a"), filter);
    QVERIFY(page.entries == (std::vector<EntryPtr>{made[1], made[4]}));
    QCOMPARE(page.total, std::size_t(5));
    board.set(*made[0], State::Working); // moves to the front, and disturbs nobody who turns pages
    filter.before = page.next;
    page = board.list(*caller("a"), filter);
    QVERIFY(page.entries == (std::vector<EntryPtr>{made[3], made[2]}));
    QCOMPARE(page.next, std::uint64_t(0));
}

void TaskBoardTest::listsAreFiltered()
{
    TaskBoard board(m_io.get_executor(), &m_clock, &m_random);
    const EntryPtr old = board.add(caller("a"), "one");
    m_clock.advance(std::chrono::minutes(1));
    const EntryPtr late = board.add(caller("a"), "two");
    board.set(*late, State::Working);
    TaskFilter byContext, byState, byTime;
    byContext.contextId = "one";
    byState.state = State::Working;
    byTime.changedSince = m_clock.now();
    QVERIFY(board.list(*caller("a"), byContext).entries == std::vector<EntryPtr>{old});
    QVERIFY(board.list(*caller("a"), byState).entries == std::vector<EntryPtr>{late});
    QVERIFY(board.list(*caller("a"), byTime).entries == std::vector<EntryPtr>{late});
}

void TaskBoardTest::historyIsShortAndSmall()
{
    TaskBoard board(m_io.get_executor(), &m_clock, &m_random);
    const EntryPtr entry = board.add(caller("a"), {});
    for (int i = 0; i < 30; ++i)
        board.hear(*entry, {"m" + std::to_string(i), {}, {}, true, {textPart("x"), {Part::Kind::Url, {}, nullptr, {}}}});
    board.hear(*entry, {"large", {}, {}, true, {textPart(std::string(20'000, 'x'))}});
    QCOMPARE(entry->record.history.size(), std::size_t(20));
    QCOMPARE(entry->record.history.back().id, std::string("m29"));
    QCOMPARE(entry->record.history.back().parts.size(), std::size_t(1));
    QCOMPARE(entry->record.history.back().taskId, entry->record.id);
}

QTEST_GUILESS_MAIN(TaskBoardTest)
#include "task_board_test.moc"
