#include "ui/connect/profile_dialog.h"

#include "ui/common/controls.h"
#include "ui/common/note.h"
#include "ui/common/type.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>

namespace hub {

using namespace Qt::StringLiterals;

ProfileDialog::ProfileDialog(HubState *state, QString connector, QWidget *parent)
    : QDialog(parent), m_state(state), m_connector(std::move(connector))
{
    const ConnectorInfo *known = state->connector(m_connector);
    const QString name = known ? known->name : m_connector;
    setWindowTitle(tr("Your app at %1").arg(name));
    setMinimumWidth(560);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(24, 20, 24, 20);
    rows->setSpacing(16);
    rows->addWidget(makeLabel(TextRole::DialogTitle, tr("Your app at %1").arg(name), this));
    auto *there = new Card(this);
    m_there = there->rows();
    m_there->addWidget(makeLabel(TextRole::Section, tr("Register it there"), there));
    rows->addWidget(there);
    const auto field = [&](const QString &label, QLineEdit *control, const QString &help) {
        auto *column = new QVBoxLayout;
        column->setSpacing(4);
        QLabel *title = makeLabel(TextRole::Strong, label, this);
        title->setBuddy(control);
        column->addWidget(title);
        column->addWidget(control);
        column->addWidget(makeLabel(TextRole::Small, help, this));
        rows->addLayout(column);
    };
    m_id = new QLineEdit(this);
    m_id->setObjectName(u"client-id"_s);
    field(tr("Client id"), m_id, tr("The provider shows it after you have registered the app."));
    m_secret = makeSecretField(u"client-secret"_s, this);
    field(tr("Client secret"), m_secret, tr("Only if the provider gives one. It is kept with the credentials."));
    m_note = new Note(this);
    rows->addWidget(m_note);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    QPushButton *cancel = makeButton(tr("Cancel"), u"cancel"_s, this);
    m_save = makeButton(tr("Save and sign in"), u"profile-save"_s, this, u"primary"_s);
    m_save->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    rows->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &ProfileDialog::save);
    state->client()->call(
        u"connectors.show"_s, {{u"connector"_s, m_connector}}, this, [this](const ControlReply &reply) {
            if (reply.ok())
                fill(reply.result["connector"_L1].toObject(), reply.result["redirect_uri"_L1].toString());
            else
                m_note->say(Note::Kind::Error, reply.errorMessage);
        });
    m_id->setFocus();
}

void ProfileDialog::fill(const QJsonObject &connector, const QString &redirectUri)
{
    QWidget *card = m_there->parentWidget();
    const QString own = connector["redirect_uri"_L1].toString(redirectUri);
    m_there->addWidget(makeLabel(TextRole::Body, tr("Its redirect URI must be exactly this:"), card));
    m_there->addWidget(makeCopyRow(own.isEmpty() ? m_state->hub().redirectUri : own, u"redirect-uri"_s, card));
    QStringList scopes;
    for (const QJsonValue method : connector["auth"_L1].toArray()) {
        for (const QJsonValue scope : method.toObject()["scopes"_L1].toArray())
            scopes << scope.toObject()["name"_L1].toString();
    }
    scopes.removeDuplicates();
    if (!scopes.isEmpty()) {
        m_there->addWidget(makeLabel(TextRole::Body, tr("Allow it these scopes, as far as you want them:"), card));
        m_there->addWidget(makeCopyRow(scopes.join(u' '), u"scopes"_s, card));
    }
    const QUrl docs(connector["docs_url"_L1].toString());
    if (docs.isValid() && !docs.host().isEmpty()) {
        QPushButton *link = makeButton(tr("Open %1").arg(docs.host()), u"docs"_s, card, u"link"_s);
        link->setProperty("endGlyph", u"ext"_s);
        connect(link, &QPushButton::clicked, this, [docs] { QDesktopServices::openUrl(docs); });
        m_there->addWidget(link);
    }
}

void ProfileDialog::save()
{
    const QString id = m_id->text().trimmed();
    m_id->setProperty("error", id.isEmpty());
    m_id->update();
    if (id.isEmpty()) {
        m_note->say(Note::Kind::Error, tr("The client id is needed."));
        m_id->setFocus();
        return;
    }
    QJsonObject params{{u"connector"_s, m_connector}, {u"client_id"_s, id}};
    if (const QString secret = m_secret->text().trimmed(); !secret.isEmpty())
        params[u"client_secret"_s] = secret;
    m_save->setEnabled(false);
    m_state->client()->call(u"profiles.set"_s, params, this, [this](const ControlReply &reply) {
        m_save->setEnabled(true);
        if (reply.ok())
            accept();
        else
            m_note->say(Note::Kind::Error, reply.errorMessage);
    });
}

} // namespace hub
