// Draws the cells of the calls' table: marks before accounts, shapes before decisions.
#pragma once

#include "ui/activity/activity_filter.h"

#include <QStyledItemDelegate>

namespace hub {

class ActivityDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    ActivityDelegate(const ActivityFilter *rows, const HubState *state, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const ActivityFilter *m_rows;
    const HubState *m_state;
};

} // namespace hub
