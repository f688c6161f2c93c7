#include "ui/agents/new_key_dialog.h"

#include "ui/common/controls.h"
#include "ui/common/note.h"
#include "ui/common/type.h"
#include "ui/common/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

enum May { Read, ReadWrite, Everything };

} // namespace

NewKeyDialog::NewKeyDialog(HubState *state, QWidget *parent) : QDialog(parent), m_state(state)
{
    setWindowTitle(tr("New key"));
    setMinimumWidth(480);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(24, 20, 24, 20);
    rows->setSpacing(16);
    rows->addWidget(makeLabel(TextRole::DialogTitle, tr("A key for an agent"), this));
    const auto field = [&](const QString &name, QWidget *control) {
        auto *column = new QVBoxLayout;
        column->setSpacing(4);
        QLabel *label = makeLabel(TextRole::Strong, name, this);
        label->setBuddy(control);
        column->addWidget(label);
        column->addWidget(control);
        rows->addLayout(column);
    };
    m_name = new QLineEdit(this);
    m_name->setObjectName(u"key-name"_s);
    m_name->setPlaceholderText(tr("research-bot"));
    m_name->setMaxLength(64);
    field(tr("Name of the agent"), m_name);
    m_may = new QComboBox(this);
    m_may->setObjectName(u"key-may"_s);
    m_may->addItems({tr("Read only"), tr("Read and write"), tr("Everything, and managing accounts")});
    field(tr("It may"), m_may);
    field(tr("Accounts"), makeAccounts());
    m_ends = new QComboBox(this);
    m_ends->setObjectName(u"key-ends"_s);
    m_ends->addItem(tr("In 30 days"), 30);
    m_ends->addItem(tr("In 90 days"), 90);
    m_ends->addItem(tr("No end"), 0);
    m_ends->setCurrentIndex(1);
    field(tr("Ends"), m_ends);
    m_note = new Note(this);
    rows->addWidget(m_note);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    QPushButton *cancel = makeButton(tr("Cancel"), u"cancel"_s, this);
    m_create = makeButton(tr("Make the key"), u"key-make"_s, this, u"primary"_s);
    m_create->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(m_create);
    rows->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_create, &QPushButton::clicked, this, &NewKeyDialog::create);
    m_name->setFocus();
}

QWidget *NewKeyDialog::makeAccounts()
{
    auto *box = new QWidget(this);
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    m_every = new QCheckBox(tr("Every account, those of later too"), box);
    m_every->setObjectName(u"key-every"_s);
    m_every->setChecked(true);
    rows->addWidget(m_every);
    auto *inner = new QWidget(box);
    auto *list = new QVBoxLayout(inner);
    list->setContentsMargins(24, 0, 0, 0);
    for (const AccountInfo &account : m_state->accounts()) {
        auto *check = new QCheckBox(literal(account.connectorName) + u" · "_s + isolated(account.alias), inner);
        check->setObjectName(u"key-account-"_s + account.alias);
        list->addWidget(check);
        m_accounts << std::pair(account.id, check);
    }
    auto *scroll = new QScrollArea(box);
    scroll->setWidget(inner);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // its boxes take it
    scroll->setMaximumHeight(160);
    scroll->setEnabled(false);
    scroll->setVisible(!m_accounts.isEmpty());
    rows->addWidget(scroll);
    connect(m_every, &QCheckBox::toggled, scroll, [scroll](bool every) { scroll->setEnabled(!every); });
    return box;
}

void NewKeyDialog::create()
{
    const QString name = m_name->text().trimmed();
    m_name->setProperty("error", name.isEmpty());
    m_name->update();
    if (name.isEmpty()) {
        m_note->say(Note::Kind::Error, tr("Give it the name of the agent, so that you know it later."));
        m_name->setFocus();
        return;
    }
    QJsonArray accounts;
    for (const auto &[id, check] : m_accounts) {
        if (!m_every->isChecked() && check->isChecked())
            accounts << id;
    }
    if (!m_every->isChecked() && accounts.isEmpty()) {
        m_note->say(Note::Kind::Error, tr("Choose at least one account, or every account."));
        return;
    }
    static const QJsonArray effects[] = {
        {u"read"_s}, {u"read"_s, u"write"_s, u"delete"_s}, {u"read"_s, u"write"_s, u"delete"_s}};
    const int may = m_may->currentIndex();
    QJsonObject params{{u"name"_s, name},
                       {u"scopes"_s, QJsonArray{may == Everything ? u"full"_s : u"actions"_s}},
                       {u"effects"_s, effects[may]},
                       {u"accounts"_s, accounts}};
    if (const int days = m_ends->currentData().toInt(); days > 0)
        params[u"expires_days"_s] = days;
    m_create->setEnabled(false);
    m_state->client()->call(u"keys.create"_s, params, this, [this](const ControlReply &reply) {
        m_create->setEnabled(true);
        if (!reply.ok()) {
            m_note->say(Note::Kind::Error, reply.errorMessage);
            return;
        }
        m_made = reply.result;
        accept();
    });
}

} // namespace hub
