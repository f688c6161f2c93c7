// The keys that agents call with: make one, switch it off, delete it.
#pragma once

#include "ui/common/hub_state.h"

#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace hub {

class KeysModel;
class Note;
class ProgramList;

class AgentsPage : public QWidget {
    Q_OBJECT
public:
    AgentsPage(HubState *state, std::function<QDateTime()> now, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeEmpty();
    void update();
    void onPrograms();
    void placeControls();
    void moveSwitches();
    void newKey();
    void remove(const QString &keyId);
    void call(const QString &method, const QString &keyId);

    HubState *m_state;
    std::function<QDateTime()> m_now;
    KeysModel *m_model;
    ProgramList *m_programs;
    QLabel *m_summary, *m_others;
    QPushButton *m_new;
    QStackedWidget *m_stack;
    QTableView *m_table;
    Note *m_note;
};

} // namespace hub
