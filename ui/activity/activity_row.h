// One call as the Activity screen shows it.
#pragma once

#include "ui/common/hub_state.h"
#include "ui/common/state_pill.h"

namespace hub {

struct ActivityRow {
    qint64 seq = 0;
    QDateTime at;
    QString requestId, protocol, agent, account, connector, action, effect, method, path, detail;
    int status = 0;
    int durationMs = 0;
};

enum class Outcome { Allowed, Denied, Failed };

//! What was decided: a word and its shape. The provider's own refusals were allowed by the hub.
struct Decision {
    Outcome outcome = Outcome::Allowed;
    PillKind kind = PillKind::Ok;
    QString text;
};

ActivityRow activityOf(const QJsonObject &json);
Decision decisionOf(const ActivityRow &row);
//! The action's title, or method and path of a direct call.
QString whatText(const ActivityRow &row, const HubState &state);
//! The person's name for the account, or its id.
QString accountText(const ActivityRow &row, const HubState &state);
//! "96 ms", "8.4 s"
QString tookText(int durationMs);
//! The call again, with a placeholder where the key goes.
QString asCurl(const ActivityRow &row, const QString &hubUrl);

} // namespace hub
