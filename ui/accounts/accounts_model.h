// The accounts as rows, and the filter of the Accounts screen.
#pragma once

#include "ui/common/hub_state.h"

#include <QAbstractListModel>
#include <QSortFilterProxyModel>

namespace hub {

class AccountsModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { InfoRole = Qt::UserRole }; //!< AccountInfo

    //! \param state outlives this
    explicit AccountsModel(const HubState *state, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    void update();

    const HubState *m_state;
    QList<AccountInfo> m_rows;
};

class AccountsFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    enum class Show { All, NeedsYou, Active, Suspended };
    enum class Order { NeedsYouFirst, Name, LastCall };

    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setText(const QString &text);
    void setShow(Show show);
    void setOrder(Order order);
    static bool belongs(const AccountInfo &account, Show show);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QString m_text;
    Show m_show = Show::All;
    Order m_order = Order::NeedsYouFirst;
};

} // namespace hub
