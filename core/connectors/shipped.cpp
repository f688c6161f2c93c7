#include "core/connectors/shipped.h"

#include "core/base/log.h"
#include "core/connectors/loader.h"

#include <QFile>

static void initConnectors()
{
    Q_INIT_RESOURCE(connectors);
}

namespace hub {

void initShippedResources()
{
    initConnectors();
}

ShippedConnectors::ShippedConnectors(std::string root) : m_root(std::move(root))
{
    initShippedResources();
    QFile index(QString::fromStdString(m_root + "connectors.index"));
    if (!index.open(QIODevice::ReadOnly)) {
        qCCritical(logConnectors, "the program holds no index of connectors");
        return;
    }
    while (!index.atEnd()) {
        const QByteArray row = index.readLine();
        Result<ConnectorSummary> read = readSummary({row.constData(), static_cast<std::size_t>(row.size())});
        if (!read) {
            qCCritical(logConnectors, "a row of the connectors' index can't be read: %s", read.error().message.c_str());
            continue;
        }
        auto summary = std::make_shared<const ConnectorSummary>(std::move(*read));
        std::string key = summary->key;
        m_summaries.emplace(std::move(key), std::move(summary));
    }
}

std::shared_ptr<const Connector> ShippedConnectors::definition(std::string_view key) const
{
    const auto known = m_summaries.find(key);
    if (known == m_summaries.end())
        return nullptr;
    const std::string source = m_root + "connectors/" + known->first + ".json";
    QFile file(QString::fromStdString(source));
    const bool open = file.open(QIODevice::ReadOnly);
    const Result<json::object> document = open ? parseObject(file.readAll().toStdString())
                                               : Result<json::object>(Error{});
    if (!document) {
        qCCritical(logConnectors, "%s can't be read", source.c_str());
        return nullptr;
    }
    auto connector = std::make_shared<Connector>(readConnector(*document));
    connector->source = source;
    connector->hash = known->second->hash;
    connector->shipped = true;
    return connector;
}

} // namespace hub
