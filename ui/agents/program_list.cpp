#include "ui/agents/program_list.h"

#include "ui/common/note.h"
#include "ui/common/switch.h"
#include "ui/common/type.h"
#include "ui/common/words.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QJsonArray>
#include <QLabel>
#include <QVBoxLayout>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

enum Column { MarkColumn, NameColumn, StateColumn, MayColumn, LastCallColumn, OnColumn };

ProgramInfo programOf(const QJsonObject &json)
{
    const auto text = [&](QLatin1String name) { return json[name].toString(); };
    return {text("name"_L1), text("title"_L1), text("file"_L1), text("state"_L1), text("detail"_L1), text("key_id"_L1)};
}

QJsonArray effectsOf(int choice)
{
    return choice == 0 ? QJsonArray{u"read"_s} : QJsonArray{u"read"_s, u"write"_s, u"delete"_s};
}

} // namespace

Pill pillOf(const ProgramInfo &program)
{
    if (program.state == "connected"_L1)
        return {PillKind::Ok, ProgramList::tr("Connected")};
    if (program.state == "changed"_L1)
        return {PillKind::Warn, ProgramList::tr("Entry was changed")};
    if (program.state == "unreadable"_L1)
        return {PillKind::Error, ProgramList::tr("File not readable")};
    return {PillKind::Off, ProgramList::tr("Not connected")};
}

ProgramList::ProgramList(HubState *state, std::function<QDateTime()> now, QWidget *parent)
    : QWidget(parent), m_state(state), m_now(std::move(now)), m_card(new Card(this)), m_note(new Note(this))
{
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(12);
    rows->addWidget(m_card);
    rows->addWidget(m_note);
    m_card->rows()->setContentsMargins(0, 0, 0, 0);
    connect(state, &HubState::keysChanged, this, &ProgramList::read);
    connect(m_note, &Note::clicked, this, [this] { ask(u"agents.install"_s, {{u"name"_s, m_toMend}}); });
    fill({});
    read();
}

void ProgramList::read()
{
    if (!m_state->isConnected())
        return;
    m_state->client()->call(u"agents.list"_s, {}, this, [this](const ControlReply &reply) {
        if (!reply.ok())
            return tell(reply.errorMessage);
        QList<ProgramInfo> programs;
        for (const QJsonValue each : reply.result["agents"_L1].toArray()) {
            const ProgramInfo program = programOf(each.toObject());
            if (program.state != "absent"_L1)
                programs << program;
        }
        fill(std::move(programs));
    });
}

const KeyInfo *ProgramList::keyOf(const ProgramInfo &program) const
{
    for (const KeyInfo &key : m_state->keys()) {
        if (key.id == program.keyId)
            return &key;
    }
    return nullptr;
}

void ProgramList::fill(QList<ProgramInfo> programs)
{
    m_programs = std::move(programs);
    auto *page = new QWidget(m_card);
    m_grid = new QGridLayout(page);
    m_grid->setContentsMargins(12, 6, 12, 6);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(NameColumn, 1);
    for (int row = 0; row < m_programs.size(); ++row)
        addRow(m_programs[row], row);
    if (QLayoutItem *old = m_card->rows()->takeAt(0)) {
        old->widget()->deleteLater();
        delete old;
    }
    m_card->rows()->addWidget(page);
    m_card->setVisible(!m_programs.isEmpty());
    const auto changedOne = std::find_if(m_programs.begin(), m_programs.end(), [](const ProgramInfo &each) {
        return each.state == "changed"_L1 || each.state == "unreadable"_L1;
    });
    const bool found = changedOne != m_programs.end();
    m_toMend = found ? changedOne->name : QString();
    if (!found)
        m_note->say(Note::Kind::Info, {});
    else if (changedOne->state == "changed"_L1)
        m_note->say(Note::Kind::Warn, tr("%1: another program changed our entry.").arg(changedOne->title),
                    tr("Put ours back"));
    else
        m_note->say(Note::Kind::Error, changedOne->title + u": "_s + changedOne->detail);
    Q_EMIT changed();
}

void ProgramList::addRow(const ProgramInfo &program, int row)
{
    QWidget *parent = m_grid->parentWidget();
    const bool on = program.state == "connected"_L1 || program.state == "changed"_L1;
    const KeyInfo *key = keyOf(program);
    m_grid->addWidget(new BrandMark(markOf(program.title), 28, parent), row, MarkColumn);
    auto *names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(makeLabel(TextRole::Strong, program.title, parent));
    QLabel *file = makeLabel(TextRole::Mono, program.file, parent);
    file->setWordWrap(false);
    file->setToolTip(program.file);
    file->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    names->addWidget(file);
    m_grid->addLayout(names, row, NameColumn);
    m_grid->addWidget(new StatePill(pillOf(program), parent), row, StateColumn);
    if (on) {
        auto *may = new QComboBox(parent);
        may->setObjectName(u"may-"_s + program.name);
        may->setAccessibleName(tr("What %1 may do").arg(program.title));
        may->addItems({tr("Read only"), tr("Read and write")});
        const bool reads = !key || (key->effects.size() == 1 && key->effects.first() == "read"_L1);
        may->setCurrentIndex(reads ? 0 : 1);
        connect(may, &QComboBox::activated, this, [this, name = program.name](int choice) {
            ask(u"agents.install"_s,
                {{u"name"_s, name}, {u"scopes"_s, QJsonArray{u"actions"_s}}, {u"effects"_s, effectsOf(choice)}});
        });
        m_grid->addWidget(may, row, MayColumn);
    }
    QLabel *last = makeLabel(TextRole::Secondary, whenText(key ? key->lastUsed : QDateTime(), m_now()), parent);
    last->setWordWrap(false);
    m_grid->addWidget(last, row, LastCallColumn);
    auto *toggle = new Switch(tr("Connect %1").arg(program.title), parent);
    toggle->setObjectName(u"program-"_s + program.name);
    toggle->setChecked(on);
    toggle->setEnabled(program.state != "unreadable"_L1);
    connect(toggle, &Switch::clicked, this, [this, toggle, name = program.name](bool wanted) {
        toggle->setChecked(!wanted); // it moves when the hub has answered
        ask(wanted ? u"agents.install"_s : u"agents.remove"_s, {{u"name"_s, name}});
    });
    m_grid->addWidget(toggle, row, OnColumn);
}

void ProgramList::ask(const QString &method, const QJsonObject &params)
{
    m_state->client()->call(method, params, this, [this](const ControlReply &reply) {
        if (reply.ok())
            read();
        else
            tell(reply.errorMessage);
    });
}

void ProgramList::tell(const QString &problem)
{
    m_note->say(Note::Kind::Error, problem);
}

} // namespace hub
