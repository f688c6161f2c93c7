#include "ui/shell/main_window.h"

#include "ui/accounts/account_words.h"
#include "ui/accounts/accounts_page.h"
#include "ui/activity/activity_page.h"
#include "ui/agents/agents_page.h"
#include "ui/common/note.h"
#include "ui/connect/connect_page.h"
#include "ui/shell/rail.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QShortcut>
#include <QStackedWidget>
#include <QUrl>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kCompactBelow = 900;

} // namespace

MainWindow::MainWindow(HubLink *link, HubState *state, QString viewPlugin, std::function<QDateTime()> now,
                       QWidget *parent)
    : QMainWindow(parent), m_link(link), m_state(state), m_viewPlugin(std::move(viewPlugin)), m_now(std::move(now))
{
    setWindowTitle(tr("Connect Hub"));
    setMinimumSize(760, 520);
    resize(1180, 760);
    auto *central = new QWidget(this);
    auto *columns = new QHBoxLayout(central);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    m_rail = new Rail(link, state, central);
    m_rail->add(u"accounts"_s, tr("Accounts"), u"nav-accounts"_s);
    m_rail->add(u"connect"_s, tr("Connect"), u"nav-connect"_s);
    m_rail->add(u"agents"_s, tr("Agents"), u"nav-agents"_s);
    m_rail->add(u"activity"_s, tr("Activity"), u"nav-activity"_s);
    auto *content = new QVBoxLayout;
    content->setSpacing(0);
    m_note = new Note(central);
    content->addWidget(m_note);
    m_stack = new QStackedWidget(central);
    for (int i = 0; i < 4; ++i)
        m_stack->addWidget(new QWidget(m_stack)); // each page is built when it is first shown
    content->addWidget(m_stack, 1);
    columns->addWidget(m_rail);
    columns->addLayout(content, 1);
    setCentralWidget(central);
    connect(m_rail, &Rail::chosen, this, [this](int index) { openPage(static_cast<Page>(index)); });
    connect(link, &HubLink::changed, this, &MainWindow::onHub);
    connect(state, &HubState::hubChanged, this, &MainWindow::onHub);
    connect(state, &HubState::accountsChanged, this, &MainWindow::updateBadge);
    connect(m_note, &Note::clicked, this, [this] {
        if (m_link->state() == HubLink::State::Stopped)
            m_link->start();
    });
    addShortcuts();
    showPage(Accounts);
    onHub();
}

void MainWindow::addShortcuts()
{
    const auto add = [this](const QKeySequence &keys, auto action) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, action);
    };
    add(QKeySequence(u"Ctrl+1"_s), [this] { openPage(Accounts); });
    add(QKeySequence(u"Ctrl+2"_s), [this] { openPage(Connect); });
    add(QKeySequence(u"Ctrl+3"_s), [this] { openPage(Agents); });
    add(QKeySequence(u"Ctrl+4"_s), [this] { openPage(Activity); });
    add(QKeySequence(u"Ctrl+N"_s), [this] {
        showPage(Connect);
        m_connect->begin({});
    });
    add(QKeySequence::Find, [this] {
        if (m_stack->currentIndex() == Accounts)
            m_accounts->focusSearch();
        else if (m_stack->currentIndex() == Activity)
            m_activity->focusSearch();
    });
    add(QKeySequence(u"Ctrl+L"_s), [this] {
        if (m_connect && m_stack->currentIndex() == Connect)
            m_connect->focusOrigin();
    });
    add(QKeySequence(u"F6"_s), [this] { nextRegion(); });
    add(QKeySequence::Quit, [this] {
        m_link->stopOwn();
        QApplication::quit();
    });
}

QWidget *MainWindow::pageAt(Page page)
{
    QWidget *built = m_stack->widget(page);
    switch (page) {
    case Accounts:
        if (m_accounts)
            return built;
        built = m_accounts = new AccountsPage(m_state, m_now, m_stack);
        connect(m_accounts, &AccountsPage::connectWanted, this,
                [this](const QString &connector, const QString &account) {
                    showPage(Connect);
                    m_connect->begin({connector, account});
                });
        break;
    case Connect:
        if (m_connect)
            return built;
        built = m_connect = new ConnectPage(m_state, m_viewPlugin, m_stack);
        connect(m_connect, &ConnectPage::finished, this, [this] { showPage(Accounts); });
        break;
    case Agents:
        if (m_agents)
            return built;
        built = m_agents = new AgentsPage(m_state, m_now, m_stack);
        break;
    case Activity:
        if (m_activity)
            return built;
        built = m_activity = new ActivityPage(m_state, m_now, m_stack);
        break;
    }
    QWidget *placeholder = m_stack->widget(page);
    m_stack->insertWidget(page, built);
    m_stack->removeWidget(placeholder);
    delete placeholder;
    return built;
}

void MainWindow::showPage(Page page)
{
    m_stack->setCurrentWidget(pageAt(page));
    m_rail->choose(page);
}

void MainWindow::openPage(Page page)
{
    showPage(page);
    if (page == Connect && m_state->isConnected())
        m_connect->resume();
}

void MainWindow::onHub()
{
    if (m_link->state() == HubLink::State::Stopped && !m_link->problem().isEmpty())
        m_note->say(Note::Kind::Error, m_link->problem(), tr("Start it"));
    else if (m_state->isConnected() && m_state->hub().vaultLocked)
        m_note->say(Note::Kind::Warn,
                    m_state->hub().vaultMessage.isEmpty()
                        ? tr("The keychain is locked. Calls wait until you unlock it; nothing is lost.")
                        : m_state->hub().vaultMessage);
    else
        m_note->say(Note::Kind::Info, {});
}

void MainWindow::updateBadge()
{
    int count = 0;
    for (const AccountInfo &each : m_state->accounts())
        count += needsPerson(each) ? 1 : 0;
    m_rail->setCount(Accounts, count, tr("%n account(s) need you", nullptr, count));
}

void MainWindow::nextRegion()
{
    QWidget *focused = QApplication::focusWidget();
    QWidget *next = focused && m_rail->isAncestorOf(focused) ? m_stack->currentWidget() : m_rail;
    next->setFocus(Qt::ShortcutFocusReason);
    if (QWidget *child = next->nextInFocusChain(); child && !next->hasFocus())
        child->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::raiseWindow()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    Q_EMIT closed();
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    m_rail->setCompact(width() < kCompactBelow);
    QMainWindow::resizeEvent(event);
}

} // namespace hub
