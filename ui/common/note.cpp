#include "ui/common/note.h"

#include "ui/common/button_paint.h"
#include "ui/common/glyph.h"
#include "ui/common/hub_style.h"
#include "ui/common/type.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

struct Look {
    QString glyph;
    QColor ink, ground, text;
};

Look lookOf(Note::Kind kind, const Tokens &t)
{
    switch (kind) {
    case Note::Kind::Ok: return {u"okc"_s, t.ok, t.okBg, t.text};
    case Note::Kind::Warn: return {u"warn"_s, t.warn, t.warnBg, t.text};
    case Note::Kind::Error: return {u"stop"_s, t.err, t.errBg, t.text};
    case Note::Kind::Info: break;
    }
    return {u"info"_s, t.link, t.tint, t.text};
}

} // namespace

Note::Note(QWidget *parent)
    : QFrame(parent), m_text(makeLabel(TextRole::Body, {}, this)), m_button(new QPushButton(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 10, 12, 10);
    row->setSpacing(12);
    row->addSpacing(32); // the glyph's place; margins stay where they are when the language runs from right to left
    row->addWidget(m_text, 1);
    row->addWidget(m_button);
    m_button->setProperty("small", true);
    connect(m_button, &QPushButton::clicked, this, &Note::clicked);
    hide();
}

void Note::say(Kind kind, const QString &text, const QString &button)
{
    m_kind = kind;
    m_text->setText(text);
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
    setAccessibleName(text);
    setVisible(!text.isEmpty());
    tint();
}

void Note::tint()
{
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, lookOf(m_kind, tokensFor(this)).text);
    m_text->setPalette(colours);
    update();
}

void Note::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_text->palette().color(QPalette::WindowText) != tokensFor(this).text)
        tint();
    QFrame::changeEvent(event);
}

void Note::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Look look = lookOf(m_kind, tokensFor(this));
    paintBox(&painter, rect(), 8, look.ground, hasLines(this) ? look.ink : QColor(Qt::transparent));
    const QRect glyph(14, rect().center().y() - 8, 18, 18);
    paintGlyph(&painter, QStyle::visualRect(layoutDirection(), rect(), glyph), look.glyph, look.ink);
}

Card::Card(QWidget *parent) : QFrame(parent), m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(16, 16, 16, 16);
    m_rows->setSpacing(8);
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokensFor(this);
    paintBox(&painter, rect(), 8, t.surface, t.border);
}

} // namespace hub
