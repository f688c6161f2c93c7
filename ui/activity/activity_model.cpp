#include "ui/activity/activity_model.h"

#include <QJsonArray>
#include <QTimer>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kBatchMs = 100;
constexpr int kPage = 500;

} // namespace

ActivityModel::ActivityModel(const HubState *state, QObject *parent)
    : QAbstractTableModel(parent), m_state(state), m_batch(new QTimer(this))
{
    m_batch->setSingleShot(true);
    m_batch->setInterval(kBatchMs);
    connect(m_batch, &QTimer::timeout, this, &ActivityModel::takeIn);
    connect(state->client(), &ControlClient::notified, this, &ActivityModel::onEvent);
    connect(state->client(), &ControlClient::connected, this, &ActivityModel::onConnected);
    if (state->isConnected())
        onConnected();
}

void ActivityModel::onConnected()
{
    beginResetModel();
    m_rows.clear();
    m_waiting.clear();
    m_more = true;
    endResetModel();
    fetchMore({});
}

void ActivityModel::onEvent(const QJsonObject &event)
{
    if (event["type"_L1].toString() != "call"_L1)
        return;
    m_waiting.push_back(activityOf(event["row"_L1].toObject()));
    while (m_waiting.size() > kMostRows)
        m_waiting.pop_front();
    if (!m_batch->isActive())
        m_batch->start();
}

void ActivityModel::setLive(bool live)
{
    m_live = live;
    takeIn();
}

void ActivityModel::takeIn()
{
    if (!m_live) {
        Q_EMIT waitingChanged(static_cast<int>(m_waiting.size()));
        return;
    }
    // the page that is read at the start may hold them already
    const qint64 newest = m_rows.empty() ? 0 : m_rows.front().seq;
    std::erase_if(m_waiting, [newest](const ActivityRow &row) { return row.seq != 0 && row.seq <= newest; });
    if (!m_waiting.empty()) {
        beginInsertRows({}, 0, static_cast<int>(m_waiting.size()) - 1);
        for (ActivityRow &row : m_waiting)
            m_rows.push_front(std::move(row));
        m_waiting.clear();
        endInsertRows();
    }
    if (rowCount() > kMostRows) {
        beginRemoveRows({}, kMostRows, rowCount() - 1);
        m_rows.resize(kMostRows);
        m_more = true;
        endRemoveRows();
    }
    Q_EMIT waitingChanged(0);
}

bool ActivityModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_more && !m_asking && m_state->isConnected() && rowCount() < kMostRows;
}

void ActivityModel::fetchMore(const QModelIndex &)
{
    if (m_asking)
        return;
    m_asking = true;
    QJsonObject params{{u"count"_s, kPage}};
    if (!m_rows.empty())
        params.insert(u"before"_s, m_rows.back().seq);
    m_state->client()->call(u"audit.tail"_s, params, this, [this](const ControlReply &reply) {
        m_asking = false;
        if (reply.ok())
            append(reply.result["rows"_L1].toArray());
    });
}

void ActivityModel::append(const QJsonArray &rows)
{
    m_more = rows.size() == kPage;
    QList<ActivityRow> calls;
    for (const QJsonValue each : rows) {
        if (each.toObject()["event"_L1].toString() == "call"_L1)
            calls << activityOf(each.toObject());
    }
    if (calls.isEmpty())
        return;
    const int at = rowCount();
    beginInsertRows({}, at, at + static_cast<int>(calls.size()) - 1);
    for (ActivityRow &row : calls)
        m_rows.push_back(std::move(row));
    endInsertRows();
}

int ActivityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ActivityModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ActivityModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const ActivityRow &row = this->row(index.row());
    switch (index.column()) {
    case Time:
        return role == Qt::ToolTipRole ? QLocale().toString(row.at, QLocale::LongFormat)
                                       : row.at.toString(u"HH:mm:ss"_s);
    case Agent: return row.agent;
    case What: return role == Qt::ToolTipRole ? row.method + u' ' + row.path : whatText(row, *m_state);
    case Account: return accountText(row, *m_state);
    case Decided: return decisionOf(row).text;
    case Code: return row.status == 0 ? QString() : QString::number(row.status);
    case Took: return tookText(row.durationMs);
    default: return {};
    }
}

QVariant ActivityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString names[ColumnCount] = {tr("Time"),     tr("Agent"), tr("Action"), tr("Account"),
                                        tr("Decision"), tr("Code"),  tr("Took")};
    return names[section];
}

} // namespace hub
