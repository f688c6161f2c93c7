// Screen 1, and 13 while there is no account.
#pragma once

#include "ui/accounts/accounts_view.h"

#include <QWidget>

class QButtonGroup;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace hub {

class AccountsFilter;
class Note;

class AccountsPage : public QWidget {
    Q_OBJECT
public:
    //! \param state outlives this
    AccountsPage(HubState *state, std::function<QDateTime()> now, QWidget *parent = nullptr);
    void focusSearch();

Q_SIGNALS:
    //! \param connector empty = the person picks
    void connectWanted(const QString &connector, const QString &accountId);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeList();
    QWidget *makeEmpty();
    QWidget *makeFilters();
    void update();
    void fillOften();
    void step(const QString &accountId, NextStep step);
    void showMenu(const QString &accountId, const QPoint &where);
    void showDetails(const QString &accountId);
    void rename(const AccountInfo &account);
    void remove(const AccountInfo &account);
    //! Calls an accounts.* method; what goes wrong is said in the note.
    void call(const QString &method, const QString &accountId, QJsonObject params = {});

    HubState *m_state;
    std::function<QDateTime()> m_now;
    AccountsFilter *m_filter;
    QLabel *m_summary;
    QPushButton *m_connect, *m_links, *m_apps;
    QStackedWidget *m_stack;
    AccountsView *m_view = nullptr;
    QLineEdit *m_search = nullptr;
    QButtonGroup *m_segments = nullptr;
    QWidget *m_nothing = nullptr;
    QWidget *m_often = nullptr;
    Note *m_note;
};

} // namespace hub
