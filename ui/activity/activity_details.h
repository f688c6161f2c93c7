// The pane beside the table: one call, in words.
#pragma once

#include "ui/activity/activity_row.h"

#include <QScrollArea>

namespace hub {

class ActivityDetails : public QScrollArea {
    Q_OBJECT
public:
    explicit ActivityDetails(const HubState *state, QWidget *parent = nullptr);
    void explain(const ActivityRow &row);

Q_SIGNALS:
    void closed();

private:
    const HubState *m_state;
};

} // namespace hub
