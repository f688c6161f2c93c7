#include "core/vault/master_key.h"

#include "core/base/encoding.h"
#include "core/vault/keychain_vault.h"
#include "core/vault/sealing.h"

#include <QFile>
#include <QFileInfo>

namespace hub {
namespace {

constexpr std::size_t kKeySize = 32;
constexpr qint64 kLargestFile = 4096;

//! The salt of this store, made once.
Result<std::string> saltOf(SqlConnection &connection, Random &random)
{
    const Result<std::vector<SqlRow>> rows = connection.query("SELECT value FROM settings WHERE key = 'vault_salt'");
    if (!rows)
        return rows.error();
    if (!rows->empty())
        return rows->front().text(0);
    std::string salt = base64(random.bytes(16));
    const Result<std::int64_t> kept = connection.execute("INSERT INTO settings (key, value) VALUES ('vault_salt', ?)",
                                                         {salt});
    if (!kept)
        return kept.error();
    return salt;
}

Result<Secret> fromFile(const std::string &path, bool mustBePrivate, Database *database, Random *random)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::InvalidRequest,
                     "The master key file can't be read: " + file.errorString().toStdString()};
    const QFileDevice::Permissions others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther
        | QFileDevice::WriteOther;
    if (mustBePrivate && (file.permissions() & others) != QFileDevice::Permissions())
        return Error{ErrorCode::InvalidRequest,
                     "The master key file can be read by others. Make it yours alone: chmod 600 " + path};
    Secret content(file.read(kLargestFile).toStdString());
    if (content.size() == kKeySize)
        return content;
    std::string_view passphrase = content.reveal();
    while (passphrase.ends_with('\n') || passphrase.ends_with('\r'))
        passphrase.remove_suffix(1);
    if (passphrase.size() < 8)
        return Error{ErrorCode::InvalidRequest,
                     "The master key file holds neither 32 bytes nor a passphrase of 8 characters or more."};
    const Result<std::string> salt = database->runNow([&](SqlConnection &connection) {
        return saltOf(connection, *random);
    });
    if (!salt)
        return salt.error();
    return keyFromPassphrase(Secret(std::string(passphrase)), *salt);
}

Result<Secret> fromKeychain(Random *random)
{
    if (const Result<void> there = KeychainVault::available(); !there)
        return there.error();
    const VaultKey key{"", "master-key"};
    const Result<std::optional<Secret>> known = readKeychainNow(key);
    if (!known)
        return known.error();
    if (known->has_value()) {
        const Result<std::string> bytes = decodeBase64((*known)->reveal());
        if (!bytes || bytes->size() != kKeySize)
            return Error{ErrorCode::InvalidRequest, "The master key in the keychain is damaged. Nothing was changed."};
        return Secret(*bytes);
    }
    const std::string made = random->bytes(kKeySize);
    const Result<void> kept = writeKeychainNow(key, Secret(base64(made)));
    if (!kept)
        return kept.error();
    return Secret(made);
}

} // namespace

Result<Secret> masterKeyFrom(const std::string &source, Database *database, Random *random)
{
    if (source == "keychain")
        return fromKeychain(random);
    if (source.starts_with("file:"))
        return fromFile(source.substr(5), true, database, random);
    if (source.starts_with("credential:")) {
        const QString directory = qEnvironmentVariable("CREDENTIALS_DIRECTORY");
        if (directory.isEmpty())
            return Error{ErrorCode::InvalidRequest,
                         "There are no systemd credentials here: CREDENTIALS_DIRECTORY is not set."};
        return fromFile(directory.toStdString() + '/' + source.substr(11), false, database, random);
    }
    return Error{ErrorCode::InvalidRequest, "--master-key is keychain, file:PATH or credential:NAME"};
}

} // namespace hub
