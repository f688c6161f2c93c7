#include "core/base/data_directory.h"

#include <QStandardPaths>

namespace hub {

QString defaultDataDirectory()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/connect-hub");
}

} // namespace hub
