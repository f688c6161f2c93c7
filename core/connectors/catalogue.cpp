#include "core/connectors/catalogue.h"

#include "core/base/encoding.h"
#include "core/base/log.h"
#include "core/connectors/json_schema.h"
#include "core/connectors/loader.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

// resources of a static library are not there until they are asked for
static void initConnectorResources()
{
    Q_INIT_RESOURCE(connectors);
}

namespace hub {
namespace {

constexpr qint64 kLargestFile = 2 * 1024 * 1024;
constexpr std::string_view kAllowedFile = "/allowed_local.json";

Result<std::string> textOfFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::InvalidRequest, "can't be read: " + file.errorString().toStdString()};
    if (file.size() > kLargestFile)
        return Error{ErrorCode::TooLarge, "is larger than 2 MiB"};
    return file.readAll().toStdString();
}

Result<void> writeFile(const QString &path, std::string_view text)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), static_cast<qint64>(text.size())) < 0)
        return Error{ErrorCode::StorageFull, "The file can't be written: " + file.errorString().toStdString()};
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    if (!file.commit())
        return Error{ErrorCode::StorageFull, "The file can't be written: " + file.errorString().toStdString()};
    return {};
}

const json::value &schemaDocument()
{
    static const json::value document = [] {
        initConnectorResources();
        const Result<std::string> text = textOfFile(QStringLiteral(":/connector.schema.json"));
        return text ? json::parse(*text) : json::value();
    }();
    return document;
}

//! Which added connectors the person allowed to be local.
std::set<std::string> allowedIn(const std::string &directory)
{
    std::set<std::string> out;
    const Result<std::string> text = textOfFile(QString::fromStdString(directory)
                                                + QString::fromLatin1(kAllowedFile.data()));
    const Result<json::value> list = text ? parseJson(*text) : Result<json::value>(Error{});
    if (list && list->is_array()) {
        for (const json::value &key : list->get_array())
            out.insert(textOf(key));
    }
    return out;
}

Result<void> writeAllowed(const std::string &directory, const std::set<std::string> &keys)
{
    return writeFile(QString::fromStdString(directory) + QString::fromLatin1(kAllowedFile.data()),
                     json::serialize(json::value_from(keys)));
}

//! Edits between two short words, at most `limit`.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

//! Higher fits better; 0 = not at all.
int scoreOf(const Connector &connector, std::string_view wanted)
{
    std::vector<std::string> names{toLower(connector.name), connector.key};
    for (const std::string &alias : connector.aliases)
        names.push_back(toLower(alias));
    int best = 0;
    for (const std::string &name : names) {
        if (name == wanted)
            best = std::max(best, 100);
        else if (name.starts_with(wanted))
            best = std::max(best, 80);
        else if (name.find(wanted) != std::string::npos)
            best = std::max(best, 60);
        else if (wanted.size() > 3 && distance(name, wanted) <= wanted.size() / 4)
            best = std::max(best, 40);
    }
    for (const std::string &category : connector.categories)
        best = std::max(best, toLower(category).starts_with(wanted) ? 20 : 0);
    return best;
}

//! Names the key that is too much where the checker names only the object that holds it.
Error withUnknownKey(Error error)
{
    constexpr std::string_view mark = "'additionalProperties' constraints: '";
    const std::size_t start = error.message.find(mark);
    const std::size_t end = error.message.rfind('\'');
    if (start == std::string::npos || end < start + mark.size())
        return error;
    error.field += '/' + error.message.substr(start + mark.size(), end - start - mark.size());
    error.message = "is not a known key";
    return error;
}

} // namespace

Result<Connector> loadConnector(std::string_view text, const std::string &source, bool allowLocal)
{
    const auto told = [&](const Error &error) {
        return Error{ErrorCode::SchemaViolation,
                     source + ": " + (error.field.empty() ? "" : error.field + ' ') + error.message, error.field};
    };
    const Result<json::object> document = parseObject(text);
    if (!document)
        return told(document.error());
    const json::value whole = *document;
    if (const Result<void> fits = checkSchema(schemaDocument(), whole); !fits)
        return told(withUnknownKey(fits.error()));
    Connector connector = readConnector(*document);
    connector.source = source;
    connector.hash = hex(sha256(text));
    connector.shipped = source.starts_with(":/");
    if (allowLocal)
        connector.localHosts = literalHosts(whole);
    if (const Result<void> fits = checkRules(connector); !fits)
        return told(fits.error());
    return connector;
}

Catalogue::Catalogue(std::string userDirectory) : m_userDirectory(std::move(userDirectory))
{
    initConnectorResources();
}

