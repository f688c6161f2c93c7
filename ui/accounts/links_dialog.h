// Auth links: one address that lets somebody connect an account in any browser.
#pragma once

#include "ui/common/hub_state.h"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTableWidget;
class QVBoxLayout;

namespace hub {

class Note;

class LinksDialog : public QDialog {
    Q_OBJECT
public:
    LinksDialog(HubState *state, QWidget *parent);

private:
    void fill();
    void create();
    void revoke();
    void showUrl(const QString &url);

    HubState *m_state;
    QComboBox *m_connector;
    QLineEdit *m_owner;
    QSpinBox *m_days;
    QPushButton *m_make, *m_revoke;
    QTableWidget *m_table;
    Note *m_note;
    QVBoxLayout *m_rows;
    QWidget *m_url = nullptr;
};

} // namespace hub
