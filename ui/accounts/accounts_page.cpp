#include "ui/accounts/accounts_page.h"

#include "ui/accounts/account_delegate.h"
#include "ui/accounts/account_details.h"
#include "ui/accounts/accounts_model.h"
#include "ui/accounts/links_dialog.h"
#include "ui/common/controls.h"
#include "ui/common/glyph.h"
#include "ui/common/note.h"
#include "ui/common/type.h"
#include "ui/common/words.h"
#include "ui/connect/own_apps_dialog.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QFile>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMargin = 24, kTop = 20;

//! Keys of the providers that most people connect first.
QStringList oftenFirst()
{
    QFile file(u":/often.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QStringList keys;
    for (const QJsonValue &key : QJsonDocument::fromJson(file.readAll()).array())
        keys.append(key.toString());
    return keys;
}

} // namespace

AccountsPage::AccountsPage(HubState *state, std::function<QDateTime()> now, QWidget *parent)
    : QWidget(parent), m_state(state), m_now(std::move(now)), m_filter(new AccountsFilter(this))
{
    auto *model = new AccountsModel(state, this);
    m_filter->setSourceModel(model);
    m_filter->sort(0);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, kTop, 0, 0);
    rows->setSpacing(16);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(kMargin, 0, kMargin, 0);
    auto *titles = new QVBoxLayout;
    titles->setSpacing(0);
    titles->addWidget(makeLabel(TextRole::Title, tr("Accounts"), this));
    m_summary = makeLabel(TextRole::Secondary, {}, this);
    titles->addWidget(m_summary);
    head->addLayout(titles, 1);
    m_apps = makeButton(tr("Own apps…"), u"own-apps"_s, this);
    m_links = makeButton(tr("Auth links…"), u"links"_s, this);
    m_connect = makeButton(tr("Connect account…"), u"connect-account"_s, this, u"primary"_s, u"plus"_s);
    connect(m_connect, &QPushButton::clicked, this, [this] { Q_EMIT connectWanted({}, {}); });
    connect(m_links, &QPushButton::clicked, this, [this] { LinksDialog(m_state, window()).exec(); });
    connect(m_apps, &QPushButton::clicked, this, [this] { OwnAppsDialog(m_state, window()).exec(); });
    head->addWidget(m_apps, 0, Qt::AlignTop);
    head->addWidget(m_links, 0, Qt::AlignTop);
    head->addWidget(m_connect, 0, Qt::AlignTop);
    rows->addLayout(head);

    m_note = new Note(this);
    auto *note = new QHBoxLayout;
    note->setContentsMargins(kMargin, 0, kMargin, 0);
    note->addWidget(m_note);
    rows->addLayout(note);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(makeList());
    m_stack->addWidget(makeEmpty());
    rows->addWidget(m_stack, 1);

    connect(state, &HubState::accountsChanged, this, &AccountsPage::update);
    connect(state, &HubState::hubChanged, this, &AccountsPage::update);
    connect(state, &HubState::connectorsChanged, this, &AccountsPage::fillOften);
    connect(state, &HubState::accountConnected, m_view, &AccountsView::highlight);
    fillOften();
    update();
}

QWidget *AccountsPage::makeFilters()
{
    auto *box = new QWidget(this);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(kMargin, 0, kMargin, 0);
    row->setSpacing(12);
    m_search = new QLineEdit(box);
    m_search->setObjectName(u"search"_s);
    m_search->setPlaceholderText(tr("Search name, address, provider"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->addAction(glyphIcon(u"search"_s), QLineEdit::LeadingPosition);
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(280);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setText(text);
        update();
    });
    QWidget *segments = makeSegments(box);
    m_segments = new QButtonGroup(this);
    const QString names[] = {tr("All"), tr("Needs you"), tr("Active"), tr("Suspended")};
    for (int i = 0; i < 4; ++i) {
        QToolButton *button = makeChoice(names[i], u"segment"_s, u"show-%1"_s.arg(i), segments);
        m_segments->addButton(button, i);
        segments->layout()->addWidget(button);
    }
    m_segments->button(0)->setChecked(true);
    connect(m_segments, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (!on)
            return;
        m_filter->setShow(static_cast<AccountsFilter::Show>(id));
        update();
    });
    auto *order = new QComboBox(box);
    order->setObjectName(u"order"_s);
    order->setAccessibleName(tr("Order"));
    order->addItems({tr("Needs you first"), tr("By name"), tr("By last call")});
    connect(order, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_filter->setOrder(static_cast<AccountsFilter::Order>(index)); });
    row->addWidget(m_search, 1);
    row->addWidget(segments);
    row->addStretch(); // what the search field leaves
    row->addWidget(order);
    return box;
}

