#include "core/connectors/tables.h"

#include <QFile>

static void initTables()
{
    Q_INIT_RESOURCE(connector_tables);
}

namespace hub {

std::string tableText(const QString &path)
{
    initTables();
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

} // namespace hub
