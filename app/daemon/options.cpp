#include "app/daemon/options.h"

#include "core/base/data_directory.h"

#include <QCommandLineParser>
#include <QFileInfo>
#include <QUrl>

namespace hub {
namespace {

Error wrong(const QString &message)
{
    return Error{ErrorCode::InvalidRequest, message.toStdString()};
}

Result<std::uint32_t> number(const QString &text, const char *flag, std::uint32_t least, std::uint32_t most)
{
    bool ok = false;
    const uint value = text.toUInt(&ok);
    if (!ok || value < least || value > most)
        return wrong(QStringLiteral("--%1 takes a number from %2 to %3").arg(QLatin1String(flag)).arg(least).arg(most));
    return value;
}

QString masterKeyOf(const QCommandLineParser &parser)
{
    if (const QString option = QStringLiteral("master-key"); parser.isSet(option))
        return parser.value(option);
    const QString file = qEnvironmentVariable("CONNECT_HUB_MASTER_KEY_FILE");
    return file.isEmpty() ? QStringLiteral("keychain") : QStringLiteral("file:") + file;
}

//! Scheme and host, without anything behind it, as browsers write an origin.
Result<std::string> publicUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool https = url.scheme() == QLatin1String("https");
    const bool bare = (url.path().isEmpty() || url.path() == QLatin1String("/")) && !url.hasQuery()
        && !url.hasFragment() && url.userInfo().isEmpty();
    if (!url.isValid() || url.host().isEmpty() || !bare || (!https && url.scheme() != QLatin1String("http")))
        return wrong(QStringLiteral("--public-url takes http or https and a host, such as https://hub.example"));
    const int usual = https ? 443 : 80;
    const QString port = url.port(usual) == usual ? QString() : QStringLiteral(":%1").arg(url.port());
    return QString(url.scheme() + QStringLiteral("://") + url.host(QUrl::FullyEncoded) + port).toStdString();
}

//! Flags that are known and not built yet: refused by name, so that nobody relies on them.
void addLater(QCommandLineParser *parser)
{
    for (const char *name : {"tls-cert", "tls-key", "config"})
        parser->addOption({QLatin1String(name), QStringLiteral("not in this version"), QStringLiteral("VALUE")});
}

Result<void> refuseLater(const QCommandLineParser &parser)
{
    for (const char *name : {"tls-cert", "tls-key", "config"}) {
        if (parser.isSet(QLatin1String(name)))
            return wrong(QStringLiteral("--%1 is not supported by this version yet").arg(QLatin1String(name)));
    }
    if (parser.isSet(QStringLiteral("test-fixtures"))
        && parser.value(QStringLiteral("store")) != QLatin1String("sqlite"))
        return wrong(QStringLiteral("--test-fixtures is for tests: it does not go together with a PostgreSQL store"));
    if (parser.value(QStringLiteral("store")) != QLatin1String("sqlite"))
        return wrong(QStringLiteral("--store: PostgreSQL is not supported by this version yet, only sqlite"));
    if (parser.value(QStringLiteral("threads")) != QLatin1String("1"))
        return wrong(QStringLiteral("--threads: more than 1 is not supported by this version yet"));
    return {};
}

void addOptions(QCommandLineParser *parser)
{
    const auto add = [parser](const char *name, const char *value, const char *help, const QString &fallback = {}) {
        parser->addOption({QLatin1String(name), QLatin1String(help), QLatin1String(value), fallback});
    };
    add("port", "N", "the port; 0 = any free one. Without it the kept one, at the first start 7423 or the next free");
    add("host", "ADDRESS", "127.0.0.1 or ::1", QStringLiteral("127.0.0.1"));
    add("data-dir", "DIR", "where all data is kept", defaultDataDirectory());
    add("vault", "KIND", "keychain or sealed; without it where the credentials are, at the first start keychain");
    add("master-key", "SOURCE", "for --vault sealed: keychain, file:PATH or credential:NAME");
    add("store", "URL", "sqlite", QStringLiteral("sqlite"));
    add("connectors", "DIR", "more connector files; may stand several times");
    add("allow-local", "KEY", "this connector's addresses may be on this machine or network; may stand several times");
    add("threads", "N", "1", QStringLiteral("1"));
    add("max-connections", "N", "how many connections are served at once", QStringLiteral("1024"));
    add("public-url", "URL", "the hub's name behind a load balancer, e.g. https://hub.example");
    parser->addOption({QStringLiteral("help"), QStringLiteral("shows this")});
    parser->addOption({QStringLiteral("version"), QStringLiteral("shows the version")});
    parser->addOption({QStringLiteral("test-fixtures"),
                       QStringLiteral("adds what the conformance suites of MCP need; for tests only")});
    addLater(parser);
}

} // namespace

// NOLINTNEXTLINE(readability-function-cognitive-complexity): one option after the other
Result<Invocation> parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(&parser);
    if (!parser.parse(arguments))
        return wrong(parser.errorText());
    if (parser.isSet(QStringLiteral("help")))
        return Invocation{{}, parser.helpText().toStdString()};
    if (parser.isSet(QStringLiteral("version")))
        return Invocation{{}, "connect-hubd " HUB_VERSION "\n"};
    if (!parser.positionalArguments().isEmpty())
        return wrong(QStringLiteral("unexpected argument: ") + parser.positionalArguments().constFirst());

    HubOptions options;
    options.dataDirectory = parser.value(QStringLiteral("data-dir")).toStdString();
    if (options.dataDirectory.empty())
        return wrong(QStringLiteral("--data-dir needs a directory"));
    options.host = parser.value(QStringLiteral("host")).toStdString();
    if (options.host != "127.0.0.1" && options.host != "::1")
        return wrong(QStringLiteral(
            "--host other than 127.0.0.1 and ::1 needs --tls-cert and --tls-key, which this version does not have yet"));
    if (const Result<void> now = refuseLater(parser); !now)
        return now.error();
    if (parser.isSet(QStringLiteral("public-url"))) {
        const Result<std::string> name = publicUrl(parser.value(QStringLiteral("public-url")));
        if (!name)
            return name.error();
        options.publicUrl = *name;
    }
    if (const QString text = parser.value(QStringLiteral("port")); parser.isSet(QStringLiteral("port"))) {
        const Result<std::uint32_t> value = number(text, "port", 0, 65535);
        if (!value)
            return value.error();
        options.port = static_cast<std::uint16_t>(*value);
    }
    const Result<std::uint32_t> connections = number(parser.value(QStringLiteral("max-connections")), "max-connections",
                                                     1, 1'000'000);
    if (!connections)
        return connections.error();
    options.maxConnections = *connections;
    options.testFixtures = parser.isSet(QStringLiteral("test-fixtures"));
    if (const QString kind = parser.value(QStringLiteral("vault")); parser.isSet(QStringLiteral("vault")))
        options.vault = kind.toStdString();
    if (options.vault && *options.vault != "keychain" && *options.vault != "sealed")
        return wrong(QStringLiteral("--vault is keychain or sealed"));
    options.masterKey = masterKeyOf(parser).toStdString();
    for (const QString &directory : parser.values(QStringLiteral("connectors"))) {
        if (!QFileInfo(directory).isDir())
            return wrong(QStringLiteral("--connectors: there is no directory ") + directory);
        options.connectorDirectories.push_back(directory.toStdString());
    }
    for (const QString &key : parser.values(QStringLiteral("allow-local")))
        options.allowLocal.insert(key.toStdString());
    return Invocation{std::move(options), {}};
}

} // namespace hub
