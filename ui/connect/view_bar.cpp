#include "ui/connect/view_bar.h"

#include "ui/common/button_paint.h"
#include "ui/common/controls.h"
#include "ui/common/glyph.h"
#include "ui/common/hub_style.h"
#include "ui/common/type.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

struct Badge {
    QString glyph, text;
    QColor ink, ground;
};

Badge badgeOf(Security security, const Tokens &t)
{
    switch (security) {
    case Security::Secure: return {u"lock"_s, OriginField::tr("Secure"), t.ok, t.okBg};
    case Security::NotSecure: return {u"stop"_s, OriginField::tr("Not secure"), t.err, t.errBg};
    case Security::ThisMachine: break;
    }
    return {u"pc"_s, OriginField::tr("This machine"), t.off, t.offBg};
}

QString hostWithPort(const QUrl &url)
{
    return url.port() < 0 ? shownHost(url) : shownHost(url) + u':' + QString::number(url.port());
}

} // namespace

Security securityOf(const QUrl &url, const QUrl &hub)
{
    if (url.scheme() == hub.scheme() && url.host() == hub.host() && url.port() == hub.port())
        return Security::ThisMachine;
    return url.scheme() == "https"_L1 ? Security::Secure : Security::NotSecure;
}

QString shownHost(const QUrl &url)
{
    const QString host = url.host(QUrl::PrettyDecoded);
    // another script than Latin in a name can look like one that is known: show what is really dialled
    const bool plain = std::all_of(host.begin(), host.end(), [](QChar c) { return c.unicode() < 128; });
    return plain ? host : url.host(QUrl::EncodeUnicode);
}

OriginField::OriginField(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"origin"_s);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize OriginField::sizeHint() const
{
    return {300, std::max(32, fontMetrics().height() + 12)};
}

void OriginField::show(const QUrl &url, Security security)
{
    m_url = url;
    m_security = security;
    setAccessibleName(badgeOf(security, tokensFor(this)).text + u", "_s + hostWithPort(url));
    setToolTip(url.toDisplayString(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo));
    update();
}

void OriginField::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // an address reads from left to right in every language
    const Tokens &t = tokensFor(this);
    paintBox(&painter, rect(), 6, t.sunken, hasFocus() ? t.accent : t.border, hasFocus() ? 2 : 1);
    const Badge badge = badgeOf(m_security, t);
    const QFontMetrics strong(fontOf(TextRole::Strong));
    const int badgeWidth = 8 + 14 + 6 + strong.horizontalAdvance(badge.text) + 10;
    const QRect box(4, 4, badgeWidth, height() - 8);
    paintBox(&painter, box, 4, badge.ground, hasLines(this) ? badge.ink : QColor(Qt::transparent));
    paintGlyph(&painter, QRectF(box.left() + 8, box.center().y() - 6, 14, 14), badge.glyph, badge.ink);
    painter.setFont(fontOf(TextRole::Strong));
    painter.setPen(badge.ink);
    painter.drawText(box.adjusted(28, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, badge.text);
    QRect rest(box.right() + 12, 0, width() - box.right() - 20, height());
    const QString host = strong.elidedText(hostWithPort(m_url), Qt::ElideLeft, rest.width());
    painter.setPen(t.text);
    if (m_security == Security::ThisMachine)
        painter.setFont(fontOf(TextRole::Mono));
    painter.drawText(rest, Qt::AlignVCenter | Qt::AlignLeft, host);
    if (m_security == Security::ThisMachine)
        return;
    rest.setLeft(rest.left() + strong.horizontalAdvance(host));
    painter.setFont(font());
    painter.setPen(t.text2);
    painter.drawText(rest, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(m_url.path(), Qt::ElideRight, rest.width()));
}

void OriginField::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(m_url.toString(QUrl::RemoveQuery | QUrl::RemoveFragment));
        return;
    }
    QWidget::keyPressEvent(event);
}

ViewBar::ViewBar(QWidget *parent) : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(4);
    m_back = makeIconButton(u"left"_s, tr("Back"), u"view-back"_s, this);
    m_reload = makeIconButton(u"reload"_s, tr("Load again"), u"view-reload"_s, this);
    m_origin = new OriginField(this);
    QPushButton *browser = makeButton(tr("Continue in my browser"), u"in-browser"_s, this);
    browser->setProperty("endGlyph", u"ext"_s);
    QPushButton *cancel = makeButton(tr("Cancel"), u"cancel-connect"_s, this, u"flat"_s);
    row->addWidget(m_back);
    row->addWidget(m_reload);
    row->addSpacing(4);
    row->addWidget(m_origin, 1);
    row->addSpacing(4);
    row->addWidget(browser);
    row->addWidget(cancel);
    setCanGoBack(false);
    connect(m_back, &QToolButton::clicked, this, &ViewBar::back);
    connect(m_reload, &QToolButton::clicked, this, &ViewBar::reload);
    connect(browser, &QPushButton::clicked, this, &ViewBar::browserWanted);
    connect(cancel, &QPushButton::clicked, this, &ViewBar::cancelled);
}

void ViewBar::setUrl(const QUrl &url)
{
    m_origin->show(url, securityOf(url, m_hub));
}

void ViewBar::setCanGoBack(bool can)
{
    m_back->setEnabled(can);
}

void ViewBar::focusOrigin()
{
    m_origin->setFocus(Qt::ShortcutFocusReason);
}

void ViewBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokensFor(this);
    painter.fillRect(rect(), t.surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), t.border);
}

} // namespace hub
