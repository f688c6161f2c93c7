// The browser view that shows the connect page and the provider's own pages. It sits in a plugin (ui/connect/view):
// linking the engine costs a process memory and start time even unused.
#pragma once

#include <QtPlugin>
#include <QUrl>
#include <QWidget>

namespace hub {

//! A throw-away profile for each: no cookie of one sign-in reaches the next.
class ConnectView : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    virtual void open(const QUrl &url) = 0;
    virtual void back() = 0;
    virtual void reload() = 0;
    virtual QUrl url() const = 0;

Q_SIGNALS:
    //! Before anything of the page is shown.
    void urlChanged(const QUrl &url);
    void canGoBackChanged(bool can);
    //! The page could not be shown: certificate, network, or the engine died. Nothing of it is on the screen.
    void failed(const QString &why);
    //! The connect page asks for the person's own app of a connector. Only from the hub's own origin.
    void ownAppWanted(const QString &connector);
};

class ConnectViewPlugin {
public:
    virtual ~ConnectViewPlugin() = default;
    //! \param hub the hub's address: its origin alone may ask the application for something
    //! \param caught addresses that go to the hub's callback instead (caught_redirect.h)
    virtual ConnectView *create(const QUrl &hub, const QList<QUrl> &caught, QWidget *parent) = 0;
};

} // namespace hub

#define ConnectViewPlugin_iid "connect-hub.ConnectViewPlugin/2"
Q_DECLARE_INTERFACE(hub::ConnectViewPlugin, ConnectViewPlugin_iid)
