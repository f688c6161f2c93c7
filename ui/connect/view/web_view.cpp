#include "ui/connect/view/web_view.h"

#include "ui/connect/caught_redirect.h"

#include <QAuthenticator>
#include <QDesktopServices>
#include <QUrlQuery>
#include <QVBoxLayout>
#include <QWebEngineCertificateError>
#include <QWebEngineDownloadRequest>
#include <QWebEngineHistory>
#include <QWebEngineNewWindowRequest>
#include <QWebEngineProfile>
#include <QWebEngineSettings>
#include <QWebEngineView>
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QWebEnginePermission>
#endif

namespace hub {
namespace {

using namespace Qt::StringLiterals;

bool sameOrigin(const QUrl &a, const QUrl &b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && a.port() == b.port();
}

bool isWeb(const QUrl &url)
{
    return url.scheme() == "https"_L1 || url.scheme() == "http"_L1;
}

} // namespace

WebPage::WebPage(QWebEngineProfile *profile, QUrl hub, QList<QUrl> caught, QObject *parent)
    : QWebEnginePage(profile, parent), m_hub(std::move(hub)), m_caught(std::move(caught))
{
}

bool WebPage::isHubPage() const
{
    return sameOrigin(url(), m_hub);
}

bool WebPage::acceptNavigationRequest(const QUrl &url, NavigationType, bool isMainFrame)
{
    if (isMainFrame && url.scheme() == "connect-hub"_L1) {
        if (isHubPage() && url.path() == "own-app"_L1)
            Q_EMIT ownAppWanted(QUrlQuery(url).queryItemValue(u"connector"_s));
        return false;
    }
    if (const std::optional<QUrl> callback = isMainFrame ? callbackFor(url, m_caught, m_hub) : std::nullopt) {
        m_handingOver = true;
        QMetaObject::invokeMethod(this, [this, next = *callback] { load(next); }, Qt::QueuedConnection);
        return false; // before anything is dialled
    }
    if (isMainFrame && sameOrigin(url, m_hub))
        m_handingOver = false;
    if (isWeb(url) || url == QUrl(u"about:blank"_s))
        return true;
    // frames of a page may be made of data; a page as a whole may not, and files never
    if (!isMainFrame && (url.scheme() == "data"_L1 || url.scheme() == "blob"_L1 || url.scheme() == "about"_L1))
        return true;
    if (isMainFrame)
        Q_EMIT refused(tr("The page wanted to open “%1:”, which Connect Hub does not do. Try it in your browser.")
                           .arg(url.scheme()));
    return false;
}

WebView::WebView(const QUrl &hub, const QList<QUrl> &caught, QWidget *parent)
    : ConnectView(parent)
    , m_profile(new QWebEngineProfile(this))
    , m_view(new QWebEngineView(this))
    , m_page(new WebPage(m_profile, hub, caught, m_view))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFocusProxy(m_view);
    m_view->setPage(m_page);
    m_view->setContextMenuPolicy(Qt::NoContextMenu);
    guard();
    watch();
}

WebView::~WebView()
{
    // a page must go before its profile
    delete m_view;
}

void WebView::guard()
{
    QWebEngineSettings *settings = m_page->settings();
    settings->setAttribute(QWebEngineSettings::LocalContentCanAccessFileUrls, false);
    settings->setAttribute(QWebEngineSettings::JavascriptCanOpenWindows, false);
    settings->setAttribute(QWebEngineSettings::PluginsEnabled, false);
    settings->setAttribute(QWebEngineSettings::ScreenCaptureEnabled, false);
    settings->setAttribute(QWebEngineSettings::PdfViewerEnabled, false);
    settings->setAttribute(QWebEngineSettings::ErrorPageEnabled, false);
    settings->setAttribute(QWebEngineSettings::AutoLoadIconsForPage, false);
    settings->setAttribute(QWebEngineSettings::JavascriptCanAccessClipboard, false);
    settings->setUnknownUrlSchemePolicy(QWebEngineSettings::DisallowUnknownUrlSchemes);
    m_profile->setPersistentCookiesPolicy(QWebEngineProfile::NoPersistentCookies);
    m_profile->setSpellCheckEnabled(false);
    connect(m_profile, &QWebEngineProfile::downloadRequested, this,
            [](QWebEngineDownloadRequest *download) { download->cancel(); });
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    connect(m_page, &QWebEnginePage::permissionRequested, m_page,
            [](QWebEnginePermission permission) { permission.deny(); });
#else
    connect(m_page, &QWebEnginePage::featurePermissionRequested, m_page,
            [page = m_page](const QUrl &origin, QWebEnginePage::Feature feature) {
                page->setFeaturePermission(origin, feature, QWebEnginePage::PermissionDeniedByUser);
            });
#endif
    connect(m_page, &QWebEnginePage::certificateError, this, [this](QWebEngineCertificateError error) {
        error.rejectCertificate();
        m_page->triggerAction(QWebEnginePage::Stop);
        Q_EMIT failed(tr("The certificate of %1 is not good: %2 Nothing was sent. Do not go on.")
                          .arg(error.url().host(), error.description()));
    });
    // a name and password that a server asks for by itself are not typed here: nobody could tell whose dialog that is
    connect(m_page, &QWebEnginePage::authenticationRequired, this,
            [](const QUrl &, QAuthenticator *authenticator) { *authenticator = QAuthenticator(); });
    // help pages open in the person's browser; a provider's second window takes the place of the first
    connect(m_page, &QWebEnginePage::newWindowRequested, this, [this](QWebEngineNewWindowRequest &request) {
        if (!request.isUserInitiated() || !isWeb(request.requestedUrl()))
            return;
        const QUrl here = m_page->url();
        if (request.requestedUrl().scheme() == "https"_L1 && here.path().startsWith("/connect/"_L1)
            && here.host() == "127.0.0.1"_L1)
            QDesktopServices::openUrl(request.requestedUrl());
        else
            m_page->setUrl(request.requestedUrl());
    });
}

void WebView::watch()
{
    connect(m_page, &QWebEnginePage::urlChanged, this, [this](const QUrl &url) {
        Q_EMIT urlChanged(url);
        Q_EMIT canGoBackChanged(m_page->history()->canGoBack());
    });
    connect(m_page, &QWebEnginePage::loadFinished, this, [this](bool ok) {
        if (!ok && !m_page->isHandingOver() && m_page->url().isValid() && isWeb(m_page->requestedUrl()))
            Q_EMIT failed(tr("%1 does not answer here. Check the network, or continue in your browser.")
                              .arg(m_page->requestedUrl().host()));
    });
    connect(m_page, &QWebEnginePage::renderProcessTerminated, this,
            [this](QWebEnginePage::RenderProcessTerminationStatus status) {
                if (status != QWebEnginePage::NormalTerminationStatus)
                    Q_EMIT failed(tr(
                        "The browser view has crashed. Nothing is lost: load it again, or continue in your browser."));
            });
    connect(m_page, &WebPage::ownAppWanted, this, &ConnectView::ownAppWanted);
    connect(m_page, &WebPage::refused, this, &ConnectView::failed);
}

void WebView::open(const QUrl &url)
{
    m_page->load(url);
    m_view->setFocus();
}

void WebView::back()
{
    m_page->triggerAction(QWebEnginePage::Back);
}

void WebView::reload()
{
    m_page->triggerAction(QWebEnginePage::Reload);
}

QUrl WebView::url() const
{
    return m_page->url();
}

} // namespace hub
