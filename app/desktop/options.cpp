#include "app/desktop/options.h"

#include "core/base/data_directory.h"

namespace hub {

using namespace Qt::StringLiterals;

DesktopOptions parseDesktopOptions(const QStringList &arguments)
{
    DesktopOptions out;
    out.dataDirectory = defaultDataDirectory();
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString name = arguments[i].section(u'=', 0, 0);
        const bool inOne = arguments[i].contains(u'=');
        if (name != "--theme"_L1 && name != "--data-dir"_L1) {
            out.hubArguments << arguments[i];
            continue;
        }
        if (!inOne && i + 1 == arguments.size()) {
            out.problem = name + u" needs a value"_s;
            return out;
        }
        const QString value = inOne ? arguments[i].section(u'=', 1) : arguments[++i];
        if (name == "--data-dir"_L1) {
            out.dataDirectory = value;
            continue;
        }
        out.theme = themeNamed(value);
        if (!out.theme)
            out.problem = u"--theme is light, dark, hclight or hcdark"_s;
    }
    out.hubArguments << u"--data-dir"_s << out.dataDirectory;
    return out;
}

} // namespace hub
