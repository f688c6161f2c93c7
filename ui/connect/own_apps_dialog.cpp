#include "ui/connect/own_apps_dialog.h"

#include "ui/common/controls.h"
#include "ui/common/note.h"
#include "ui/common/type.h"
#include "ui/common/words.h"

#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTableWidget>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

ProfileInfo profileOf(const QJsonObject &json)
{
    ProfileInfo out{json["connector"_L1].toString(), json["name"_L1].toString(), json["client_id"_L1].toString()};
    for (const QJsonValue scope : json["scopes"_L1].toArray())
        out.scopes << scope.toString();
    out.hasSecret = json["has_secret"_L1].toBool();
    return out;
}

} // namespace

OwnAppsDialog::OwnAppsDialog(HubState *state, QWidget *parent) : QDialog(parent), m_state(state)
{
    setWindowTitle(tr("Own apps"));
    setMinimumSize(640, 460);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(24, 20, 24, 20);
    rows->setSpacing(12);
    rows->addWidget(makeLabel(TextRole::DialogTitle, tr("Own apps"), this));
    rows->addWidget(makeLabel(
        TextRole::Secondary,
        tr("Where a provider wants it, you register an app of your own there once; sign-ins then go through it."),
        this));
    auto *form = new QHBoxLayout;
    form->setSpacing(12);
    m_connector = new QComboBox(this);
    m_connector->setObjectName(u"app-connector"_s);
    m_connector->setAccessibleName(tr("Provider"));
    m_connector->setEditable(true); // hundreds of providers: typing finds one
    m_connector->setInsertPolicy(QComboBox::NoInsert);
    m_connector->lineEdit()->setPlaceholderText(tr("Provider"));
    m_connector->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_connector->completer()->setFilterMode(Qt::MatchContains);
    m_add = makeButton(tr("Add app…"), u"app-add"_s, this, u"primary"_s, u"plus"_s);
    form->addWidget(m_connector, 1);
    form->addWidget(m_add);
    rows->addLayout(form);
    m_note = new Note(this);
    rows->addWidget(m_note);
    m_table = makeTable();
    rows->addWidget(m_table, 1);
    auto *buttons = new QHBoxLayout;
    m_change = makeButton(tr("Change…"), u"app-change"_s, this);
    m_delete = makeButton(tr("Delete…"), u"app-delete"_s, this, u"danger"_s);
    QPushButton *close = makeButton(tr("Close"), u"close"_s, this);
    buttons->addWidget(m_change);
    buttons->addWidget(m_delete);
    buttons->addStretch(1);
    buttons->addWidget(close);
    rows->addLayout(buttons);

    const auto typed = [this] { return m_connector->findText(m_connector->currentText(), Qt::MatchFixedString); };
    connect(m_connector, &QComboBox::currentTextChanged, this, [this, typed] { m_add->setEnabled(typed() >= 0); });
    connect(m_add, &QPushButton::clicked, this,
            [this, typed] { edit(m_connector->itemData(typed()).toString(), std::nullopt); });
    connect(m_change, &QPushButton::clicked, this, [this] {
        if (const ProfileInfo *profile = chosen())
            edit(profile->connector, *profile);
    });
    connect(m_table, &QTableWidget::itemDoubleClicked, m_change, &QPushButton::click);
    connect(m_delete, &QPushButton::clicked, this, &OwnAppsDialog::remove);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, [this] {
        m_change->setEnabled(chosen() != nullptr);
        m_delete->setEnabled(chosen() != nullptr);
    });
    connect(state, &HubState::connectorsChanged, this, &OwnAppsDialog::read);
    fillConnectors();
    read();
}

QTableWidget *OwnAppsDialog::makeTable()
{
    auto *table = new QTableWidget(0, 4, this);
    table->setObjectName(u"apps-table"_s);
    table->setHorizontalHeaderLabels({tr("Provider"), tr("Name"), tr("Client id"), tr("Secret")});
    makePlainTable(table, tr("Own apps"));
    return table;
}

void OwnAppsDialog::fillConnectors()
{
    for (const ConnectorInfo &each : m_state->connectors()) {
        if (each.takesApp)
            m_connector->addItem(each.name, each.key);
    }
    m_connector->setCurrentIndex(-1); // a person names the provider
    m_add->setEnabled(false);
}

void OwnAppsDialog::read()
{
    m_state->client()->call(u"profiles.list"_s, {}, this, [this](const ControlReply &reply) {
        if (!reply.ok()) {
            m_note->say(Note::Kind::Error, reply.errorMessage);
            return;
        }
        m_profiles.clear();
        for (const QJsonValue profile : reply.result["profiles"_L1].toArray())
            m_profiles << profileOf(profile.toObject());
        fill();
    });
}

void OwnAppsDialog::fill()
{
    m_table->setRowCount(static_cast<int>(m_profiles.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const ProfileInfo &profile = m_profiles[row];
        const ConnectorInfo *connector = m_state->connector(profile.connector);
        m_table->setItem(row, 0, new QTableWidgetItem(connector ? connector->name : profile.connector));
        m_table->setItem(row, 1, new QTableWidgetItem(profile.name));
        auto *id = new QTableWidgetItem(profile.clientId);
        id->setToolTip(profile.clientId);
        m_table->setItem(row, 2, id);
        m_table->setItem(row, 3, new QTableWidgetItem(profile.hasSecret ? tr("Kept") : tr("None")));
    }
    m_table->clearSelection();
    m_change->setEnabled(false);
    m_delete->setEnabled(false);
}

const ProfileInfo *OwnAppsDialog::chosen() const
{
    const QList<QTableWidgetSelectionRange> ranges = m_table->selectedRanges();
    const int row = ranges.isEmpty() ? -1 : ranges.constFirst().topRow();
    return row >= 0 && row < m_profiles.size() ? &m_profiles[row] : nullptr;
}

void OwnAppsDialog::edit(const QString &connector, const std::optional<ProfileInfo> &known)
{
    if (!connector.isEmpty())
        ProfileDialog(m_state, connector, known, tr("Save"), this).exec();
}

void OwnAppsDialog::remove()
{
    const ProfileInfo *profile = chosen();
    if (profile == nullptr)
        return;
    const ConnectorInfo *connector = m_state->connector(profile->connector);
    QMessageBox box(QMessageBox::NoIcon,
                    tr("Delete the app for %1?").arg(isolated(connector ? connector->name : profile->connector)),
                    tr("Accounts that were signed in with it can't be renewed any more; they need a new sign-in."),
                    QMessageBox::NoButton, this);
    QPushButton *yes = box.addButton(tr("Delete"), QMessageBox::DestructiveRole);
    yes->setProperty("role", u"danger"_s);
    box.setDefaultButton(box.addButton(tr("Keep"), QMessageBox::RejectRole));
    box.exec();
    if (box.clickedButton() != yes)
        return;
    m_state->client()->call(u"profiles.delete"_s, {{u"connector"_s, profile->connector}, {u"name"_s, profile->name}},
                            this, [this](const ControlReply &reply) {
                                if (!reply.ok())
                                    m_note->say(Note::Kind::Error, reply.errorMessage);
                                read();
                            });
}

} // namespace hub
