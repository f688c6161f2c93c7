#include "core/actions/paging.h"

#include <QTest>

using namespace hub;

namespace {

Action listing()
{
    Action action{"acme_list_items", "List items", "Items.", "GET", "/items"};
    action.queryParameters = {{"page", {{"type", "integer"}}}, {"after", {{"type", "string"}}}};
    return action;
}

Connector paged(const char *pagination)
{
    Connector connector;
    connector.pagination = *parseObject(pagination);
    return connector;
}

} // namespace

class PagingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheNextPage_data();
    void findsTheNextPage();
    void needsTheParameter();
    void goesOnWhereTheCursorSays();
    void cursorsComeBackAsTheyWere_data();
    void cursorsComeBackAsTheyWere();
    void refusesWhatIsNoCursor_data();
    void refusesWhatIsNoCursor();
};

void PagingTest::findsTheNextPage_data()
{
    QTest::addColumn<QByteArray>("pagination");
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("link");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("next");
    const QByteArray cursor(R"({"style":"cursor","request":"after","response":"/meta/next"})");
    QTest::newRow("a cursor in the answer") << cursor << QByteArray("{}") << QByteArray() << QByteArray(R"({"meta":{"next":"abc"}})") << QByteArray(R"("abc")");
    QTest::newRow("an empty cursor is the end") << cursor << QByteArray("{}") << QByteArray() << QByteArray(R"({"meta":{"next":""}})") << QByteArray("null");
    QTest::newRow("no cursor is the end") << cursor << QByteArray("{}") << QByteArray() << QByteArray(R"({"items":[]})") << QByteArray("null");
    const QByteArray page(R"({"style":"page","request":"page","response":"/items"})");
    QTest::newRow("the page after the first") << page << QByteArray("{}") << QByteArray() << QByteArray(R"({"items":[1]})") << QByteArray("2");
    QTest::newRow("the page after the seventh") << page << QByteArray(R"({"page":7})") << QByteArray() << QByteArray(R"({"items":[1]})") << QByteArray("8");
    QTest::newRow("an empty page is the last") << page << QByteArray(R"({"page":7})") << QByteArray() << QByteArray(R"({"items":[]})") << QByteArray("null");
    const QByteArray zero(R"({"style":"page","request":"page","response":"/items","first":0})");
    QTest::newRow("the page after the first, counted from 0") << zero << QByteArray("{}") << QByteArray() << QByteArray(R"({"items":[1]})") << QByteArray("1");
    QTest::newRow("the page after page 0") << zero << QByteArray(R"({"page":0})") << QByteArray() << QByteArray(R"({"items":[1]})") << QByteArray("1");
    const QByteArray offset(R"({"style":"offset","request":"page","response":""})");
    QTest::newRow("an offset grows by what came") << offset << QByteArray(R"({"page":20})") << QByteArray() << QByteArray("[1,2,3]") << QByteArray("23");
    const QByteArray link(R"({"style":"link","request":"page"})");
    QTest::newRow("a link that is the next") << link << QByteArray("{}") << QByteArray(R"(<https://a.example/i?page=1>; rel="prev", <https://a.example/i?q=x%2Cy&page=3>; rel="next")")
                                             << QByteArray("[]") << QByteArray("3");
    QTest::newRow("no link is the end") << link << QByteArray("{}") << QByteArray(R"(<https://a.example/i?page=1>; rel="first")") << QByteArray("[]") << QByteArray("null");
    QTest::newRow("a broken link is the end") << link << QByteArray("{}") << QByteArray("<https://a.example/i?page=3") << QByteArray("[]") << QByteArray("null");
}

void PagingTest::findsTheNextPage()
{
    QFETCH(QByteArray, pagination);
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, link);
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, next);
    const std::optional<Paging> paging = pagingOf(paged(pagination.constData()), listing());
    QVERIFY(paging.has_value());
    ActionArguments arguments;
    arguments.query = *parseObject(given.toStdString());
    Headers headers;
    if (!link.isEmpty())
        headers.add("Link", link.toStdString());
    const json::value found = nextPage(*paging, arguments, headers, *parseJson(answer.toStdString()));
    QCOMPARE(QByteArray::fromStdString(json::serialize(found)), next);
}

void PagingTest::needsTheParameter()
{
    QVERIFY(!pagingOf(paged(R"({"style":"cursor","request":"token","response":"/t"})"), listing()));
    QVERIFY(!pagingOf(paged("{}"), listing()));
    QVERIFY(!pagingOf(paged(R"({"style":"spiral","request":"page"})"), listing()));
}

void PagingTest::goesOnWhereTheCursorSays()
{
    const std::optional<Paging> paging = pagingOf(paged(R"({"style":"page","request":"page"})"), listing());
    ActionArguments arguments;
    goTo(*paging, Cursor{}, arguments);
    QVERIFY(arguments.query.empty());
    goTo(*paging, Cursor{4, 0}, arguments);
    QVERIFY(arguments.query.at("page") == json::value(4));
}

void PagingTest::cursorsComeBackAsTheyWere_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<int>("skip");
    QTest::newRow("the first page, cut") << QByteArray("null") << 12;
    QTest::newRow("a provider's text") << QByteArray(R"("a+/=&\"")") << 0;
    QTest::newRow("a number") << QByteArray("17") << 3;
}

void PagingTest::cursorsComeBackAsTheyWere()
{
    QFETCH(QByteArray, page);
    QFETCH(int, skip);
    const Cursor cursor{*parseJson(page.toStdString()), static_cast<std::size_t>(skip)};
    const std::string text = writeCursor(cursor);
    QVERIFY(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos);
    const Result<Cursor> back = readCursor(text);
    QVERIFY(back.ok());
    QVERIFY(*back == cursor);
}

void PagingTest::refusesWhatIsNoCursor_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no base64") << QByteArray("***");
    QTest::newRow("no JSON") << QByteArray("aGVsbG8");
    QTest::newRow("an object") << QByteArray("e30");
    QTest::newRow("an object as the page") << QByteArray("W3t9LDBd");
    QTest::newRow("a step back") << QByteArray("W251bGwsLTFd");
}

void PagingTest::refusesWhatIsNoCursor()
{
    QFETCH(QByteArray, text);
    const Result<Cursor> cursor = readCursor(text.toStdString());
    QVERIFY(!cursor.ok());
    QCOMPARE(cursor.error().code, ErrorCode::InvalidRequest);
}

QTEST_APPLESS_MAIN(PagingTest)
#include "paging_test.moc"
