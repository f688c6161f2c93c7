#include "app/daemon/options.h"

#include "core/base/data_directory.h"

#include <QCommandLineParser>

namespace hub {
namespace {

Error wrong(const QString &message)
{
    return Error{ErrorCode::InvalidRequest, message.toStdString()};
}

Result<std::uint32_t> number(const QString &text, const char *flag, std::uint32_t most)
{
    bool ok = false;
    const uint value = text.toUInt(&ok);
    if (!ok || value > most)
        return wrong(QStringLiteral("--%1 takes a number up to %2").arg(QLatin1String(flag)).arg(most));
    return value;
}

QString masterKeyOf(const QCommandLineParser &parser, const QCommandLineOption &option)
{
    if (parser.isSet(option))
        return parser.value(option);
    const QString file = qEnvironmentVariable("CONNECT_HUB_MASTER_KEY_FILE");
    return file.isEmpty() ? QStringLiteral("keychain") : QStringLiteral("file:") + file;
}

} // namespace

Result<HubOptions> parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption port(QStringLiteral("port"), {}, QStringLiteral("N"));
    const QCommandLineOption host(QStringLiteral("host"), {}, QStringLiteral("ADDRESS"), QStringLiteral("127.0.0.1"));
    const QCommandLineOption data(QStringLiteral("data-dir"), {}, QStringLiteral("DIR"), defaultDataDirectory());
    const QCommandLineOption vault(QStringLiteral("vault"), {}, QStringLiteral("KIND"), QStringLiteral("keychain"));
    const QCommandLineOption master(QStringLiteral("master-key"), {}, QStringLiteral("SOURCE"));
    const QCommandLineOption store(QStringLiteral("store"), {}, QStringLiteral("URL"), QStringLiteral("sqlite"));
    const QCommandLineOption connectors(QStringLiteral("connectors"), {}, QStringLiteral("DIR"));
    const QCommandLineOption local(QStringLiteral("allow-local"), {}, QStringLiteral("KEY"));
    const QCommandLineOption most(QStringLiteral("max-connections"), {}, QStringLiteral("N"), QStringLiteral("1024"));
    parser.addOptions({port, host, data, vault, master, store, connectors, local, most});
    if (!parser.parse(arguments))
        return wrong(parser.errorText());
    if (!parser.positionalArguments().isEmpty())
        return wrong(QStringLiteral("unexpected argument: ") + parser.positionalArguments().constFirst());

    HubOptions options;
    options.dataDirectory = parser.value(data).toStdString();
    options.host = parser.value(host).toStdString();
    if (options.host != "127.0.0.1" && options.host != "::1")
        return wrong(QStringLiteral(
            "--host other than 127.0.0.1 and ::1 needs --tls-cert and --tls-key, which this version does not have yet"));
    if (parser.value(store) != QLatin1String("sqlite"))
        return wrong(QStringLiteral("--store: this version keeps its data in sqlite only"));
    if (parser.isSet(port)) {
        const Result<std::uint32_t> value = number(parser.value(port), "port", 65535);
        if (!value)
            return value.error();
        options.port = static_cast<std::uint16_t>(*value);
    }
    const Result<std::uint32_t> connections = number(parser.value(most), "max-connections", 1'000'000);
    if (!connections)
        return connections.error();
    options.maxConnections = *connections;
    options.vault = parser.value(vault).toStdString();
    if (options.vault != "keychain" && options.vault != "sealed")
        return wrong(QStringLiteral("--vault is keychain or sealed"));
    options.masterKey = masterKeyOf(parser, master).toStdString();
    for (const QString &directory : parser.values(connectors))
        options.connectorDirectories.push_back(directory.toStdString());
    for (const QString &key : parser.values(local))
        options.allowLocal.insert(key.toStdString());
    return options;
}

} // namespace hub
