#include "core/mcp/event_ring.h"

#include <QTest>

using namespace hub;

class EventRingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eventsComeInOrderFromAnyPlace()
    {
        EventRing ring;
        QVERIFY(ring.after(0) == nullptr);
        for (const char *text : {"a", "b", "c"})
            ring.push(text);
        QCOMPARE(ring.after(0)->text, std::string("a"));
        QCOMPARE(ring.after(1)->text, std::string("b"));
        QCOMPARE(ring.after(2)->number, std::uint64_t(3));
        QVERIFY(ring.after(3) == nullptr);
        QVERIFY(ring.reachesBackTo(0) && ring.reachesBackTo(3));
        QVERIFY(!ring.reachesBackTo(4)); // nobody was given that number
    }
    void theOldestAreForgotten()
    {
        EventRing ring(2);
        for (const char *text : {"a", "b", "c"})
            ring.push(text);
        QVERIFY(!ring.reachesBackTo(0));
        QVERIFY(ring.reachesBackTo(1));
        QCOMPARE(ring.after(0)->text, std::string("b"));
    }
    void largeOnesPushOthersOutAndStayThemselves()
    {
        EventRing ring(10, 100);
        ring.push("a");
        ring.push(std::string(200, 'x'));
        QCOMPARE(ring.after(0)->number, std::uint64_t(2));
        ring.push("c");
        QCOMPARE(ring.after(0)->text, std::string("c"));
    }
    void placesAreReadBack_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<qulonglong>("number");
        QTest::newRow("as it was given") << QByteArray("abc::12") << QByteArray("abc") << 12ULL;
        QTest::newRow("before the first event") << QByteArray("abc::0") << QByteArray("abc") << 0ULL;
        for (const char *wrong : {"", "abc", "abc::", "abc::x", "abc::1x", "abc::-1", "abc:1"})
            QTest::addRow("no place: %s", wrong) << QByteArray(wrong) << QByteArray() << 0ULL;
    }
    void placesAreReadBack()
    {
        QFETCH(QByteArray, id);
        QFETCH(QByteArray, stream);
        QFETCH(qulonglong, number);
        const std::optional<EventPlace> place = placeOf(id.toStdString());
        QCOMPARE(place.has_value(), !stream.isEmpty());
        if (!place)
            return;
        QCOMPARE(place->stream, stream.toStdString());
        QCOMPARE(place->number, std::uint64_t(number));
        QCOMPARE(eventId(place->stream, place->number), id.toStdString());
    }
};

QTEST_GUILESS_MAIN(EventRingTest)
#include "event_ring_test.moc"
