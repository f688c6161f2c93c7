#include "ui/connect/end_pages.h"

#include "ui/agents/grant_list.h"
#include "ui/common/controls.h"
#include "ui/common/note.h"
#include "ui/common/state_pill.h"
#include "ui/common/type.h"
#include "ui/common/words.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QUrl>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kWidth = 640;
constexpr int kTallestGrants = 240;

//! A column of that width in the middle of the page.
QVBoxLayout *column(QWidget *page)
{
    auto *sides = new QHBoxLayout(page);
    sides->setContentsMargins(24, 48, 24, 24);
    auto *inner = new QWidget(page);
    inner->setMaximumWidth(kWidth);
    sides->addStretch(1);
    sides->addWidget(inner, 100);
    sides->addStretch(1);
    auto *rows = new QVBoxLayout(inner);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(16);
    return rows;
}

QLayout *head(const Mark &mark, const QString &title, const QString &lead, const Pill &pill, QWidget *parent)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    row->addWidget(new BrandMark(mark, 52, parent), 0, Qt::AlignTop);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(makeLabel(TextRole::Title, title, parent));
    texts->addWidget(makeLabel(TextRole::Secondary, lead, parent));
    row->addLayout(texts, 1);
    row->addWidget(new StatePill(pill, parent), 0, Qt::AlignVCenter);
    return row;
}

QLayout *step(int number, QWidget *content, QWidget *parent)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    QLabel *count = makeLabel(TextRole::Strong, QString::number(number), parent);
    count->setFixedWidth(20);
    row->addWidget(count, 0, Qt::AlignTop);
    row->addWidget(content, 1);
    return row;
}

} // namespace

SuccessPage::SuccessPage(HubState *state, const QJsonObject &account, QWidget *parent) : QWidget(parent)
{
    QVBoxLayout *rows = column(this);
    const QString name = account["connector_name"_L1].toString();
    const QString alias = account["alias"_L1].toString();
    const QString who = account["identity"_L1].toString();
    const QString lead = who.isEmpty() ? tr("As %1").arg(isolated(alias))
                                       : tr("%1, as %2").arg(isolated(who), isolated(alias));
    rows->addLayout(head(state->markOf(account["connector"_L1].toString()), tr("%1 is connected").arg(name), lead,
                         {PillKind::Ok, tr("Active")}, this));
    auto *card = new Card(this);
    card->rows()->addWidget(makeLabel(TextRole::Section, tr("Which agents may use it?"), card));
    card->rows()->addWidget(makeLabel(TextRole::Small, tr("You can change this at any time under Accounts."), card));
    m_grants = new GrantList(state, account["id"_L1].toString(), card);
    card->rows()->addWidget(makeScroll(m_grants, kTallestGrants, card));
    rows->addWidget(card);
    m_note = new Note(this);
    rows->addWidget(m_note);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(12);
    m_save = makeButton(tr("Save and finish"), u"save-finish"_s, this, u"primary"_s);
    QPushButton *more = makeButton(tr("Connect another"), u"connect-another"_s, this);
    buttons->addWidget(m_save);
    buttons->addWidget(more);
    buttons->addStretch(1);
    rows->addLayout(buttons);
    rows->addWidget(makeLabel(TextRole::Strong, tr("Try it"), this));
    const ConnectorInfo *connector = state->connector(account["connector"_L1].toString());
    const QString action = connector && !connector->firstAction.isEmpty() ? connector->firstAction : QString();
    const QString command = action.isEmpty() ? u"connect-hubctl accounts show %1"_s.arg(alias)
                                             : u"connect-hubctl call %1 --account %2"_s.arg(action, alias);
    rows->addWidget(makeCopyRow(command, u"try-it"_s, tr("Try it"), this));
    rows->addStretch(1);
    connect(m_save, &QPushButton::clicked, this, [this] { save(false); });
    connect(more, &QPushButton::clicked, this, [this] { save(true); });
    connect(m_grants, &GrantList::saved, this, [this] { m_again ? Q_EMIT another() : Q_EMIT done(); });
    connect(m_grants, &GrantList::failed, this, [this](const QString &why) {
        m_save->setEnabled(true);
        m_note->say(Note::Kind::Error, why);
    });
}

void SuccessPage::focusFirst()
{
    m_save->setFocus();
    m_grants->focusFirst();
}

void SuccessPage::save(bool again)
{
    m_again = again;
    m_save->setEnabled(false);
    m_grants->save();
}

void SuccessPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        save(false);
        return;
    }
    QWidget::keyPressEvent(event);
}

