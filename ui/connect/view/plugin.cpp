#include "ui/connect/view/web_view.h"

#include <QObject>

namespace hub {

class WebViewPlugin : public QObject, public ConnectViewPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID ConnectViewPlugin_iid)
    Q_INTERFACES(hub::ConnectViewPlugin)
public:
    ConnectView *create(const QUrl &hub, const QList<QUrl> &caught, QWidget *parent) override
    {
        return new WebView(hub, caught, parent);
    }
};

} // namespace hub

#include "plugin.moc"
