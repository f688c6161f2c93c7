// Asks what a new key may do.
#pragma once

#include "ui/common/hub_state.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace hub {

class Note;

class NewKeyDialog : public QDialog {
    Q_OBJECT
public:
    NewKeyDialog(HubState *state, QWidget *parent);
    //! The answer of keys.create: the secret is in there once.
    const QJsonObject &made() const { return m_made; }

private:
    QWidget *makeAccounts();
    void create();

    HubState *m_state;
    QLineEdit *m_name;
    QComboBox *m_may, *m_ends;
    QCheckBox *m_every = nullptr;
    QList<std::pair<QString, QCheckBox *>> m_accounts;
    QPushButton *m_create;
    Note *m_note;
    QJsonObject m_made;
};

} // namespace hub
