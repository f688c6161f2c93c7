// The person's own OAuth app for a connector: what to register there, and what to enter here.
#pragma once

#include "ui/common/hub_state.h"

#include <QDialog>

#include <optional>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace hub {

class Note;

//! A profile as the hub tells it.
struct ProfileInfo {
    QString connector, name, clientId;
    QStringList scopes; //!< none = the connector's defaults
    bool hasSecret = false;
};

class ProfileDialog : public QDialog {
    Q_OBJECT
public:
    //! \param known the one to change; none makes one
    //! \param save what the button says: what follows once the app is kept
    ProfileDialog(HubState *state, QString connector, std::optional<ProfileInfo> known, const QString &save,
                  QWidget *parent);

private:
    QLineEdit *addField(QLineEdit *control, const QString &label, const QString &help);
    void fill(const QJsonObject &connector, const QString &redirectUri);
    void fillScopes(const QJsonArray &scopes);
    void save();
    void fail(QLineEdit *field, const QString &text);

    HubState *m_state;
    QString m_connector;
    std::optional<ProfileInfo> m_known;
    QVBoxLayout *m_rows, *m_there;
    QLineEdit *m_name, *m_id, *m_secret;
    QList<QCheckBox *> m_scopes;
    QPushButton *m_save;
    Note *m_note;
};

} // namespace hub