AppErrorPage::AppErrorPage(HubState *state, QString connector, const QJsonObject &error, QWidget *parent)
    : QWidget(parent), m_state(state), m_connector(std::move(connector))
{
    const ConnectorInfo *known = state->connector(m_connector);
    const QString name = known ? known->name : m_connector;
    QVBoxLayout *rows = column(this);
    rows->addLayout(head(state->markOf(m_connector), tr("%1 refuses your app").arg(name),
                         error["message"_L1].toString(), {PillKind::Error, tr("Not connected")}, this));
    rows->addWidget(makeSteps(known ? known->docsUrl : QString()));
    m_note = new Note(this);
    rows->addWidget(m_note);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(12);
    m_save = makeButton(tr("Save and try again"), u"save-again"_s, this, u"primary"_s, u"reload"_s);
    QPushButton *other = makeButton(tr("Back"), u"back"_s, this, u"flat"_s);
    buttons->addWidget(m_save);
    buttons->addWidget(other);
    buttons->addStretch(1);
    rows->addLayout(buttons);
    auto *more = new QToolButton(this);
    more->setObjectName(u"technician"_s);
    more->setText(tr("For a technician"));
    more->setProperty("role", u"link"_s);
    more->setProperty("glyph", u"down"_s);
    QWidget *technical = makeCopyRow(error["technical"_L1].toString(), u"technical"_s, tr("For a technician"), this);
    technical->hide();
    rows->addWidget(more);
    rows->addWidget(technical);
    rows->addStretch(1);
    connect(more, &QToolButton::clicked, technical, [technical] { technical->setVisible(!technical->isVisible()); });
    connect(m_save, &QPushButton::clicked, this, &AppErrorPage::save);
    connect(other, &QPushButton::clicked, this, &AppErrorPage::back);
    state->client()->call(u"profiles.show"_s, {{u"connector"_s, m_connector}}, this,
                          [this](const ControlReply &reply) { m_profile = reply.result["profile"_L1].toObject(); });
}

QWidget *AppErrorPage::makeSteps(const QString &docsUrl)
{
    auto *card = new Card(this);
    card->rows()->setSpacing(14);
    card->rows()->addWidget(makeLabel(TextRole::Section, tr("What to do"), card));
    auto *open = new QWidget(card);
    auto *openRows = new QVBoxLayout(open);
    openRows->setContentsMargins(0, 0, 0, 0);
    openRows->addWidget(makeLabel(TextRole::Body, tr("Open your app at the provider and make a new secret there."),
                                  open));
    if (!docsUrl.isEmpty()) {
        QPushButton *link = makeButton(QUrl(docsUrl).host(), u"docs"_s, open, u"link"_s);
        link->setProperty("endGlyph", u"ext"_s);
        connect(link, &QPushButton::clicked, open, [docsUrl] { QDesktopServices::openUrl(QUrl(docsUrl)); });
        openRows->addWidget(link);
    }
    card->rows()->addLayout(step(1, open, card));
    auto *paste = new QWidget(card);
    auto *pasteRows = new QVBoxLayout(paste);
    pasteRows->setContentsMargins(0, 0, 0, 0);
    pasteRows->addWidget(makeLabel(TextRole::Body, tr("Paste the new secret here."), paste));
    m_secret = makeSecretField(u"app-secret"_s, paste);
    m_secret->setPlaceholderText(tr("Secret of your app"));
    pasteRows->addWidget(m_secret);
    card->rows()->addLayout(step(2, paste, card));
    auto *redirect = new QWidget(card);
    auto *redirectRows = new QVBoxLayout(redirect);
    redirectRows->setContentsMargins(0, 0, 0, 0);
    redirectRows->addWidget(makeLabel(TextRole::Body, tr("While you are there: its redirect URI must be exactly this."),
                                      redirect));
    redirectRows->addWidget(makeCopyRow(m_state->hub().redirectUri, u"redirect-uri"_s, tr("Redirect URI"), redirect));
    card->rows()->addLayout(step(3, redirect, card));
    return card;
}

void AppErrorPage::focusFirst()
{
    m_secret->setFocus();
}

void AppErrorPage::save()
{
    const QString secret = m_secret->text().trimmed();
    if (secret.isEmpty()) { // only the redirect URI was wrong
        Q_EMIT again();
        return;
    }
    m_save->setEnabled(false);
    // the secret alone is new: what is not said would be forgotten
    const QJsonObject params{{u"connector"_s, m_connector},
                             {u"name"_s, m_profile["name"_L1]},
                             {u"client_id"_s, m_profile["client_id"_L1]},
                             {u"scopes"_s, m_profile["scopes"_L1]},
                             {u"client_secret"_s, secret}};
    m_state->client()->call(u"profiles.set"_s, params, this, [this](const ControlReply &reply) {
        m_save->setEnabled(true);
        if (reply.ok())
            Q_EMIT again();
        else
            m_note->say(Note::Kind::Error, reply.errorMessage);
    });
}

ProblemPage::ProblemPage(const QString &text, QWidget *parent) : QWidget(parent)
{
    QVBoxLayout *rows = column(this);
    rows->addWidget(new StatePill({PillKind::Error, tr("Not connected")}, this));
    QLabel *label = makeLabel(TextRole::Section, text, this);
    label->setObjectName(u"problem"_s);
    rows->addWidget(label);
    QPushButton *button = makeButton(tr("Try again"), u"try-again"_s, this, u"primary"_s, u"reload"_s);
    rows->addWidget(button);
    rows->addStretch(1);
    connect(button, &QPushButton::clicked, this, &ProblemPage::again);
    button->setFocus();
}

} // namespace hub