QWidget *AccountsPage::makeList()
{
    auto *page = new QWidget(this);
    auto *rows = new QVBoxLayout(page);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(16);
    rows->addWidget(makeFilters());
    m_nothing = new QWidget(page);
    auto *nothing = new QHBoxLayout(m_nothing);
    nothing->setContentsMargins(kMargin, 0, kMargin, 0);
    nothing->addWidget(makeLabel(TextRole::Secondary, tr("Nothing fits."), m_nothing));
    QPushButton *clear = makeButton(tr("Clear search"), u"clear-search"_s, m_nothing, u"link"_s);
    connect(clear, &QPushButton::clicked, this, [this] {
        m_search->clear();
        m_segments->button(0)->click();
        m_search->setFocus();
    });
    nothing->addWidget(clear);
    nothing->addStretch(1);
    rows->addWidget(m_nothing);
    m_view = new AccountsView(m_state, m_now, page);
    m_view->setModel(m_filter);
    connect(m_view, &AccountsView::stepWanted, this, &AccountsPage::step);
    connect(m_view, &AccountsView::menuWanted, this, &AccountsPage::showMenu);
    connect(m_view, &AccountsView::detailsWanted, this, &AccountsPage::showDetails);
    // the last column's gap and the scroll bar take the place of the page's margin
    auto *wide = new QHBoxLayout;
    wide->setSpacing(0);
    wide->addSpacing(kMargin);
    wide->addWidget(m_view);
    rows->addLayout(wide, 1);
    return page;
}

QWidget *AccountsPage::makeEmpty()
{
    auto *page = new QWidget(this);
    auto *rows = new QVBoxLayout(page);
    rows->setSpacing(12);
    rows->addStretch(2);
    auto *sign = new QLabel(page);
    sign->setPixmap(glyphIcon(u"connect"_s).pixmap(40, 40));
    sign->setAlignment(Qt::AlignCenter);
    rows->addWidget(sign);
    QLabel *title = makeLabel(TextRole::Section, tr("Connect your first account"), page);
    QLabel *text = makeLabel(
        TextRole::Secondary,
        tr("You sign in at the provider once. The credential goes to this machine's keychain; agents use the account through the hub and never see it."),
        page);
    text->setFixedSize(420, text->heightForWidth(420));
    for (QLabel *label : {title, text})
        label->setAlignment(Qt::AlignCenter);
    rows->addWidget(title);
    rows->addWidget(text, 0, Qt::AlignHCenter);
    QPushButton *first = makeButton(tr("Connect account…"), u"connect-first"_s, page, u"primary"_s, u"plus"_s);
    connect(first, &QPushButton::clicked, this, [this] { Q_EMIT connectWanted({}, {}); });
    rows->addWidget(first, 0, Qt::AlignHCenter);
    m_often = new QWidget(page);
    new QHBoxLayout(m_often);
    rows->addWidget(m_often, 0, Qt::AlignHCenter);
    rows->addStretch(3);
    return page;
}

