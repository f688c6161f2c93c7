#include "ui/connect/connect_page.h"

#include "ui/common/controls.h"
#include "ui/common/glyph.h"
#include "ui/common/hub_style.h"
#include "ui/common/note.h"
#include "ui/common/type.h"
#include "ui/common/words.h"
#include "ui/connect/connect_view.h"
#include "ui/connect/end_pages.h"
#include "ui/connect/profile_dialog.h"
#include "ui/connect/view_bar.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLabel>
#include <QMessageBox>
#include <QPluginLoader>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QUrlQuery>

#include <unistd.h>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kConsentSeconds = 600; // how long the hub waits for one consent
constexpr int kWaitSeconds = 300;
//! The engine reads this once, when it starts: pages that follow the desktop's colours then follow ours.
void askForColours(const QWidget *widget)
{
    const auto *style = qobject_cast<const HubStyle *>(widget->style());
    const Theme theme = style ? style->theme() : Theme::Light;
    const bool dark = theme == Theme::Dark || theme == Theme::HighContrastDark;
    QByteArray flags = qgetenv("QTWEBENGINE_CHROMIUM_FLAGS");
    flags += " --blink-settings=preferredColorScheme=";
    flags += dark ? "0" : "1";
    if (isHighContrast(theme))
        flags += ",preferredContrast=0"; // more
    qputenv("QTWEBENGINE_CHROMIUM_FLAGS", flags.trimmed());
}

//! What only a change of the person's own app can heal.
const QStringList kAppErrors{u"invalid_client"_s, u"unauthorized_client"_s, u"redirect_uri_mismatch"_s,
                             u"invalid_redirect_uri"_s};

} // namespace

ConnectPage::ConnectPage(HubState *state, QString pluginFile, QWidget *parent)
    : QWidget(parent)
    , m_state(state)
    , m_pluginFile(std::move(pluginFile))
    , m_stack(new QStackedWidget(this))
    , m_clock(new QTimer(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    m_viewPage = makeViewPage();
    m_browserPage = makeBrowserPage();
    m_stack->addWidget(m_viewPage);
    m_stack->addWidget(m_browserPage);
    m_clock->setInterval(1000);
    connect(m_clock, &QTimer::timeout, this, &ConnectPage::tick);
    connect(state, &HubState::hubChanged, this, [this] {
        if (m_unreached && isVisible() && m_state->isConnected())
            resume();
    });
}

ConnectPage::~ConnectPage() = default;

QWidget *ConnectPage::makeViewPage()
{
    auto *page = new QWidget(this);
    auto *rows = new QVBoxLayout(page);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    m_bar = new ViewBar(page);
    rows->addWidget(m_bar);
    m_viewNote = new Note(page);
    rows->addWidget(m_viewNote);
    m_strip = new QWidget(page);
    auto *strip = new QHBoxLayout(m_strip);
    strip->setContentsMargins(16, 6, 16, 6);
    auto *shield = new QLabel(m_strip);
    shield->setPixmap(glyphIcon(u"shield"_s).pixmap(18, 18));
    m_whose = makeLabel(TextRole::Body, {}, m_strip);
    QPushButton *help = makeButton(tr("The page shows an error?"), u"page-error"_s, m_strip, u"link"_s);
    m_left = makeLabel(TextRole::Secondary, {}, m_strip);
    m_left->setWordWrap(false);
    strip->addWidget(shield);
    strip->addWidget(m_whose, 1);
    strip->addWidget(help);
    strip->addSpacing(12);
    strip->addWidget(m_left);
    rows->addWidget(m_strip);
    m_strip->hide();
    connect(m_bar, &ViewBar::back, this, [this] { m_view->back(); });
    connect(m_bar, &ViewBar::reload, this, [this] {
        m_viewNote->say(Note::Kind::Info, {});
        m_view->show();
        m_view->reload();
    });
    connect(m_bar, &ViewBar::browserWanted, this, [this] { showInBrowser({}); });
    connect(m_bar, &ViewBar::cancelled, this, &ConnectPage::cancel);
    connect(m_viewNote, &Note::clicked, this, [this] { showInBrowser({}); });
    connect(help, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_state->hub().redirectUri);
        m_viewNote->say(
            Note::Kind::Info,
            tr("An error about the redirect URI: your app at the provider must name exactly %1 (now in the clipboard).")
                .arg(m_state->hub().redirectUri),
            tr("Continue in my browser"));
    });
    return page;
}

QWidget *ConnectPage::makeBrowserPage()
{
    auto *page = new QWidget(this);
    auto *rows = new QVBoxLayout(page);
    rows->setContentsMargins(24, 64, 24, 24);
    rows->setSpacing(16);
    m_browserTitle = makeLabel(TextRole::Title, {}, page);
    m_browserText = makeLabel(TextRole::Secondary, {}, page);
    m_browserNote = new Note(page);
    rows->addWidget(m_browserTitle);
    rows->addWidget(m_browserText);
    rows->addWidget(m_browserNote);
    auto *buttons = new QHBoxLayout;
    QPushButton *again = makeButton(tr("Open it again"), u"open-again"_s, page, u"primary"_s, u"ext"_s);
    QPushButton *stop = makeButton(tr("Cancel"), u"cancel-browser"_s, page);
    connect(again, &QPushButton::clicked, this, [this] { showInBrowser({}); });
    connect(stop, &QPushButton::clicked, this, &ConnectPage::cancel);
    buttons->addWidget(again);
    buttons->addWidget(stop);
    buttons->addStretch(1);
    rows->addLayout(buttons);
    rows->addStretch(1);
    return page;
}

