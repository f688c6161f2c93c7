#include "ui/accounts/account_details.h"

#include "ui/accounts/account_words.h"
#include "ui/agents/grant_list.h"
#include "ui/common/controls.h"
#include "ui/common/note.h"
#include "ui/common/type.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace hub {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTallestGrants = 280;

} // namespace

AccountDetails::AccountDetails(HubState *state, const AccountInfo &account, const QDateTime &now, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(account.connectorName + u" · "_s + account.alias);
    setMinimumWidth(520);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(24, 20, 24, 20);
    rows->setSpacing(16);
    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(new BrandMark(state->markOf(account.connector), 40, this));
    head->addWidget(makeLabel(TextRole::DialogTitle, account.connectorName, this), 1);
    const AccountWords words = wordsOf(account, now);
    head->addWidget(new StatePill(words.pill, this));
    rows->addLayout(head);

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(24);
    form->setVerticalSpacing(6);
    const auto add = [&](const QString &name, const QString &value) {
        if (value.isEmpty())
            return;
        QLabel *label = makeLabel(TextRole::Body, value, this);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        form->addRow(makeLabel(TextRole::Secondary, name, this), label);
    };
    add(tr("Signed in as"), account.identity);
    add(tr("Your name for it"), account.alias);
    add(tr("Id"), account.id);
    add(tr("For"),
        account.owner == "local"_L1       ? QString()
            : account.ownerName.isEmpty() ? account.owner
                                          : account.ownerName);
    add(tr("Connected"), QLocale().toString(account.created, QLocale::LongFormat));
    add(tr("State"), words.message.isEmpty() ? words.footer : words.message);
    add(tr("The provider said"), account.status == "active"_L1 ? QString() : account.reasonText);
    rows->addLayout(form);

    auto *card = new Card(this);
    card->rows()->addWidget(makeLabel(TextRole::Section, tr("Which agents may use it?"), card));
    auto *grants = new GrantList(state, account.id, card);
    card->rows()->addWidget(makeScroll(grants, kTallestGrants, card));
    rows->addWidget(card);
    auto *note = new Note(this);
    rows->addWidget(note);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    QPushButton *close = makeButton(tr("Close"), u"close"_s, this);
    QPushButton *save = makeButton(tr("Save"), u"save-grants"_s, this, u"primary"_s);
    save->setEnabled(!grants->isEmpty());
    buttons->addWidget(close);
    buttons->addWidget(save);
    rows->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, grants, &GrantList::save);
    connect(grants, &GrantList::saved, this, &QDialog::accept);
    connect(grants, &GrantList::failed, note, [note](const QString &why) { note->say(Note::Kind::Error, why); });
}

} // namespace hub
