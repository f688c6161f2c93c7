// The last hour, minute by minute: calls, and those that failed.
#pragma once

#include "ui/activity/activity_model.h"

#include <QWidget>

#include <array>
#include <functional>

namespace hub {

class ActivityChart : public QWidget {
    Q_OBJECT
public:
    //! \param now injected
    ActivityChart(const ActivityModel *model, std::function<QDateTime()> now, QWidget *parent = nullptr);
    int calls() const { return m_calls; }
    int failed() const { return m_failed; }
    //! Counts again.
    void refresh();
    QSize sizeHint() const override { return {320, 66}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintLegend(QPainter *painter, const QRect &line) const;

    static constexpr int kMinutes = 60;
    struct Minute {
        int calls = 0, failed = 0;
    };

    const ActivityModel *m_model;
    std::function<QDateTime()> m_now;
    std::array<Minute, kMinutes> m_minutes{};
    int m_calls = 0, m_failed = 0;
};

} // namespace hub
