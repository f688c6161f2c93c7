#include "core/actions/result_window.h"

#include <QTest>

using namespace hub;

namespace {

json::value items(int count, std::size_t size)
{
    json::array list;
    for (int i = 0; i < count; ++i)
        list.push_back({{"id", i}, {"text", json::string(size, 'x')}});
    return list;
}

//! All parts together, each within the limit.
json::array allOf(const json::value &data, std::size_t limit, int *parts)
{
    json::array out;
    std::optional<std::size_t> at = 0;
    for (*parts = 0; at && *parts < 1000; ++*parts) {
        const ResultPart part = partOf(data, *at, limit);
        const json::value *list = part.data.is_array() ? &part.data : &part.data.at("items");
        for (const json::value &item : list->get_array())
            out.push_back(item);
        if (json::serialize(part.data).size() > limit)
            return {};
        at = part.rest;
    }
    return out;
}

} // namespace

class ResultWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatFitsIsLeftAlone();
    void aListComesInPartsThatFit();
    void theListOfAnObjectIsCut();
    void aTextIsCutAtACharacter();
    void anObjectWithoutAListIsCutAsText();
    void oneItemThatIsTooLargeIsCutAndPassed();
};

void ResultWindowTest::whatFitsIsLeftAlone()
{
    const json::value data = items(3, 10);
    const ResultPart part = partOf(data, 0, 10'000);
    QVERIFY(part.data == data);
    QVERIFY(!part.rest);
    QVERIFY(partOf(items(1000, 1000), 0, 0).data == items(1000, 1000));
}

void ResultWindowTest::aListComesInPartsThatFit()
{
    const json::value data = items(100, 100);
    int parts = 0;
    QVERIFY(json::value(allOf(data, 1'500, &parts)) == data);
    QVERIFY(parts > 5);
}

void ResultWindowTest::theListOfAnObjectIsCut()
{
    const json::value data{{"total", 100}, {"few", {1, 2}}, {"items", items(100, 100)}};
    const ResultPart part = partOf(data, 0, 1'500);
    QVERIFY(part.data.at("total") == json::value(100));
    QVERIFY(part.rest.has_value());
    int parts = 0;
    QVERIFY(json::value(allOf(data, 1'500, &parts)) == items(100, 100));
}

void ResultWindowTest::aTextIsCutAtACharacter()
{
    const json::value data("aäöü€");
    std::string all;
    std::optional<std::size_t> at = 0;
    for (int parts = 0; at && parts < 20; ++parts) {
        const ResultPart part = partOf(data, *at, 4);
        all += part.data.at("text").get_string();
        at = part.rest;
    }
    QCOMPARE(QByteArray::fromStdString(all), QByteArray("aäöü€"));
}

void ResultWindowTest::anObjectWithoutAListIsCutAsText()
{
    const json::value data{{"body", json::string(500, 'y')}};
    const ResultPart part = partOf(data, 0, 100);
    QCOMPARE(part.data.at("text").get_string().size(), std::size_t(100));
    QCOMPARE(part.rest, std::optional<std::size_t>(100));
}

void ResultWindowTest::oneItemThatIsTooLargeIsCutAndPassed()
{
    const json::value data = items(3, 1'000);
    const ResultPart part = partOf(data, 1, 300);
    QVERIFY(json::serialize(part.data).size() <= 400);
    QCOMPARE(part.rest, std::optional<std::size_t>(2));
}

QTEST_APPLESS_MAIN(ResultWindowTest)
#include "result_window_test.moc"
