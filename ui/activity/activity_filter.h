// Which calls are shown.
#pragma once

#include "ui/activity/activity_model.h"

#include <QSortFilterProxyModel>

#include <optional>

namespace hub {

struct ActivityWish {
    QString text, agent, account; //!< empty = any; the text is looked for in action, account and request id
    std::optional<Outcome> outcome;
};

class ActivityFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    ActivityFilter(ActivityModel *model, const HubState *state, QObject *parent = nullptr);
    void setWish(ActivityWish wish);
    const ActivityRow &row(const QModelIndex &index) const;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &parent) const override;

private:
    ActivityModel *m_model;
    const HubState *m_state;
    ActivityWish m_wish;
};

} // namespace hub
