// The OAuth apps that the person registered at providers: add, change, delete.
#pragma once

#include "ui/connect/profile_dialog.h"

#include <QDialog>

class QComboBox;
class QPushButton;
class QTableWidget;

namespace hub {

class Note;

class OwnAppsDialog : public QDialog {
    Q_OBJECT
public:
    OwnAppsDialog(HubState *state, QWidget *parent);

private:
    QTableWidget *makeTable();
    void read();
    void fill();
    void fillConnectors();
    void edit(const QString &connector, const std::optional<ProfileInfo> &known);
    void remove();
    const ProfileInfo *chosen() const;

    HubState *m_state;
    QList<ProfileInfo> m_profiles;
    QComboBox *m_connector;
    QPushButton *m_add, *m_change, *m_delete;
    QTableWidget *m_table;
    Note *m_note;
};

} // namespace hub
