#include "ui/connect/profile_dialog.h"

#include "ui/common/controls.h"
#include "ui/common/note.h"
#include "ui/common/type.h"
#include "ui/common/words.h"

#include <QCheckBox>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QUrl>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kTallestScopes = 176;

} // namespace

ProfileDialog::ProfileDialog(HubState *state, QString connector, std::optional<ProfileInfo> known, const QString &save,
                             QWidget *parent)
    : QDialog(parent)
    , m_state(state)
    , m_connector(std::move(connector))
    , m_known(std::move(known))
    , m_rows(new QVBoxLayout(this))
{
    const ConnectorInfo *info = state->connector(m_connector);
    const QString title = tr("Your app at %1").arg(info ? info->name : m_connector);
    setWindowTitle(title);
    setMinimumWidth(560);
    m_rows->setContentsMargins(24, 20, 24, 20);
    m_rows->setSpacing(16);
    m_rows->addWidget(makeLabel(TextRole::DialogTitle, title, this));
    auto *there = new Card(this);
    m_there = there->rows();
    m_there->addWidget(makeLabel(TextRole::Section, tr("Register it there"), there));
    m_rows->addWidget(there);
    m_id = addField(new QLineEdit(this), tr("Client id"),
                    tr("The provider shows it after you have registered the app."));
    m_id->setObjectName(u"client-id"_s);
    m_secret = addField(makeSecretField(u"client-secret"_s, this), tr("Client secret"),
                        tr("Only if the provider gives one. It is kept with the credentials."));
    m_name = addField(new QLineEdit(this), tr("Your name for it"),
                      tr("Matters only where you have several apps at one provider."));
    m_name->setObjectName(u"profile-name"_s);
    m_name->setText(m_known ? m_known->name : u"default"_s);
    m_name->setReadOnly(m_known.has_value());
    if (m_known) {
        m_id->setText(m_known->clientId);
        m_secret->setPlaceholderText(m_known->hasSecret ? tr("Kept. Leave it empty to keep it.") : QString());
    }
    m_note = new Note(this);
    m_rows->addWidget(m_note);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    QPushButton *cancel = makeButton(tr("Cancel"), u"cancel"_s, this);
    m_save = makeButton(save, u"profile-save"_s, this, u"primary"_s);
    m_save->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    m_rows->addLayout(buttons);
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

QLineEdit *ProfileDialog::addField(QLineEdit *control, const QString &label, const QString &help)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(4);
    QLabel *title = makeLabel(TextRole::Strong, label, this);
    title->setBuddy(control);
    column->addWidget(title);
    column->addWidget(control);
    column->addWidget(makeLabel(TextRole::Small, help, this));
    m_rows->addLayout(column);
    connect(control, &QLineEdit::textEdited, control, [control] {
        control->setProperty("error", false);
        control->setAccessibleDescription({});
        control->update();
    });
    return control;
}

void ProfileDialog::fill(const QJsonObject &connector, const QString &redirectUri)
{
    QWidget *card = m_there->parentWidget();
    m_there->addWidget(makeLabel(TextRole::Body, tr("Its redirect URI must be exactly this:"), card));
    m_there->addWidget(makeCopyRow(redirectUri.isEmpty() ? m_state->hub().redirectUri : redirectUri, u"redirect-uri"_s,
                                   tr("Redirect URI"), card));
    QUrl page(connector["docs_url"_L1].toString());
    for (const QJsonValue value : connector["auth"_L1].toArray()) {
        const QJsonObject method = value.toObject();
        if (!method.contains("grant"_L1))
            continue;
        if (const QUrl console(method["console_url"_L1].toString()); !console.host().isEmpty())
            page = console;
        fillScopes(method["scopes"_L1].toArray());
        break;
    }
    if (page.isValid() && !page.host().isEmpty()) {
        QPushButton *link = makeButton(tr("Open %1").arg(page.host()), u"docs"_s, card, u"link"_s);
        link->setProperty("endGlyph", u"ext"_s);
        link->setToolTip(page.toDisplayString());
        connect(link, &QPushButton::clicked, this, [page] { QDesktopServices::openUrl(page); });
        m_there->addSpacing(6);
        m_there->addWidget(link);
    }
}

void ProfileDialog::fillScopes(const QJsonArray &scopes)
{
    if (scopes.isEmpty())
        return;
    QWidget *card = m_there->parentWidget();
    m_there->addWidget(makeLabel(
        TextRole::Body,
        tr("Allow it these scopes. A sign-in asks for the ticked ones, if you do not choose others then:"), card));
    auto *inner = new QWidget(card);
    auto *list = new QVBoxLayout(inner);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(6);
    for (const QJsonValue value : scopes) {
        const QJsonObject scope = value.toObject();
        const QString name = scope["name"_L1].toString();
        auto *box = new QCheckBox(literal(scope["label"_L1].toString(name)), inner);
        box->setObjectName(u"scope-"_s + name);
        box->setProperty("scope", name);
        box->setToolTip(name);
        const bool given = m_known && !m_known->scopes.isEmpty();
        box->setChecked(given ? m_known->scopes.contains(name) : scope["default"_L1].toBool());
        list->addWidget(box);
        m_scopes << box;
    }
    m_there->addWidget(makeScroll(inner, kTallestScopes, card));
}

void ProfileDialog::fail(QLineEdit *field, const QString &text)
{
    field->setProperty("error", true);
    field->setAccessibleDescription(text);
    field->update();
    m_note->say(Note::Kind::Error, text);
    field->setFocus();
}

void ProfileDialog::save()
{
    const QString id = m_id->text().trimmed();
    const QString name = m_name->text().trimmed();
    if (id.isEmpty()) {
        fail(m_id, tr("The client id is needed."));
        return;
    }
    QJsonObject params{
        {u"connector"_s, m_connector}, {u"client_id"_s, id}, {u"name"_s, name.isEmpty() ? u"default"_s : name}};
    if (const QString secret = m_secret->text().trimmed(); !secret.isEmpty())
        params[u"client_secret"_s] = secret;
    QJsonArray scopes;
    for (const QCheckBox *box : std::as_const(m_scopes)) {
        if (box->isChecked())
            scopes << box->property("scope").toString();
    }
    if (!scopes.isEmpty())
        params[u"scopes"_s] = scopes;
    m_save->setEnabled(false);
    m_state->client()->call(u"profiles.set"_s, params, this, [this](const ControlReply &reply) {
        m_save->setEnabled(true);
        if (reply.ok())
            accept();
        else if (reply.errorData["field"_L1].toString() == "client_id"_L1)
            fail(m_id, reply.errorMessage);
        else
            m_note->say(Note::Kind::Error, reply.errorMessage);
    });
}

} // namespace hub
