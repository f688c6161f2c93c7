// The command line as a table: commands with their options; reading it is one function. Pure.
#pragma once

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>

namespace hub::ctl {

struct Option {
    QString name;  //!< without dashes
    QString value; //!< what stands for its value in the usage; empty = a switch
    QString help;
    bool repeated = false;
    bool required = false;
};

class Hub;
struct Line;

struct Command {
    QString words;     //!< "keys create"
    QStringList names; //!< of its positional arguments, required unless in [ ]; a last one with … may be several
    QList<Option> options;
    QString help;
    std::function<int(const Line &line, Hub &hub)> run; //!< the exit code
};

//! A command line that fits its command.
struct Line {
    const Command *command = nullptr;
    QStringList positional;
    QHash<QString, QStringList> options; //!< a switch has one empty value
    QString dataDir;                     //!< empty = the default
    bool json = false, help = false, version = false;

    bool has(const QString &name) const { return options.contains(name); }
    QString value(const QString &name) const { return options.value(name).value(0); }
    QStringList values(const QString &name) const { return options.value(name); }
};

struct Read {
    Line line;
    QString problem; //!< one line; empty = fine
};

//! \param arguments without the program's name
Read readCommandLine(const QStringList &arguments, const QList<Command> &commands);

QString usageOf(const Command &command);
QString usageOf(const QList<Command> &commands);

} // namespace hub::ctl
