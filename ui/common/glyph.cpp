#include "ui/common/glyph.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

QString shapeOf(const QString &name)
{
    static const QJsonObject shapes = [] {
        QFile file(u":/icons/shapes.json"_s);
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
    }();
    return shapes[name].toString();
}

//! \param make gives the SVG when there is no picture yet
template <typename Make>
QPixmap cached(const QString &name, const QColor &color, QSize pixels, const Make &make)
{
    const QString key =
        u"glyph/%1/%2/%3x%4"_s.arg(name, color.name(QColor::HexArgb)).arg(pixels.width()).arg(pixels.height());
    QPixmap out;
    if (QPixmapCache::find(key, &out))
        return out;
    const QString svg = make();
    out = QPixmap(pixels);
    out.fill(Qt::transparent);
    QSvgRenderer renderer(svg.toUtf8());
    QPainter painter(&out);
    renderer.render(&painter);
    QPixmapCache::insert(key, out);
    return out;
}

QPixmap render(const QString &name, const QColor &color, QSize pixels)
{
    return cached(name, color, pixels, [&] {
        QString shape = shapeOf(name);
        shape.replace("currentColor"_L1, color.name());
        return QString(
            u"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%1' stroke-width='1.75' "
            "stroke-linecap='round' stroke-linejoin='round'>%2</svg>"_s.arg(color.name(), shape));
    });
}

class GlyphEngine : public QIconEngine {
public:
    explicit GlyphEngine(QString name) : m_name(std::move(name)) {}
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QGuiApplication::palette();
        const QColor color = mode == QIcon::Disabled ? palette.color(QPalette::Disabled, QPalette::Text)
                                                     : palette.color(QPalette::PlaceholderText);
        paintGlyph(painter, rect, m_name, color);
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap out(size);
        out.fill(Qt::transparent);
        QPainter painter(&out);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return out;
    }
    QIconEngine *clone() const override { return new GlyphEngine(m_name); }

private:
    QString m_name;
};

} // namespace

void paintGlyph(QPainter *painter, const QRectF &where, const QString &name, const QColor &color, bool rightToLeft)
{
    static const QStringList mirrored{u"left"_s, u"right"_s, u"reload"_s, u"send"_s};
    const qreal ratio = painter->device()->devicePixelRatioF();
    QPixmap pixmap = render(name, color, (where.size() * ratio).toSize());
    if (rightToLeft && mirrored.contains(name))
        pixmap = pixmap.transformed(QTransform::fromScale(-1, 1));
    painter->drawPixmap(where, pixmap, pixmap.rect());
}

void paintPath(QPainter *painter, const QRectF &where, const QString &path, const QColor &color)
{
    const QSize pixels = (where.size() * painter->device()->devicePixelRatioF()).toSize();
    const QPixmap pixmap = cached(path, color, pixels, [&] {
        return QString(u"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'><path fill='%1' d='%2'/></svg>"_s
                           .arg(color.name(), path));
    });
    painter->drawPixmap(where, pixmap, pixmap.rect());
}

QIcon glyphIcon(const QString &name)
{
    return QIcon(new GlyphEngine(name));
}

} // namespace hub
