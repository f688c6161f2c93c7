#include "ui/activity/activity_chart.h"

#include "ui/common/hub_style.h"
#include "ui/common/type.h"

#include <QPainter>
#include <QStyle>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

bool hasFailed(const ActivityRow &row)
{
    return !row.detail.isEmpty() || row.status >= 400;
}

} // namespace

ActivityChart::ActivityChart(const ActivityModel *model, std::function<QDateTime()> now, QWidget *parent)
    : QWidget(parent), m_model(model), m_now(std::move(now))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(sizeHint().height());
    refresh();
}

void ActivityChart::refresh()
{
    const QDateTime now = m_now();
    m_minutes = {};
    m_calls = m_failed = 0;
    for (int i = 0; i < m_model->rowCount(); ++i) {
        const ActivityRow &row = m_model->row(i);
        const qint64 ago = row.at.secsTo(now) / 60;
        if (ago >= kMinutes)
            break; // newest first
        Minute &minute = m_minutes[static_cast<std::size_t>(kMinutes - 1 - std::max<qint64>(ago, 0))];
        const int failed = hasFailed(row) ? 1 : 0;
        minute.calls += 1;
        minute.failed += failed;
        m_calls += 1;
        m_failed += failed;
    }
    setAccessibleName(tr("%n call(s) in the last hour", nullptr, m_calls) + u", "_s
                      + tr("%n failed", nullptr, m_failed));
    update();
}

void ActivityChart::paintLegend(QPainter *painter, const QRect &line) const
{
    const Tokens &t = tokensFor(this);
    const std::pair<QString, QColor> entries[] = {{tr("calls"), t.edge}, {tr("failed"), t.err}};
    int width = 0;
    for (const auto &[word, color] : entries)
        width += 14 + painter->fontMetrics().horizontalAdvance(word) + 16;
    int x = line.center().x() - width / 2;
    for (const auto &[word, color] : entries) {
        const int length = painter->fontMetrics().horizontalAdvance(word) + 2;
        const QRect square(x, line.center().y() - 4, 9, 9);
        painter->fillRect(QStyle::visualRect(layoutDirection(), line, square), color);
        painter->drawText(QStyle::visualRect(layoutDirection(), line, QRect(x + 14, line.top(), length, line.height())),
                          Qt::AlignVCenter | Qt::AlignLeading, word);
        x += 14 + length + 14;
    }
}

void ActivityChart::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokensFor(this);
    QPainter painter(this);
    painter.setFont(fontOf(TextRole::Small));
    const int line = painter.fontMetrics().height();
    const QRect bars = rect().adjusted(0, 2, 0, -line - 4);
    int most = 1;
    for (const Minute &each : m_minutes)
        most = std::max(most, each.calls);
    const double step = double(bars.width()) / kMinutes;
    for (int i = 0; i < kMinutes; ++i) {
        const Minute &each = m_minutes[static_cast<std::size_t>(i)];
        const auto heightOf = [&](int count) { return count == 0 ? 0 : std::max(2, bars.height() * count / most); };
        const int left = bars.left() + int(i * step);
        const int width = std::max(2, int(step) - 2);
        const auto bar = [&](int count) {
            const int height = heightOf(count);
            return QStyle::visualRect(layoutDirection(), bars, QRect(left, bars.bottom() + 1 - height, width, height));
        };
        painter.fillRect(bar(each.calls), t.edge);
        painter.fillRect(bar(each.failed), t.err);
    }
    painter.fillRect(QRect(bars.left(), bars.bottom() + 1, bars.width(), 1), t.border);
    const QRect words(rect().left(), bars.bottom() + 4, rect().width(), line);
    painter.setLayoutDirection(layoutDirection());
    painter.setPen(t.text2);
    painter.drawText(words, Qt::AlignLeading | Qt::AlignVCenter, m_now().addSecs(-3600).toString(u"HH:mm"_s));
    painter.drawText(words, Qt::AlignTrailing | Qt::AlignVCenter, tr("now"));
    paintLegend(&painter, words);
}

} // namespace hub
