// The last calls, newest first: a ring that the hub's events fill and older pages of the record extend.
#pragma once

#include "ui/activity/activity_row.h"

#include <QAbstractTableModel>

#include <deque>

class QTimer;

namespace hub {

class ActivityModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Agent, What, Account, Decided, Code, Took, ColumnCount };
    static constexpr int kMostRows = 5000;

    explicit ActivityModel(const HubState *state, QObject *parent = nullptr);

    const ActivityRow &row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }
    //! Stops or goes on taking new calls in; what comes meanwhile is kept.
    void setLive(bool live);
    bool isLive() const { return m_live; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    //! Calls that came while not live.
    void waitingChanged(int count);

private:
    void onConnected();
    void onEvent(const QJsonObject &event);
    void takeIn();
    void append(const QJsonArray &rows);

    const HubState *m_state;
    QTimer *m_batch;
    std::deque<ActivityRow> m_rows, m_waiting; //!< newest first; newest last
    bool m_live = true, m_more = true, m_asking = false;
};

} // namespace hub
