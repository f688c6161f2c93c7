#include "ui/common/type.h"

#include <QApplication>
#include <QFontDatabase>
#include <QLabel>

namespace hub {
namespace {

constexpr qreal kSmallest = 8.25; // points: 11 px

QFont scaled(QFont font, qreal factor, QFont::Weight weight)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(std::max(kSmallest, font.pointSizeF() * factor));
    else
        font.setPixelSize(std::max(11, qRound(font.pixelSize() * factor)));
    font.setWeight(weight);
    return font;
}

} // namespace

QFont fontOf(TextRole role)
{
    const QFont body = QApplication::font();
    switch (role) {
    case TextRole::Title: return scaled(body, 1.55, QFont::DemiBold);
    case TextRole::DialogTitle: return scaled(body, 1.4, QFont::DemiBold);
    case TextRole::Section: return scaled(body, 1.15, QFont::DemiBold);
    case TextRole::Strong: return scaled(body, 1, QFont::DemiBold);
    case TextRole::Small: return scaled(body, 0.92, QFont::Normal);
    case TextRole::Mono: {
        QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        if (body.pointSizeF() > 0)
            mono.setPointSizeF(body.pointSizeF());
        else
            mono.setPixelSize(body.pixelSize());
        return scaled(mono, 0.92, QFont::Normal);
    }
    case TextRole::Body:
    case TextRole::Secondary: break;
    }
    return body;
}

QLabel *makeLabel(TextRole role, const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setFont(fontOf(role));
    if (role == TextRole::Secondary || role == TextRole::Small)
        label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

} // namespace hub