bool ConnectPage::loadView()
{
    if (m_plugin)
        return true;
    // Chromium refuses to start as root with its sandbox, and without it a hostile page would be root
    if (::geteuid() == 0 && qEnvironmentVariable("QTWEBENGINE_DISABLE_SANDBOX") != "1"_L1) {
        m_noView = tr(
            "This program runs as root, and a browser view must not. The sign-in goes through your browser instead.");
        return false;
    }
    askForColours(this);
    QPluginLoader loader(m_pluginFile);
    m_plugin = qobject_cast<ConnectViewPlugin *>(loader.instance());
    if (!m_plugin)
        m_noView = tr("The browser view is not installed (%1). The sign-in goes through your browser instead.")
                       .arg(loader.errorString());
    return m_plugin != nullptr;
}

void ConnectPage::dropView()
{
    delete m_view;
    m_view = nullptr;
}

void ConnectPage::resume()
{
    const bool ended = m_end && m_stack->currentWidget() == m_end;
    if (ended && qobject_cast<ProblemPage *>(m_end))
        begin(m_wish);
    else if (!ended && m_session.isEmpty())
        begin({});
}

void ConnectPage::begin(const Wish &wish)
{
    if (!m_session.isEmpty())
        m_state->client()->call(u"connect.cancel"_s, {{u"session_id"_s, m_session}}, this, [](const ControlReply &) {});
    m_session.clear();
    m_wish = wish;
    start();
}

void ConnectPage::start()
{
    const int round = ++m_round;
    m_unreached = false;
    QJsonObject params;
    if (!m_wish.connector.isEmpty())
        params[u"connector"_s] = m_wish.connector;
    if (!m_wish.account.isEmpty())
        params[u"account"_s] = m_wish.account;
    m_state->client()->call(u"connect.start"_s, params, this, [this, round](const ControlReply &reply) {
        if (round != m_round)
            return;
        if (!reply.ok()) {
            showProblem(reply.errorMessage);
            return;
        }
        m_session = reply.result["session_id"_L1].toString();
        m_url = QUrl(reply.result["url"_L1].toString());
        m_caught.clear();
        for (const QJsonValue each : reply.result["caught_urls"_L1].toArray())
            m_caught << QUrl(each.toString());
        m_expires = QDateTime::fromString(reply.result["expires_at"_L1].toString(), Qt::ISODateWithMs);
        wait();
        if (loadView())
            showView();
        else
            showInBrowser(m_noView);
    });
}

void ConnectPage::showView()
{
    dropView();
    const QUrl hub(m_state->hub().url);
    m_view = m_plugin->create(hub, m_caught, m_viewPage);
    m_view->setObjectName(u"connect-view"_s);
    static_cast<QVBoxLayout *>(m_viewPage->layout())->insertWidget(2, m_view, 1);
    connect(m_view, &ConnectView::urlChanged, this, &ConnectPage::onUrl);
    connect(m_view, &ConnectView::canGoBackChanged, m_bar, &ViewBar::setCanGoBack);
    connect(m_view, &ConnectView::ownAppWanted, this, &ConnectPage::ownApp);
    connect(m_view, &ConnectView::failed, this, [this](const QString &why) {
        m_view->hide();
        m_viewNote->say(Note::Kind::Error, why, tr("Continue in my browser"));
    });
    m_viewNote->say(Note::Kind::Info, {});
    m_bar->setHub(hub);
    QUrl url = m_url;
    url.setQuery(u"view=app"_s);
    onUrl(url);
    m_view->open(url);
    m_stack->setCurrentWidget(m_viewPage);
}

void ConnectPage::onUrl(const QUrl &url)
{
    m_bar->setUrl(url);
    const bool outside = securityOf(url, QUrl(m_state->hub().url)) != Security::ThisMachine;
    m_strip->setVisible(outside);
    m_whose->setText(
        tr("This page is %1's. Connect Hub adds nothing to it and forgets its cookies.").arg(isolated(shownHost(url))));
    if (outside && !m_clock->isActive())
        m_expires = QDateTime::currentDateTimeUtc().addSecs(kConsentSeconds);
    if (outside)
        m_clock->start();
    else
        m_clock->stop();
    tick();
}

void ConnectPage::tick()
{
    const qint64 left = std::max<qint64>(0, QDateTime::currentDateTimeUtc().secsTo(m_expires));
    m_left->setText(m_expires.isValid()
                        ? tr("%1 left").arg(u"%1:%2"_s.arg(left / 60).arg(left % 60, 2, 10, QChar(u'0')))
                        : QString());
}

