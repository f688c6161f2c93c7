// Exit codes, calls to the hub, and what goes to the terminal.
#pragma once

#include "app/ctl/command_line.h"

#include "core/control/client/control_client.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace hub::ctl {

inline constexpr int kDone = 0;
inline constexpr int kRefused = 1;
inline constexpr int kUsage = 2;
inline constexpr int kNotRunning = 69;
inline constexpr int kInterrupted = 130;

//! The running hub, as the commands see it.
class Hub {
public:
    Hub(const QString &dataDir, bool json);

    ControlReply call(const QString &method, const QJsonObject &params = {}, int limitMs = 60'000);
    ControlClient &client() { return m_client; }

private:
    QString m_dataDir;
    bool m_json;
    ControlClient m_client;

public:
    //! Says on stderr what went wrong, in one line. \return the exit code
    int fail(const ControlReply &reply) const;
    //! With --json the raw result goes to stdout. \return true when it did
    bool printedRaw(const QJsonObject &result) const;
};

//! To stdout, with a newline.
void print(const QString &text);
//! To stderr, with a newline.
void note(const QString &text);
//! One line on stderr; 2.
int usageProblem(const QString &text);

//! Columns wide enough for their cells; nothing but `empty` on stderr when there is no row.
void printTable(const QStringList &head, const QList<QStringList> &rows, const QString &empty);
void printJson(const QJsonValue &value);

QString text(const QJsonObject &object, const char *name);
//! A list of strings as one cell; `none` for an empty one.
QString joined(const QJsonValue &list, const QString &none = {});
//! "2026-11-24 13:58" where the reader is; "–" for null.
QString moment(const QJsonValue &value);

//! A secret from stdin, without the newline at its end; none (after saying why) when there is none or too much.
std::optional<QString> readSecret();
//! "name=value" pairs. \return false after saying which does not fit
bool readPairs(const QStringList &pairs, const char *option, QList<std::pair<QString, QString>> *out);

} // namespace hub::ctl
