#include "ui/agents/grant_list.h"

#include "ui/common/type.h"
#include "ui/common/words.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>

namespace hub {

using namespace Qt::StringLiterals;

QString mayText(const KeyInfo &key)
{
    if (key.scopes.contains("full"_L1))
        return GrantList::tr("Everything, and managing accounts");
    if (key.scopes.contains("accounts"_L1) && !key.scopes.contains("actions"_L1))
        return GrantList::tr("Managing accounts");
    if (key.effects.isEmpty() || key.effects.contains("write"_L1) || key.effects.contains("delete"_L1))
        return GrantList::tr("Read and write");
    return GrantList::tr("Read only");
}

GrantList::GrantList(HubState *state, QString accountId, QWidget *parent)
    : QWidget(parent), m_state(state), m_account(std::move(accountId))
{
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    const QList<KeyInfo> &keys = state->keys();
    for (qsizetype i = 0; i < keys.size(); ++i)
        addRow(keys[i], i == keys.size() - 1);
    if (keys.isEmpty())
        rows->addWidget(makeLabel(TextRole::Secondary,
                                  tr("No agent has a key yet. Make one under Agents; it can then use this account."),
                                  this));
}

void GrantList::addRow(const KeyInfo &key, bool last)
{
    const AccountInfo *account = m_state->account(m_account);
    const bool every = key.accounts.isEmpty();
    const bool otherOwner = account && !key.owner.isEmpty() && key.owner != account->owner;
    if (otherOwner)
        return;
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 8, 0, 8);
    row->setSpacing(12);
    auto *check = new QCheckBox(literal(key.name), this);
    check->setObjectName(u"grant-"_s + key.name);
    check->setChecked(every || key.accounts.contains(m_account));
    check->setEnabled(!every);
    row->addWidget(check, 1);
    QLabel *may = makeLabel(TextRole::Secondary, every ? mayText(key) + u" · "_s + tr("every account") : mayText(key),
                            this);
    may->setWordWrap(false);
    may->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    row->addWidget(may);
    auto *rows = static_cast<QVBoxLayout *>(layout());
    rows->addLayout(row);
    if (!last) {
        auto *line = new QFrame(this);
        line->setFrameShape(QFrame::HLine);
        line->setForegroundRole(QPalette::Mid);
        line->setFrameShadow(QFrame::Plain);
        rows->addWidget(line);
    }
    m_boxes << Box{key.id, check, check->isChecked()};
}

void GrantList::focusFirst()
{
    for (const Box &box : m_boxes) {
        if (box.check->isEnabled()) {
            box.check->setFocus(Qt::TabFocusReason);
            return;
        }
    }
}

void GrantList::save()
{
    saveFrom(0);
}

void GrantList::saveFrom(qsizetype at)
{
    while (at < m_boxes.size() && m_boxes[at].check->isChecked() == m_boxes[at].was)
        ++at;
    if (at == m_boxes.size()) {
        Q_EMIT saved();
        return;
    }
    const Box &box = m_boxes[at];
    const QJsonObject params{{u"key"_s, box.key}, {u"account"_s, m_account}, {u"allow"_s, box.check->isChecked()}};
    m_state->client()->call(u"keys.allow"_s, params, this, [this, at](const ControlReply &reply) {
        if (!reply.ok()) {
            Q_EMIT failed(reply.errorMessage);
            return;
        }
        m_boxes[at].was = m_boxes[at].check->isChecked();
        saveFrom(at + 1);
    });
}

} // namespace hub
