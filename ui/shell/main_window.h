// The window's frame: the rail, the pages, and the hub's state below.
#pragma once

#include "ui/common/hub_state.h"
#include "ui/shell/hub_link.h"

#include <QMainWindow>

#include <functional>

class QButtonGroup;
class QStackedWidget;

namespace hub {

class AccountsPage;
class ActivityPage;
class AgentsPage;
class ConnectPage;
class Note;
class Rail;
class StatusBlock;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    //! \param viewPlugin the browser view's file; \param now injected
    MainWindow(HubLink *link, HubState *state, QString viewPlugin, std::function<QDateTime()> now,
               QWidget *parent = nullptr);

    enum Page { Accounts, Connect, Agents, Activity };
    void showPage(Page page);
    //! To the front, from wherever it is.
    void raiseWindow();

Q_SIGNALS:
    //! The window is closed; the hub goes on.
    void closed();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    //! By the person: the Connect page then goes on, or starts.
    void openPage(Page page);
    void addShortcuts();
    void onHub();
    void updateBadge();
    QWidget *pageAt(Page page);
    void nextRegion();

    HubLink *m_link;
    HubState *m_state;
    QString m_viewPlugin;
    std::function<QDateTime()> m_now;
    Rail *m_rail;
    QStackedWidget *m_stack;
    Note *m_note;
    AccountsPage *m_accounts = nullptr;
    ConnectPage *m_connect = nullptr;
    AgentsPage *m_agents = nullptr;
    ActivityPage *m_activity = nullptr;
};

} // namespace hub
