// The keys as table rows.
#pragma once

#include "ui/common/hub_state.h"

#include <QAbstractTableModel>
#include <QSet>

#include <functional>

namespace hub {

class KeysModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, May, Accounts, Owner, LastCall, Expires, On, Menu, ColumnCount };

    KeysModel(const HubState *state, std::function<QDateTime()> now, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    //! Keys that are shown elsewhere.
    void leaveOut(const QSet<QString> &keys);
    const KeyInfo &key(int row) const { return m_rows[row]; }

private:
    void update();
    QString text(const KeyInfo &key, int column) const;

    const HubState *m_state;
    std::function<QDateTime()> m_now;
    QList<KeyInfo> m_rows;
    QSet<QString> m_leftOut;
};

} // namespace hub
