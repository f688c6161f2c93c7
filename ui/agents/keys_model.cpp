#include "ui/agents/keys_model.h"

#include "ui/agents/grant_list.h"
#include "ui/common/words.h"

#include <QLocale>

namespace hub {

using namespace Qt::StringLiterals;

KeysModel::KeysModel(const HubState *state, std::function<QDateTime()> now, QObject *parent)
    : QAbstractTableModel(parent), m_state(state), m_now(std::move(now)), m_rows(state->keys())
{
    connect(state, &HubState::keysChanged, this, &KeysModel::update);
}

// The same keys keep their rows, and so selection and focus.
void KeysModel::update()
{
    QList<KeyInfo> fresh = m_state->keys();
    fresh.removeIf([this](const KeyInfo &key) { return m_leftOut.contains(key.id); });
    const bool same = std::equal(fresh.begin(), fresh.end(), m_rows.begin(), m_rows.end(),
                                 [](const KeyInfo &a, const KeyInfo &b) { return a.id == b.id; });
    if (same) {
        m_rows = fresh;
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_rows = fresh;
    endResetModel();
}

void KeysModel::leaveOut(const QSet<QString> &keys)
{
    m_leftOut = keys;
    update();
}

int KeysModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int KeysModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString KeysModel::text(const KeyInfo &key, int column) const
{
    switch (column) {
    case Name: return key.name;
    case May: return mayText(key);
    case Accounts: {
        const qsizetype all = m_state->accounts().size();
        return key.accounts.isEmpty() ? tr("every") : tr("%1 of %2").arg(key.accounts.size()).arg(all);
    }
    case Owner: return key.owner.isEmpty() ? tr("everyone") : key.owner == "local"_L1 ? tr("you") : key.owner;
    case LastCall: return whenText(key.lastUsed, m_now());
    case Expires:
        return !key.expires.isValid() ? tr("no end")
            : key.expires < m_now()   ? tr("ended")
                                      : QLocale().toString(key.expires.date(), QLocale::ShortFormat);
    default: return {};
    }
}

QVariant KeysModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const KeyInfo &row = m_rows[index.row()];
    if (role == Qt::DisplayRole)
        return text(row, index.column());
    if (role == Qt::ToolTipRole && index.column() == Name)
        return u"ch_%1_…"_s.arg(row.id);
    return {};
}

QVariant KeysModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString names[ColumnCount] = {tr("Agent"),     tr("May do"), tr("Accounts"), tr("Owner"),
                                        tr("Last call"), tr("Ends"),   tr("On"),       QString()};
    return names[section];
}

} // namespace hub
