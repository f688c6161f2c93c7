// The agents found on this machine: whether each has an entry of ours, what it may do, and the switch that makes one.
#pragma once

#include "ui/common/hub_state.h"
#include "ui/common/state_pill.h"

#include <QSet>
#include <QWidget>

#include <functional>

class QGridLayout;

namespace hub {

class Card;
class Note;

struct ProgramInfo {
    QString name, title, file, state, detail, keyId;

    friend bool operator==(const ProgramInfo &, const ProgramInfo &) = default;
};

Pill pillOf(const ProgramInfo &program);

class ProgramList : public QWidget {
    Q_OBJECT
public:
    //! \param now injected
    ProgramList(HubState *state, std::function<QDateTime()> now, QWidget *parent = nullptr);
    //! Those that are there; without the ones whose folder is missing.
    const QList<ProgramInfo> &programs() const { return m_programs; }
    //! Looks again at the files.
    void read();

Q_SIGNALS:
    void changed();

private:
    void fill(QList<ProgramInfo> programs);
    void addRow(const ProgramInfo &program, int row);
    void ask(const QString &method, const QJsonObject &params);
    void tell(const QString &problem);
    const KeyInfo *keyOf(const ProgramInfo &program) const;

    HubState *m_state;
    std::function<QDateTime()> m_now;
    QList<ProgramInfo> m_programs;
    Card *m_card;
    QGridLayout *m_grid = nullptr;
    Note *m_note;
    QString m_toMend; //!< the program whose entry was changed
};

} // namespace hub
