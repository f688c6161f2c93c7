// The person's own OAuth app for a connector: what to register there, and what to enter here.
#pragma once

#include "ui/common/hub_state.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace hub {

class Note;

class ProfileDialog : public QDialog {
    Q_OBJECT
public:
    ProfileDialog(HubState *state, QString connector, QWidget *parent);

private:
    void fill(const QJsonObject &connector, const QString &redirectUri);
    void save();

    HubState *m_state;
    QString m_connector;
    QVBoxLayout *m_there;
    QLineEdit *m_id, *m_secret;
    QPushButton *m_save;
    Note *m_note;
};

} // namespace hub
