#include "app/ctl/terminal.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonDocument>

#include <cerrno>
#include <cstdio>

#include <sys/stat.h>
#include <unistd.h>

namespace hub::ctl {
namespace {

constexpr qint64 kMostSecretBytes = 64 * 1024;

void write(std::FILE *file, const QString &text)
{
    const QByteArray bytes = text.toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), file);
    std::fflush(file);
}

//! Names come from providers: none of them may move the cursor or turn the direction of reading.
QString harmless(QString text)
{
    for (QChar &c : text) {
        const bool turns = (c >= QChar(0x202a) && c <= QChar(0x202e)) || (c >= QChar(0x2066) && c <= QChar(0x2069));
        if (turns || (c.category() == QChar::Other_Control && c != QLatin1Char('\n')))
            c = QChar(QChar::ReplacementCharacter);
    }
    return text;
}

QString folderOf(const QString &dataDir)
{
    // a local socket's name that is no absolute path is looked for in the folder of temporary files
    return QDir(dataDir.isEmpty() ? defaultDataDirectory() : dataDir).absolutePath();
}

bool isSomebodyElses(const QString &folder)
{
    struct stat seen{};
    if (::stat(QFile::encodeName(folder).constData(), &seen) != 0)
        return errno == EACCES; // inside a folder that is closed to this user
    return seen.st_uid != ::geteuid();
}

} // namespace

Hub::Hub(const QString &dataDir, bool json)
    : m_dataDir(dataDir), m_json(json), m_client(folderOf(dataDir) + QStringLiteral("/control.sock"))
{
}

ControlReply Hub::call(const QString &method, const QJsonObject &params, int limitMs)
{
    return m_client.callAndWait(method, params, limitMs);
}

int Hub::fail(const ControlReply &reply) const
{
    if (reply.errorStatus < 0) {
        const QString where = m_dataDir.isEmpty() ? QString() : QStringLiteral(" --data-dir '%1'").arg(m_dataDir);
        if (m_client.isConnected())
            note(QStringLiteral("connect-hubctl: ") + reply.errorMessage);
        else if (isSomebodyElses(folderOf(m_dataDir)))
            note(QStringLiteral(
                     "connect-hubctl: the data folder %1 belongs to another user, and only that user reaches its hub")
                     .arg(folderOf(m_dataDir)));
        else
            note(QStringLiteral(
                     "connect-hubctl: the hub is not running; start it with: connect-hubd%1 (or open Connect Hub)")
                     .arg(where));
        return m_client.isConnected() ? kRefused : kNotRunning;
    }
    QString line = QStringLiteral("connect-hubctl: ")
        + QString(reply.errorMessage).replace(QLatin1Char('\n'), QLatin1Char(' '));
    const QString choices = joined(reply.errorData.value(QLatin1String("choices")));
    if (!choices.isEmpty())
        line += QStringLiteral(" Known: ") + choices;
    const QString link = text(reply.errorData, "auth_link_url");
    if (!link.isEmpty())
        line += QStringLiteral(" Sign in again: ") + link;
    note(line);
    return kRefused;
}

bool Hub::printedRaw(const QJsonObject &result) const
{
    if (m_json)
        printJson(result);
    return m_json;
}

void print(const QString &text)
{
    write(stdout, text);
}

void note(const QString &text)
{
    write(stderr, harmless(text));
}

int usageProblem(const QString &text)
{
    note(QStringLiteral("connect-hubctl: ") + text);
    return kUsage;
}

void printTable(const QStringList &head, const QList<QStringList> &rows, const QString &empty)
{
    if (rows.isEmpty()) {
        note(empty);
        return;
    }
    QList<qsizetype> widths(head.size(), 0);
    const auto measure = [&widths](const QStringList &cells) {
        for (qsizetype i = 0; i < cells.size() && i < widths.size(); ++i)
            widths[i] = std::max(widths[i], cells[i].size());
    };
    measure(head);
    for (const QStringList &row : rows)
        measure(row);
    const auto line = [&widths](const QStringList &cells) {
        QString out;
        for (qsizetype i = 0; i < cells.size(); ++i)
            out += i + 1 < cells.size() ? QString(cells[i].leftJustified(widths[i]) + QStringLiteral("  ")) : cells[i];
        return harmless(out.replace(QLatin1Char('\n'), QLatin1Char(' ')));
    };
    print(line(head));
    for (const QStringList &row : rows)
        print(line(row));
}

void printJson(const QJsonValue &value)
{
    const QJsonDocument document = value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    if (value.isArray() || value.isObject()) {
        print(QString::fromUtf8(document.toJson(QJsonDocument::Indented)).trimmed());
        return;
    }
    // a bare value, written through an array of one
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    print(QString::fromUtf8(list.mid(1, list.size() - 2)));
}

QString text(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

QString joined(const QJsonValue &list, const QString &none)
{
    QStringList parts;
    const QJsonArray array = list.toArray();
    for (const QJsonValue &item : array)
        parts.append(item.toString());
    return parts.isEmpty() ? none : parts.join(QStringLiteral(", "));
}

QString moment(const QJsonValue &value)
{
    const QDateTime time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    return time.isValid() ? time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")) : QStringLiteral("–");
}

std::optional<QString> readSecret()
{
    QFile in;
    if (!in.open(stdin, QIODevice::ReadOnly)) {
        note(QStringLiteral("connect-hubctl: the secret can't be read from stdin"));
        return std::nullopt;
    }
    QByteArray bytes = in.read(kMostSecretBytes + 1);
    if (bytes.size() > kMostSecretBytes) {
        note(QStringLiteral("connect-hubctl: the secret on stdin has more than 64 KiB"));
        return std::nullopt;
    }
    if (bytes.endsWith('\n'))
        bytes.chop(bytes.endsWith("\r\n") ? 2 : 1);
    const QString secret = QString::fromUtf8(bytes);
    bytes.fill('\0');
    if (secret.isEmpty()) {
        note(QStringLiteral("connect-hubctl: there is no secret on stdin"));
        return std::nullopt;
    }
    return secret;
}

bool readPairs(const QStringList &pairs, const char *option, QList<std::pair<QString, QString>> *out)
{
    for (const QString &pair : pairs) {
        const qsizetype equals = pair.indexOf(QLatin1Char('='));
        if (equals < 1) {
            usageProblem(QStringLiteral("--%1 takes name=value").arg(QLatin1String(option)));
            return false;
        }
        out->append({pair.left(equals), pair.mid(equals + 1)});
    }
    return true;
}

} // namespace hub::ctl
