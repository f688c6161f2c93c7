// The view on Qt WebEngine.
#pragma once

#include "ui/connect/connect_view.h"

#include <QWebEnginePage>

class QWebEngineProfile;
class QWebEngineView;

namespace hub {

//! Decides what a page may do: navigate the web, and nothing else.
class WebPage : public QWebEnginePage {
    Q_OBJECT
public:
    WebPage(QWebEngineProfile *profile, QUrl hub, QList<QUrl> caught, QObject *parent);
    //! An answer was caught, and the hub's page has not come yet.
    bool isHandingOver() const { return m_handingOver; }

Q_SIGNALS:
    void ownAppWanted(const QString &connector);
    void refused(const QString &why);

protected:
    bool acceptNavigationRequest(const QUrl &url, NavigationType type, bool isMainFrame) override;
    // no page puts a dialog over the window: a loop of them would hold it
    void javaScriptAlert(const QUrl &, const QString &) override {}
    bool javaScriptConfirm(const QUrl &, const QString &) override { return false; }
    bool javaScriptPrompt(const QUrl &, const QString &, const QString &, QString *) override { return false; }
    QStringList chooseFiles(FileSelectionMode, const QStringList &, const QStringList &) override { return {}; }

private:
    bool isHubPage() const;

    QUrl m_hub;
    QList<QUrl> m_caught;
    bool m_handingOver = false;
};

class WebView : public ConnectView {
    Q_OBJECT
public:
    WebView(const QUrl &hub, const QList<QUrl> &caught, QWidget *parent);
    ~WebView() override;
    void open(const QUrl &url) override;
    void back() override;
    void reload() override;
    QUrl url() const override;

private:
    void guard();
    void watch();

    QWebEngineProfile *m_profile;
    QWebEngineView *m_view;
    WebPage *m_page;
};

} // namespace hub
