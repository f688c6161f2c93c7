#include "core/connectors/user_files.h"

#include "core/base/encoding.h"
#include "core/base/json.h"
#include "core/connectors/loader.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

namespace hub {
namespace {

Result<std::string> textOfFile(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly)) {
        const ErrorCode code = file.exists() ? ErrorCode::InvalidRequest : ErrorCode::NotFound;
        return Error{code, path + ": can't be read: " + file.errorString().toStdString()};
    }
    // one byte more than is allowed, so that a file which grows meanwhile is refused as well
    const QByteArray text = file.read(static_cast<qint64>(kLargestConnectorFile) + 1);
    if (static_cast<std::size_t>(text.size()) > kLargestConnectorFile)
        return Error{ErrorCode::TooLarge, path + ": is larger than 2 MiB"};
    return text.toStdString();
}

Result<void> writeFile(const std::string &path, std::string_view text)
{
    QSaveFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), static_cast<qint64>(text.size())) < 0)
        return Error{ErrorCode::StorageFull, "The file can't be written: " + file.errorString().toStdString()};
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    if (!file.commit())
        return Error{ErrorCode::StorageFull, "The file can't be written: " + file.errorString().toStdString()};
    return {};
}

} // namespace

UserFiles::UserFiles(std::string directory, Kind kind, std::set<std::string> allowLocal)
    : m_directory(std::move(directory)), m_kind(kind), m_allowLocal(std::move(allowLocal))
{
}

std::vector<std::string> UserFiles::names() const
{
    std::vector<std::string> out;
    const QDir folder(QString::fromStdString(m_directory));
    const QStringList files = folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    for (const QString &name : files) {
        if (std::string text = name.toStdString(); !keyOf(text).empty())
            out.push_back(std::move(text));
    }
    return out;
}

std::string UserFiles::keyOf(std::string_view name)
{
    constexpr std::string_view ending = ".json";
    if (name == kApprovedFile || name.starts_with('.') || !name.ends_with(ending))
        return {};
    return std::string(name.substr(0, name.size() - ending.size()));
}

Result<Connector> UserFiles::read(const std::string &name) const
{
    const std::string key = keyOf(name);
    const std::string path = m_directory + '/' + name;
    const Result<std::string> text = textOfFile(path);
    if (!text)
        return text.error();
    const std::map<std::string, Approval> approved = approvals();
    const auto approval = approved.find(key);
    if (approval != approved.end() && approval->second.hash != hex(sha256(*text)))
        return Error{ErrorCode::Conflict,
                     path + ": changed since it was added; run `connectors add` again to use it as it is now"};
    const bool local = m_allowLocal.contains(key) || (approval != approved.end() && approval->second.local);
    Result<Connector> connector = loadConnector(*text, path, local);
    if (connector && connector->key != key)
        return Error{ErrorCode::SchemaViolation, path + ": /key has to be the file's name", "/key"};
    return connector;
}

Result<void> UserFiles::add(const Connector &connector, std::string_view text, bool allowLocal) const
{
    if (m_directory.empty() || !QDir().mkpath(QString::fromStdString(m_directory)))
        return Error{ErrorCode::StorageFull, "The directory for added connectors can't be made."};
    if (const Result<void> kept = writeFile(m_directory + '/' + connector.key + ".json", text); !kept)
        return kept;
    std::map<std::string, Approval> all = approvals();
    all[connector.key] = {connector.hash, allowLocal};
    return writeApprovals(all);
}

Result<void> UserFiles::remove(const std::string &key) const
{
    if (m_directory.empty() || !QFile::remove(QString::fromStdString(m_directory + '/' + key + ".json")))
        return Error{ErrorCode::NotFound, "There is no added connector of that name. Shipped ones can't be removed."};
    // a file of that name that comes later needs a word of its own
    std::map<std::string, Approval> all = approvals();
    return all.erase(key) > 0 ? writeApprovals(all) : Result<void>();
}

std::map<std::string, UserFiles::Approval> UserFiles::approvals() const
{
    std::map<std::string, Approval> out;
    if (m_kind == Kind::Own)
        return out;
    const Result<std::string> text = textOfFile(m_directory + '/' + std::string(kApprovedFile));
    const Result<json::object> list = text ? parseObject(*text) : Result<json::object>(text.error());
    if (!list)
        return out;
    for (const auto &member : *list) {
        const json::object *row = member.value().if_object();
        const json::value *local = row != nullptr ? row->if_contains("local") : nullptr;
        if (row != nullptr)
            out[std::string(member.key())] = {stringOf(*row, "sha256"),
                                              local != nullptr && *local == json::value(true)};
    }
    return out;
}

Result<void> UserFiles::writeApprovals(const std::map<std::string, Approval> &all) const
{
    json::object list;
    for (const auto &[key, approval] : all)
        list[key] = {{"sha256", approval.hash}, {"local", approval.local}};
    return writeFile(m_directory + '/' + std::string(kApprovedFile), json::serialize(list));
}

} // namespace hub
