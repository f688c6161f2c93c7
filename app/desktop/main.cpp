// connect-hub: the window.
#include "app/desktop/options.h"
#include "app/desktop/single_instance.h"

#include "core/control/client/control_client.h"
#include "ui/common/focus_ring.h"
#include "ui/common/hub_state.h"
#include "ui/common/hub_style.h"
#include "ui/shell/hub_link.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QDir>
#include <QLocale>
#include <QTranslator>

#include <cstdio>

namespace {

using namespace Qt::StringLiterals;

void wear(hub::HubStyle *style, hub::Theme theme)
{
    style->setTheme(theme);
    QApplication::setPalette(hub::paletteOf(hub::tokensOf(theme)));
}

} // namespace

int main(int argc, char **argv)
{
    // the browser view is loaded late and needs this from the start
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QApplication::setApplicationName(u"connect-hub"_s);
    QApplication::setApplicationDisplayName(u"Connect Hub"_s);
    QApplication::setApplicationVersion(QLatin1String(HUB_VERSION));
    QApplication::setDesktopFileName(u"connect-hub"_s);
    QApplication application(argc, argv);
    const hub::DesktopOptions options = hub::parseDesktopOptions(application.arguments().mid(1));
    if (!options.problem.isEmpty()) {
        std::fprintf(stderr, "connect-hub: %s\n", qPrintable(options.problem));
        return 2;
    }
    QTranslator english; // plurals
    QTranslator own;
    if (english.load(u":/translations/connect-hub_en.qm"_s))
        QApplication::installTranslator(&english);
    if (own.load(QLocale(), u"connect-hub"_s, u"_"_s, u":/translations"_s))
        QApplication::installTranslator(&own);
    hub::SingleInstance instance(options.dataDirectory);
    if (!instance.claim())
        return 0;

    hub::ThemeWatch watch(QApplication::palette());
    auto *style = new hub::HubStyle(options.theme.value_or(watch.theme()));
    QApplication::setStyle(style); // takes it
    wear(style, style->theme());
    if (!options.theme)
        QObject::connect(&watch, &hub::ThemeWatch::changed, style, [&watch, style] { wear(style, watch.theme()); });
    hub::FocusRing ring;

    const QDir here(QApplication::applicationDirPath());
    hub::ControlClient client(QDir(options.dataDirectory).absoluteFilePath(u"control.sock"_s));
    hub::HubState state(&client);
    hub::HubLink link(&client, here.filePath(u"connect-hubd"_s), options.hubArguments, options.dataDirectory);
    hub::MainWindow window(&link, &state, here.filePath(u"connect_view"_s),
                           [] { return QDateTime::currentDateTime(); });
    QObject::connect(&instance, &hub::SingleInstance::raiseWanted, &window, &hub::MainWindow::raiseWindow);
    window.show();
    link.start();
    return QApplication::exec();
}
