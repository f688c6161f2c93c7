#include "ui/agents/key_once_dialog.h"

#include "ui/agents/grant_list.h"
#include "ui/agents/snippets.h"
#include "ui/common/controls.h"
#include "ui/common/note.h"
#include "ui/common/state_pill.h"
#include "ui/common/type.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

namespace hub {

using namespace Qt::StringLiterals;

KeyOnceDialog::KeyOnceDialog(HubState *state, const QJsonObject &made, QWidget *parent)
    : QDialog(parent)
    , m_state(state)
    , m_id(made[u"key"_s].toObject()[u"id"_s].toString())
    , m_secret(made[u"secret"_s].toString())
    , m_config(made[u"mcp_config"_s].toObject())
{
    setWindowTitle(tr("New key"));
    resize(680, 600);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(24, 20, 24, 16);
    rows->setSpacing(14);
    const QJsonObject key = made[u"key"_s].toObject();
    auto *titles = new QVBoxLayout;
    titles->setSpacing(0);
    titles->addWidget(makeLabel(TextRole::DialogTitle, tr("Key for “%1”").arg(key[u"name"_s].toString()), this));
    const qsizetype accounts = key[u"accounts"_s].toArray().size();
    const QString reach = accounts == 0 ? tr("every account")
                                        : tr("%n account(s)", nullptr, static_cast<int>(accounts));
    const QDateTime expires = QDateTime::fromString(key[u"expires_at"_s].toString(), Qt::ISODateWithMs);
    titles->addWidget(makeLabel(
        TextRole::Secondary,
        expires.isValid()
            ? tr("%1, ends on %2").arg(reach, QLocale().toString(expires.toLocalTime().date(), QLocale::LongFormat))
            : tr("%1, no end").arg(reach),
        this));
    rows->addLayout(titles);
    auto *once = new Note(this);
    once->say(
        Note::Kind::Warn,
        tr("This is the only time you see it. The hub keeps a fingerprint, not the key. Lost it? Delete it and make a new one."));
    rows->addWidget(once);
    rows->addWidget(makeKeyRow());
    rows->addWidget(makeSnippet(), 1);
    m_copied = makeLabel(TextRole::Secondary, {}, this);
    rows->addWidget(m_copied);
    rows->addWidget(makeFoot());
    connect(&m_clipboard, &SecretClipboard::secondsLeft, this, [this](int seconds) {
        m_copied->setText(seconds > 0 ? tr("Copied. The clipboard is cleared in %n s.", nullptr, seconds)
                                      : tr("The clipboard was cleared."));
    });
    connect(state, &HubState::keysChanged, this, &KeyOnceDialog::look);
    choose(0);
}

QWidget *KeyOnceDialog::makeKeyRow()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *field = new QLineEdit(m_secret, row);
    field->setObjectName(u"key-secret"_s);
    field->setAccessibleName(tr("The key"));
    field->setReadOnly(true);
    field->setFont(fontOf(TextRole::Mono));
    field->setLayoutDirection(Qt::LeftToRight);
    field->end(false);
    field->home(true); // all of it, and its start is what shows
    QPushButton *copy = makeButton(tr("Copy key"), u"copy-key"_s, row, u"primary"_s, u"copy"_s);
    connect(copy, &QPushButton::clicked, this, [this] { m_clipboard.copy(m_secret); });
    layout->addWidget(field, 1);
    layout->addWidget(copy);
    return row;
}

QWidget *KeyOnceDialog::makeSnippet()
{
    auto *box = new QWidget(this);
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    auto *head = new QHBoxLayout;
    head->addWidget(makeLabel(TextRole::Strong, tr("Paste this into the agent"), box), 1);
    QWidget *segments = makeSegments(box);
    auto *group = new QButtonGroup(this);
    const QString names[] = {u"mcpServers"_s, u"Claude Code"_s, u"VS Code"_s, u"curl"_s};
    for (int i = 0; i < 4; ++i) {
        QToolButton *button = makeChoice(names[i], u"segment"_s, u"snippet-%1"_s.arg(i), segments);
        button->setChecked(i == 0);
        group->addButton(button, i);
        segments->layout()->addWidget(button);
    }
    connect(group, &QButtonGroup::idToggled, this, [this](int client, bool on) {
        if (on)
            choose(client);
    });
    head->addWidget(segments);
    rows->addLayout(head);
    m_text = new QPlainTextEdit(box);
    m_text->setObjectName(u"snippet"_s);
    m_text->setAccessibleName(tr("Snippet"));
    m_text->setReadOnly(true);
    m_text->setFont(fontOf(TextRole::Mono));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setLayoutDirection(Qt::LeftToRight);
    new JsonColours(m_text->document(), m_text);
    rows->addWidget(m_text, 1);
    QPushButton *copy = makeButton(tr("Copy snippet"), u"copy-snippet"_s, box, {}, u"copy"_s);
    connect(copy, &QPushButton::clicked, this, [this] { m_clipboard.copy(m_text->toPlainText()); });
    rows->addWidget(copy, 0, Qt::AlignLeading);
    return box;
}

QWidget *KeyOnceDialog::makeFoot()
{
    auto *foot = new QWidget(this);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 8, 0, 0);
    row->setSpacing(12);
    m_call = new StatePill({PillKind::Wait, tr("No call yet")}, foot);
    row->addWidget(m_call);
    row->addWidget(makeLabel(TextRole::Secondary, tr("Turns to “Connected” with the first one."), foot), 1);
    QPushButton *done = makeButton(tr("Done"), u"key-done"_s, foot);
    connect(done, &QPushButton::clicked, this, &KeyOnceDialog::reject);
    row->addWidget(done);
    return foot;
}

void KeyOnceDialog::choose(int client)
{
    m_text->setPlainText(snippetText(static_cast<Snippet>(client), m_config, m_secret, m_state->hub().url));
}

void KeyOnceDialog::look()
{
    for (const KeyInfo &key : m_state->keys()) {
        if (key.id == m_id && key.lastUsed.isValid())
            m_call->setPill({PillKind::Ok, tr("Connected")});
    }
}

void KeyOnceDialog::reject()
{
    if (!m_clipboard.hasCopied() && !m_asked) {
        m_asked = true;
        QMessageBox box(QMessageBox::NoIcon, tr("Close without the key?"),
                        tr("Nothing was copied yet, and the key is never shown again."), QMessageBox::NoButton, this);
        box.setDefaultButton(box.addButton(tr("Go back"), QMessageBox::RejectRole));
        QPushButton *close = box.addButton(tr("Close"), QMessageBox::AcceptRole);
        box.exec();
        if (box.clickedButton() != close)
            return;
    }
    QDialog::reject();
}

} // namespace hub
