// A note in a page: its glyph and its words.
#include "ui/common/note.h"

#include <QLabel>
#include <QLayout>
#include <QTest>

namespace hub {

class NoteTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWordsKeepClearOfTheGlyph_data()
    {
        QTest::addColumn<int>("direction");
        QTest::newRow("from left to right") << int(Qt::LeftToRight);
        QTest::newRow("from right to left") << int(Qt::RightToLeft);
    }
    void theWordsKeepClearOfTheGlyph()
    {
        QFETCH(int, direction);
        Note note;
        note.setLayoutDirection(Qt::LayoutDirection(direction));
        note.say(Note::Kind::Warn, QStringLiteral("This is the only time you see it."));
        note.resize(300, 60);
        note.layout()->activate();
        const QRect words = note.findChild<QLabel *>()->geometry();
        const int clear = direction == Qt::LeftToRight ? words.left() : note.width() - 1 - words.right();
        QCOMPARE(clear, 44);
    }
};

} // namespace hub

QTEST_MAIN(hub::NoteTest)
#include "note_test.moc"