void AccountsPage::fillOften()
{
    qDeleteAll(m_often->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    auto *row = static_cast<QHBoxLayout *>(m_often->layout());
    row->setSpacing(8);
    QLabel *lead = makeLabel(TextRole::Secondary, tr("Often first:"), m_often);
    lead->setWordWrap(false);
    row->addWidget(lead);
    for (const QString &key : oftenFirst()) {
        const ConnectorInfo *known = m_state->connector(key);
        if (!known)
            continue;
        QPushButton *button = makeButton(literal(known->name), u"often-"_s + key, m_often);
        button->setProperty("small", true);
        connect(button, &QPushButton::clicked, this, [this, key] { Q_EMIT connectWanted(key, {}); });
        row->addWidget(button);
    }
    m_often->setVisible(row->count() > 1);
}

void AccountsPage::update()
{
    const QList<AccountInfo> &all = m_state->accounts();
    int counts[4] = {};
    for (const AccountInfo &each : all) {
        for (int i = 0; i < 4; ++i)
            counts[i] += AccountsFilter::belongs(each, static_cast<AccountsFilter::Show>(i)) ? 1 : 0;
    }
    for (int i = 0; i < 4; ++i)
        setCount(static_cast<QToolButton *>(m_segments->button(i)), counts[i]);
    QStringList parts;
    if (counts[2] > 0)
        parts << tr("%n active", nullptr, counts[2]);
    if (counts[1] > 0)
        parts << tr("%n need(s) you", nullptr, counts[1]);
    if (counts[3] > 0)
        parts << tr("%n suspended", nullptr, counts[3]);
    const QString total = tr("%n account(s)", nullptr, static_cast<int>(all.size()));
    m_summary->setText(all.isEmpty()         ? tr("None yet")
                           : parts.isEmpty() ? total
                                             : total + u": "_s + parts.join(u", "_s));
    m_stack->setCurrentIndex(all.isEmpty() ? 1 : 0);
    m_connect->setVisible(!all.isEmpty());
    m_connect->setEnabled(m_state->isConnected());
    m_apps->setEnabled(m_state->isConnected());
    m_links->setEnabled(m_state->isConnected());
    m_nothing->setVisible(m_filter->rowCount() == 0);
}

void AccountsPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void AccountsPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
        m_search->clear();
        return;
    }
    QWidget::keyPressEvent(event);
}

void AccountsPage::call(const QString &method, const QString &accountId, QJsonObject params)
{
    params[u"account"_s] = accountId;
    m_state->client()->call(method, params, this, [this](const ControlReply &reply) {
        if (reply.ok())
            m_note->say(Note::Kind::Info, {});
        else
            m_note->say(Note::Kind::Error, reply.errorMessage);
    });
}

void AccountsPage::step(const QString &accountId, NextStep step)
{
    if (step == NextStep::Resume)
        call(u"accounts.resume"_s, accountId);
    else if (step == NextStep::SignIn)
        Q_EMIT connectWanted({}, accountId);
}

void AccountsPage::showMenu(const QString &accountId, const QPoint &where)
{
    const AccountInfo *known = m_state->account(accountId);
    if (!known)
        return;
    const AccountInfo account = *known;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"account-menu"_s);
    menu->addAction(tr("Details…"), this, [this, accountId] { showDetails(accountId); });
    menu->addAction(tr("Rename…"), this, [this, account] { rename(account); });
    menu->addSeparator();
    menu->addAction(tr("Check the sign-in now"), this, [this, accountId] { call(u"accounts.refresh"_s, accountId); });
    menu->addAction(tr("Sign in again…"), this, [this, accountId] { Q_EMIT connectWanted({}, accountId); });
    if (account.status == "suspended"_L1)
        menu->addAction(tr("Resume"), this, [this, accountId] { call(u"accounts.resume"_s, accountId); });
    else if (account.status == "active"_L1)
        menu->addAction(tr("Suspend"), this, [this, accountId] { call(u"accounts.suspend"_s, accountId); });
    menu->addSeparator();
    menu->addAction(tr("Delete…"), this, [this, account] { remove(account); });
    menu->popup(where);
}

void AccountsPage::showDetails(const QString &accountId)
{
    if (const AccountInfo *account = m_state->account(accountId))
        AccountDetails(m_state, *account, m_now(), window()).exec();
}

void AccountsPage::rename(const AccountInfo &account)
{
    bool ok = false;
    const QString name = QInputDialog::getText(
        this, tr("Rename"), tr("Agents pick the account by this name. Small letters, digits and hyphens."),
        QLineEdit::Normal, account.alias, &ok);
    if (ok && name.trimmed() != account.alias)
        call(u"accounts.alias"_s, account.id, {{u"alias"_s, name.trimmed()}});
}

void AccountsPage::remove(const AccountInfo &account)
{
    QMessageBox box(QMessageBox::NoIcon, tr("Delete %1?").arg(account.alias),
                    tr("Delete %1? Agents lose it at once, and %2 is told to end the sign-in.")
                        .arg(account.alias, account.connectorName),
                    QMessageBox::NoButton, this);
    QPushButton *yes = box.addButton(tr("Delete"), QMessageBox::DestructiveRole);
    yes->setProperty("role", u"danger"_s);
    yes->setObjectName(u"delete"_s);
    box.setDefaultButton(box.addButton(tr("Keep"), QMessageBox::RejectRole));
    box.exec();
    if (box.clickedButton() == yes)
        call(u"accounts.delete"_s, account.id);
}

} // namespace hub