void Catalogue::loadDirectory(const std::string &directory, const std::set<std::string> &allowLocal)
{
    std::set<std::string> allowed = allowLocal;
    if (directory == m_userDirectory)
        allowed.merge(allowedIn(directory));
    const QDir folder(QString::fromStdString(directory));
    const QStringList files = folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    for (const QString &name : files) {
        const std::string source = folder.filePath(name).toStdString();
        const std::string key = name.chopped(5).toStdString();
        if (name == QLatin1String("allowed_local.json"))
            continue;
        const Result<std::string> text = textOfFile(folder.filePath(name));
        Result<Connector> connector = text ? loadConnector(*text, source, allowed.contains(key))
                                           : Result<Connector>(text.error());
        if (connector && connector->key != key)
            connector = Error{ErrorCode::SchemaViolation, source + ": /key has to be the file's name", "/key"};
        if (!connector) {
            m_problems.push_back({source, connector.error()});
            continue;
        }
        const auto shared = std::make_shared<const Connector>(std::move(*connector));
        if (shared->shipped)
            m_shipped[key] = shared;
        m_connectors[key] = shared;
        ++m_version;
    }
}

std::shared_ptr<const Connector> Catalogue::find(std::string_view key) const
{
    const auto found = m_connectors.find(key);
    return found == m_connectors.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const Connector>> Catalogue::all() const
{
    std::vector<std::shared_ptr<const Connector>> out;
    out.reserve(m_connectors.size());
    for (const auto &[key, connector] : m_connectors)
        out.push_back(connector);
    std::sort(out.begin(), out.end(), [](const auto &a, const auto &b) {
        return std::pair(toLower(a->name), a->key) < std::pair(toLower(b->name), b->key);
    });
    return out;
}

std::vector<std::shared_ptr<const Connector>> Catalogue::search(std::string_view query) const
{
    const std::string wanted = toLower(trim(query));
    std::vector<std::shared_ptr<const Connector>> out = all();
    if (wanted.empty())
        return out;
    std::erase_if(out, [&](const auto &connector) { return scoreOf(*connector, wanted) == 0; });
    std::stable_sort(out.begin(), out.end(),
                     [&](const auto &a, const auto &b) { return scoreOf(*a, wanted) > scoreOf(*b, wanted); });
    return out;
}

std::pair<std::shared_ptr<const Connector>, const Action *> Catalogue::findAction(std::string_view actionId) const
{
    // a connector's key has no underscore, so it is what stands before the first one
    const std::shared_ptr<const Connector> connector = find(actionId.substr(0, actionId.find('_')));
    return {connector, connector ? connector->findAction(actionId) : nullptr};
}

Result<std::shared_ptr<const Connector>> Catalogue::add(std::string_view text, const std::string &source,
                                                        bool allowLocal)
{
    Result<Connector> connector = loadConnector(text, source, allowLocal);
    if (!connector)
        return connector.error();
    const QString directory = QString::fromStdString(m_userDirectory);
    if (m_userDirectory.empty() || !QDir().mkpath(directory))
        return Error{ErrorCode::StorageFull, "The directory for added connectors can't be made."};
    const std::string path = m_userDirectory + '/' + connector->key + ".json";
    if (const Result<void> kept = writeFile(QString::fromStdString(path), text); !kept)
        return kept.error();
    std::set<std::string> allowed = allowedIn(m_userDirectory);
    if (allowLocal)
        allowed.insert(connector->key);
    else
        allowed.erase(connector->key);
    if (const Result<void> kept = writeAllowed(m_userDirectory, allowed); !kept)
        return kept.error();
    connector->source = path;
    const auto shared = std::make_shared<const Connector>(std::move(*connector));
    m_connectors[shared->key] = shared;
    ++m_version;
    tell();
    return shared;
}

Result<void> Catalogue::remove(std::string_view key)
{
    const std::string path = m_userDirectory + '/' + std::string(key) + ".json";
    const auto found = m_connectors.find(key);
    if (found == m_connectors.end() || found->second->shipped || !QFile::remove(QString::fromStdString(path)))
        return Error{ErrorCode::NotFound, "There is no added connector of that name. Shipped ones can't be removed."};
    m_connectors.erase(found);
    ++m_version;
    // a file of that name that comes later needs a word of its own
    std::set<std::string> allowed = allowedIn(m_userDirectory);
    const bool wasAllowed = allowed.erase(std::string(key)) > 0;
    const Result<void> kept = wasAllowed ? writeAllowed(m_userDirectory, allowed) : Result<void>();
    if (const auto shipped = m_shipped.find(key); shipped != m_shipped.end())
        m_connectors.emplace(shipped->first, shipped->second);
    tell();
    return kept;
}

void Catalogue::tell() const
{
    for (const std::function<void()> &listener : m_listeners)
        listener();
}

} // namespace hub
