// What agents did: live, filtered, each call explained.
#pragma once

#include "ui/activity/activity_filter.h"

#include <QWidget>

#include <functional>
#include <optional>

class QButtonGroup;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTableView;
class QTimer;

namespace hub {

class ActivityChart;
class ActivityDetails;

class ActivityPage : public QWidget {
    Q_OBJECT
public:
    ActivityPage(HubState *state, std::function<QDateTime()> now, QWidget *parent = nullptr);
    void focusSearch();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QLayout *makeHead();
    QLayout *makeFilters();
    QWidget *makeTable();
    QWidget *makeEmpty();
    void update();
    void fillChoices();
    void applyFilter();
    void showWaiting(int count);
    void setLive(bool live);
    void sizeColumns();

    HubState *m_state;
    std::function<QDateTime()> m_now;
    ActivityModel *m_model;
    ActivityFilter *m_filter;
    ActivityChart *m_chart = nullptr;
    ActivityDetails *m_details = nullptr;
    QTimer *m_count;
    std::optional<bool> m_narrow;
    QLabel *m_summary = nullptr;
    QLineEdit *m_search = nullptr;
    QComboBox *m_agents = nullptr, *m_accounts = nullptr;
    QButtonGroup *m_outcomes = nullptr;
    QPushButton *m_live = nullptr;
    QTableView *m_table = nullptr;
    QSplitter *m_splitter = nullptr;
    QStackedWidget *m_stack = nullptr;
};

} // namespace hub
