#include "ui/accounts/links_dialog.h"

#include "ui/common/controls.h"
#include "ui/common/note.h"
#include "ui/common/type.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>

namespace hub {

using namespace Qt::StringLiterals;

LinksDialog::LinksDialog(HubState *state, QWidget *parent)
    : QDialog(parent), m_state(state), m_rows(new QVBoxLayout(this))
{
    setWindowTitle(tr("Auth links"));
    setMinimumSize(640, 460);
    m_rows->setContentsMargins(24, 20, 24, 20);
    m_rows->setSpacing(12);
    m_rows->addWidget(makeLabel(TextRole::DialogTitle, tr("Auth links"), this));
    m_rows->addWidget(makeLabel(
        TextRole::Secondary,
        tr("Whoever opens such a link, in any browser on this machine, can connect one account. It works once."),
        this));

    auto *form = new QHBoxLayout;
    form->setSpacing(12);
    m_connector = new QComboBox(this);
    m_connector->setObjectName(u"link-connector"_s);
    m_connector->setAccessibleName(tr("Provider"));
    m_connector->addItem(tr("Any provider"), QString());
    for (const ConnectorInfo &each : state->connectors())
        m_connector->addItem(each.name, each.key);
    m_owner = new QLineEdit(this);
    m_owner->setObjectName(u"link-owner"_s);
    m_owner->setPlaceholderText(tr("For you"));
    m_owner->setToolTip(tr("The owner of the account: leave it empty for your own"));
    m_owner->setAccessibleName(tr("Owner"));
    m_days = new QSpinBox(this);
    m_days->setObjectName(u"link-days"_s);
    m_days->setRange(1, 365);
    m_days->setValue(30);
    m_days->setSuffix(tr(" days"));
    m_days->setAccessibleName(tr("Days until it expires"));
    m_make = makeButton(tr("New link"), u"link-make"_s, this, u"primary"_s, u"plus"_s);
    form->addWidget(m_connector, 1);
    form->addWidget(m_owner, 1);
    form->addWidget(m_days);
    form->addWidget(m_make);
    m_rows->addLayout(form);
    m_note = new Note(this);
    m_rows->addWidget(m_note);

    m_table = new QTableWidget(0, 4, this);
    m_table->setObjectName(u"links-table"_s);
    m_table->setHorizontalHeaderLabels({tr("Provider"), tr("Owner"), tr("State"), tr("Expires")});
    makePlainTable(m_table, tr("Links"));
    m_rows->addWidget(m_table, 1);
    auto *buttons = new QHBoxLayout;
    m_revoke = makeButton(tr("Revoke"), u"link-revoke"_s, this, u"danger"_s);
    QPushButton *close = makeButton(tr("Close"), u"close"_s, this);
    buttons->addWidget(m_revoke);
    buttons->addStretch(1);
    buttons->addWidget(close);
    m_rows->addLayout(buttons);

    connect(m_make, &QPushButton::clicked, this, &LinksDialog::create);
    connect(m_revoke, &QPushButton::clicked, this, &LinksDialog::revoke);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(state, &HubState::linksChanged, this, &LinksDialog::fill);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, [this] {
        m_revoke->setEnabled(m_table->currentRow() >= 0
                             && m_table->item(m_table->currentRow(), 2)->data(Qt::UserRole) == u"open"_s);
    });
    fill();
}

void LinksDialog::fill()
{
    const QHash<QString, QString> words{
        {u"open"_s, tr("Open")}, {u"used"_s, tr("Used")}, {u"expired"_s, tr("Expired")}, {u"revoked"_s, tr("Revoked")}};
    m_table->setRowCount(0);
    for (const LinkInfo &link : m_state->links()) {
        const int row = m_table->rowCount();
        m_table->insertRow(row);
        const ConnectorInfo *connector = m_state->connector(link.connector);
        auto *first = new QTableWidgetItem(connector                      ? connector->name
                                               : link.connector.isEmpty() ? tr("Any provider")
                                                                          : link.connector);
        first->setData(Qt::UserRole, link.id);
        auto *stateItem = new QTableWidgetItem(words.value(link.state, link.state));
        stateItem->setData(Qt::UserRole, link.state);
        m_table->setItem(row, 0, first);
        m_table->setItem(row, 1, new QTableWidgetItem(link.owner == "local"_L1 ? tr("You") : link.owner));
        m_table->setItem(row, 2, stateItem);
        m_table->setItem(row, 3, new QTableWidgetItem(QLocale().toString(link.expires.date(), QLocale::ShortFormat)));
    }
    m_revoke->setEnabled(false);
}

void LinksDialog::create()
{
    m_make->setEnabled(false);
    QJsonObject params{{u"days"_s, m_days->value()}};
    if (const QString key = m_connector->currentData().toString(); !key.isEmpty())
        params[u"connector"_s] = key;
    if (const QString owner = m_owner->text().trimmed(); !owner.isEmpty())
        params[u"owner"_s] = owner;
    m_state->client()->call(u"links.create"_s, params, this, [this](const ControlReply &reply) {
        m_make->setEnabled(true);
        if (!reply.ok()) {
            m_note->say(Note::Kind::Error, reply.errorMessage);
            return;
        }
        m_note->say(Note::Kind::Warn, tr("This is the only time you see this link. Copy it now."));
        showUrl(reply.result["url"_L1].toString());
    });
}

void LinksDialog::showUrl(const QString &url)
{
    delete m_url;
    m_url = makeCopyRow(url, u"link-url"_s, tr("The link"), this);
    m_rows->insertWidget(m_rows->indexOf(m_note) + 1, m_url);
    auto *field = m_url->findChild<QLineEdit *>();
    field->setFocus();
    field->end(false);
    field->home(true); // all of it, and its start is what shows
}

void LinksDialog::revoke()
{
    if (m_table->currentRow() < 0)
        return;
    const QString id = m_table->item(m_table->currentRow(), 0)->data(Qt::UserRole).toString();
    m_state->client()->call(u"links.revoke"_s, {{u"link"_s, id}}, this, [this](const ControlReply &reply) {
        if (!reply.ok())
            m_note->say(Note::Kind::Error, reply.errorMessage);
    });
}

} // namespace hub
