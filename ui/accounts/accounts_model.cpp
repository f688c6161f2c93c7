#include "ui/accounts/accounts_model.h"

#include "ui/accounts/account_words.h"

namespace hub {
namespace {

using namespace Qt::StringLiterals;

const AccountInfo *find(const QList<AccountInfo> &list, const QString &id)
{
    for (const AccountInfo &each : list) {
        if (each.id == id)
            return &each;
    }
    return nullptr;
}

} // namespace

AccountsModel::AccountsModel(const HubState *state, QObject *parent)
    : QAbstractListModel(parent), m_state(state), m_rows(state->accounts())
{
    connect(state, &HubState::accountsChanged, this, &AccountsModel::update);
}

int AccountsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant AccountsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const AccountInfo &row = m_rows[index.row()];
    switch (role) {
    case InfoRole: return QVariant::fromValue(row);
    case Qt::DisplayRole: // typing jumps by it
        return row.connectorName;
    case Qt::AccessibleTextRole: return spokenText(row, QDateTime::currentDateTime());
    case Qt::ToolTipRole: {
        const QString message = wordsOf(row, QDateTime::currentDateTime()).message;
        return message.isEmpty() || row.reasonText.isEmpty() ? message : message + u'\n' + row.reasonText;
    }
    default: return {};
    }
}

// Row by row, so that selection, focus and scroll position stay where they are.
void AccountsModel::update()
{
    const QList<AccountInfo> &fresh = m_state->accounts();
    for (int i = static_cast<int>(m_rows.size()) - 1; i >= 0; --i) {
        if (find(fresh, m_rows[i].id))
            continue;
        beginRemoveRows({}, i, i);
        m_rows.removeAt(i);
        endRemoveRows();
    }
    for (int i = 0; i < m_rows.size(); ++i) {
        m_rows[i] = *find(fresh, m_rows[i].id);
        Q_EMIT dataChanged(index(i), index(i));
    }
    for (const AccountInfo &each : fresh) {
        if (find(m_rows, each.id))
            continue;
        const int row = static_cast<int>(m_rows.size());
        beginInsertRows({}, row, row);
        m_rows << each;
        endInsertRows();
    }
}

void AccountsFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

void AccountsFilter::setShow(Show show)
{
    m_show = show;
    invalidateFilter();
}

void AccountsFilter::setOrder(Order order)
{
    m_order = order;
    invalidate();
}

bool AccountsFilter::belongs(const AccountInfo &account, Show show)
{
    switch (show) {
    case Show::NeedsYou: return needsPerson(account);
    case Show::Active: return account.status == "active"_L1;
    case Show::Suspended: return account.status == "suspended"_L1;
    case Show::All: break;
    }
    return true;
}

bool AccountsFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const auto info = sourceModel()->index(row, 0, parent).data(AccountsModel::InfoRole).value<AccountInfo>();
    if (!belongs(info, m_show))
        return false;
    const QString all =
        QStringList{info.connectorName, info.connector, info.alias, info.label, info.identity, info.ownerName}.join(
            u'\n');
    return m_text.isEmpty() || all.contains(m_text, Qt::CaseInsensitive);
}

bool AccountsFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const auto a = left.data(AccountsModel::InfoRole).value<AccountInfo>();
    const auto b = right.data(AccountsModel::InfoRole).value<AccountInfo>();
    if (m_order == Order::NeedsYouFirst && needsPerson(a) != needsPerson(b))
        return needsPerson(a);
    if (m_order == Order::LastCall && a.lastCallAt != b.lastCallAt)
        return a.lastCallAt > b.lastCallAt;
    const int names = a.connectorName.localeAwareCompare(b.connectorName);
    return names != 0 ? names < 0 : a.alias < b.alias;
}

} // namespace hub