void ConnectPage::showInBrowser(const QString &why)
{
    dropView();
    const ConnectorInfo *connector = m_state->connector(m_wish.connector);
    m_browserTitle->setText(connector ? tr("Sign in to %1 in your browser").arg(connector->name)
                                      : tr("Go on in your browser"));
    m_browserText->setText(tr("Finish there; this window goes on by itself."));
    m_stack->setCurrentWidget(m_browserPage);
    if (m_url.isEmpty())
        return;
    const bool opened = QDesktopServices::openUrl(m_url);
    const QString copy = opened ? QString()
                                : tr("No browser opened. The address is in the clipboard: paste it into one.");
    if (!opened)
        QGuiApplication::clipboard()->setText(m_url.toString());
    m_browserNote->say(opened ? Note::Kind::Info : Note::Kind::Warn, QStringList{why, copy}.join(u' ').trimmed());
}

void ConnectPage::wait()
{
    const QJsonObject params{{u"session_id"_s, m_session}, {u"timeout_s"_s, kWaitSeconds}};
    const int round = m_round;
    m_state->client()->call(u"connect.wait"_s, params, this, [this, round](const ControlReply &reply) {
        if (round != m_round || m_session.isEmpty())
            return;
        if (!reply.ok()) {
            showProblem(reply.errorMessage);
            return;
        }
        if (reply.result["status"_L1].toString() == "pending"_L1)
            wait();
        else
            ended(reply.result);
    });
}

void ConnectPage::ended(const QJsonObject &result)
{
    const QString status = result["status"_L1].toString();
    if (status == "authenticated"_L1) {
        m_session.clear();
        showSuccess(result["account"_L1].toObject());
        return;
    }
    const QJsonObject error = result["error"_L1].toObject();
    if (status == "error"_L1 && kAppErrors.contains(error["code"_L1].toString())) {
        m_session.clear();
        showError(error);
        return;
    }
    if (status == "error"_L1) {
        wait(); // the page says what happened, and tries again in the same session
        return;
    }
    m_session.clear();
    showProblem(status == "expired"_L1 ? tr("Nobody finished the sign-in in time. Start again.")
                                       : tr("The sign-in was cancelled. Nothing was connected."));
}

void ConnectPage::setEnd(QWidget *page)
{
    dropView();
    m_clock->stop();
    if (m_end) {
        m_stack->removeWidget(m_end);
        m_end->deleteLater();
    }
    m_end = page;
    m_stack->addWidget(page);
    m_stack->setCurrentWidget(page);
}

void ConnectPage::showSuccess(const QJsonObject &account)
{
    auto *page = new SuccessPage(m_state, account, m_stack);
    connect(page, &SuccessPage::done, this, [this] {
        setEnd(new QWidget(m_stack));
        m_end = nullptr;
        Q_EMIT finished();
    });
    connect(page, &SuccessPage::another, this, [this] { begin({}); });
    setEnd(page);
    page->focusFirst();
}

void ConnectPage::showError(const QJsonObject &error)
{
    auto *page = new AppErrorPage(
        m_state, m_wish.connector.isEmpty() ? error["connector"_L1].toString() : m_wish.connector, error, m_stack);
    connect(page, &AppErrorPage::again, this, [this] { begin(m_wish); });
    connect(page, &AppErrorPage::back, this, [this] { begin({}); });
    setEnd(page);
    page->focusFirst();
}

void ConnectPage::showProblem(const QString &text)
{
    m_session.clear();
    m_unreached = !m_state->isConnected();
    auto *page = new ProblemPage(text, m_stack);
    connect(page, &ProblemPage::again, this, [this] { begin(m_wish); });
    setEnd(page);
}

void ConnectPage::cancel()
{
    ++m_round;
    if (!m_session.isEmpty())
        m_state->client()->call(u"connect.cancel"_s, {{u"session_id"_s, m_session}}, this, [](const ControlReply &) {});
    m_session.clear();
    m_wish = {};
    dropView();
    m_clock->stop();
    Q_EMIT finished();
}

void ConnectPage::askCancel()
{
    QMessageBox box(QMessageBox::NoIcon, tr("Cancel the sign-in?"), tr("Nothing is connected yet."),
                    QMessageBox::NoButton, this);
    QPushButton *yes = box.addButton(tr("Cancel the sign-in"), QMessageBox::DestructiveRole);
    box.setDefaultButton(box.addButton(tr("Go on"), QMessageBox::RejectRole));
    box.exec();
    if (box.clickedButton() == yes)
        cancel();
}

void ConnectPage::ownApp(const QString &connector)
{
    ProfileDialog dialog(m_state, connector, std::nullopt, tr("Save and sign in"), window());
    if (dialog.exec() == QDialog::Accepted)
        begin({connector, {}});
}

void ConnectPage::focusOrigin()
{
    if (m_stack->currentWidget() == m_viewPage)
        m_bar->focusOrigin();
}

void ConnectPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_session.isEmpty()) {
        askCancel();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace hub
