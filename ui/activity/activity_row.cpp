#include "ui/activity/activity_row.h"

#include <QCoreApplication>
#include <QLocale>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(hub::activity)
};

//! In quotes for a shell: nothing inside has a meaning.
QString quoted(QString text)
{
    return u'\'' + text.replace(u'\'', u"'\\''"_s) + u'\'';
}

} // namespace

ActivityRow activityOf(const QJsonObject &json)
{
    const auto text = [&](QLatin1String name) { return json[name].toString(); };
    ActivityRow row;
    row.seq = json["seq"_L1].toInteger();
    row.at = QDateTime::fromString(text("at"_L1), Qt::ISODateWithMs).toLocalTime();
    row.requestId = text("request_id"_L1);
    row.protocol = text("protocol"_L1);
    row.agent = text("principal_name"_L1);
    row.account = text("account"_L1);
    row.connector = text("connector"_L1);
    row.action = text("action"_L1);
    row.effect = text("effect"_L1);
    row.method = text("method"_L1);
    row.path = text("path"_L1);
    row.detail = text("detail"_L1);
    row.status = json["status"_L1].toInt();
    row.durationMs = json["duration_ms"_L1].toInt();
    return row;
}

Decision decisionOf(const ActivityRow &row)
{
    const QString &why = row.detail;
    if (why.isEmpty())
        return {Outcome::Allowed, PillKind::Ok, Words::tr("Allowed")};
    if (why == "account_expired"_L1 || why == "account_inactive"_L1)
        return {Outcome::Denied, PillKind::Warn, Words::tr("Sign in again")};
    if (why == "account_suspended"_L1)
        return {Outcome::Denied, PillKind::Off, Words::tr("Suspended")};
    if (why == "scope_insufficient"_L1 || why == "policy_denied"_L1)
        return {Outcome::Denied, PillKind::Error, Words::tr("Denied by rule")};
    if (why == "vault_locked"_L1)
        return {Outcome::Failed, PillKind::Warn, Words::tr("Keychain locked")};
    if (why == "provider_rate_limited"_L1 || why == "rate_limited"_L1)
        return {Outcome::Failed, PillKind::Wait, Words::tr("Has to wait")};
    if (why == "upstream_failed"_L1 || why == "upstream_timeout"_L1)
        return {Outcome::Failed, PillKind::Warn, Words::tr("No answer")};
    return {Outcome::Failed, PillKind::Error, Words::tr("Failed")};
}

QString whatText(const ActivityRow &row, const HubState &state)
{
    if (!row.action.isEmpty())
        return state.actionTitle(row.connector, row.action);
    return row.method + u' ' + row.path;
}

QString accountText(const ActivityRow &row, const HubState &state)
{
    const AccountInfo *known = state.account(row.account);
    return known ? known->alias : row.account;
}

QString tookText(int durationMs)
{
    return durationMs < 1000 ? Words::tr("%1 ms").arg(durationMs)
                             : Words::tr("%1 s").arg(QLocale().toString(durationMs / 1000.0, 'f', 1));
}

QString asCurl(const ActivityRow &row, const QString &hubUrl)
{
    return u"curl -X %1 %2 -H 'x-account-id: %3' -u \"$CONNECT_HUB_KEY:\""_s.arg(
        row.method, quoted(hubUrl + u"/proxy"_s + row.path), row.account);
}

} // namespace hub
