#include "ui/shell/rail.h"

#include "ui/common/controls.h"
#include "ui/common/glyph.h"
#include "ui/common/hub_state.h"
#include "ui/common/hub_style.h"
#include "ui/common/type.h"
#include "ui/shell/hub_link.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QUrl>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kNarrow = 56;
constexpr int kLeast = 196;
constexpr int kMost = 240;

QPixmap stateGlyph(const QString &name, const QColor &color, qreal ratio)
{
    QPixmap out(QSize(14, 14) * ratio);
    out.setDevicePixelRatio(ratio);
    out.fill(Qt::transparent);
    QPainter painter(&out);
    paintGlyph(&painter, QRectF(0, 0, 14, 14), name, color);
    return out;
}

struct Shown {
    QString glyph;
    QColor color;
    QString text;
};

Shown shownOf(HubLink::State state, bool vaultLocked, const Tokens &t)
{
    if (state == HubLink::State::Stopped)
        return {u"stop"_s, t.err, StatusBlock::tr("Hub has stopped")};
    if (state != HubLink::State::Running)
        return {u"clock"_s, t.text2, StatusBlock::tr("Hub is starting…")};
    if (vaultLocked)
        return {u"warn"_s, t.warn, StatusBlock::tr("Keychain is locked")};
    return {u"okc"_s, t.ok, StatusBlock::tr("Hub is running")};
}

} // namespace

StatusBlock::StatusBlock(HubLink *link, HubState *state, QWidget *parent)
    : QWidget(parent), m_link(link), m_state(state)
{
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 10, 12, 12);
    rows->setSpacing(2);
    auto *first = new QHBoxLayout;
    first->setSpacing(8);
    m_icon = new QLabel(this);
    m_text = makeLabel(TextRole::Strong, {}, this);
    m_text->setObjectName(u"hub-state"_s);
    first->addWidget(m_icon, 0, Qt::AlignTop);
    first->addWidget(m_text, 1);
    rows->addLayout(first);
    auto *second = new QHBoxLayout;
    m_address = makeLabel(TextRole::Mono, {}, this);
    m_address->setForegroundRole(QPalette::PlaceholderText);
    m_address->setLayoutDirection(Qt::LeftToRight);
    m_copy = makeIconButton(u"copy"_s, tr("Copy the address"), u"copy-address"_s, this);
    second->addWidget(m_address, 1);
    second->addWidget(m_copy);
    rows->addLayout(second);
    m_start = makeButton(tr("Start it"), u"start-hub"_s, this);
    m_start->setProperty("small", true);
    rows->addWidget(m_start);
    connect(m_copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_state->hub().url); });
    connect(m_start, &QPushButton::clicked, link, &HubLink::start);
    connect(link, &HubLink::changed, this, &StatusBlock::update);
    connect(state, &HubState::hubChanged, this, &StatusBlock::update);
    update();
}

void StatusBlock::setCompact(bool compact)
{
    m_compact = compact;
    update();
}

void StatusBlock::update()
{
    const bool runs = m_link->state() == HubLink::State::Running;
    const bool stopped = m_link->state() == HubLink::State::Stopped;
    const Shown shown = shownOf(m_link->state(), m_state->hub().vaultLocked, tokensFor(this));
    m_icon->setPixmap(stateGlyph(shown.glyph, shown.color, devicePixelRatioF()));
    m_icon->setToolTip(shown.text);
    m_text->setText(shown.text);
    m_address->setText(QUrl(m_state->hub().url).authority());
    m_text->setVisible(!m_compact);
    m_address->setVisible(runs && !m_compact);
    m_copy->setVisible(runs && !m_compact);
    m_start->setVisible(stopped && !m_compact);
}

Rail::Rail(HubLink *link, HubState *state, QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
    , m_entries(new QWidget(this))
    , m_status(new StatusBlock(link, state, this))
{
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 1, 0);
    rows->setSpacing(0);
    auto *entries = new QVBoxLayout(m_entries);
    entries->setContentsMargins(8, 12, 8, 8);
    entries->setSpacing(2);
    rows->addWidget(m_entries);
    rows->addStretch(1);
    rows->addWidget(m_status);
    // toggled, not clicked: assistive technology toggles
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        if (on)
            Q_EMIT chosen(index);
    });
}

void Rail::add(const QString &glyph, const QString &text, const QString &name)
{
    QToolButton *button = makeChoice(text, u"rail"_s, name, m_entries);
    button->setProperty("glyph", glyph);
    button->setAccessibleName(text);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_group->addButton(button, static_cast<int>(m_group->buttons().size()));
    m_entries->layout()->addWidget(button);
    setFixedWidth(m_compact ? kNarrow : fullWidth());
}

int Rail::fullWidth() const
{
    int widest = kLeast;
    for (const QAbstractButton *button : m_group->buttons())
        widest = std::max(widest, button->sizeHint().width() + 16);
    return std::min(widest, kMost);
}

void Rail::choose(int index)
{
    const QSignalBlocker quiet(m_group);
    m_group->button(index)->setChecked(true);
}

void Rail::setCount(int index, int count, const QString &meaning)
{
    QAbstractButton *button = m_group->button(index);
    button->setProperty("count", count > 0 ? QString::number(count) : QString());
    button->setAccessibleDescription(count > 0 ? meaning : QString());
    button->update();
}

void Rail::setCompact(bool compact)
{
    if (m_compact == compact)
        return;
    m_compact = compact;
    for (QAbstractButton *button : m_group->buttons())
        button->setToolTip(compact ? button->text() : QString());
    m_status->setCompact(compact);
    setFixedWidth(compact ? kNarrow : fullWidth());
}

void Rail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokensFor(this);
    painter.fillRect(rect(), t.rail);
    const int edge = layoutDirection() == Qt::RightToLeft ? 0 : width() - 1;
    painter.fillRect(QRect(edge, 0, 1, height()), t.border);
    painter.fillRect(QRect(0, m_status->y(), width(), 1), t.border);
}

} // namespace hub
