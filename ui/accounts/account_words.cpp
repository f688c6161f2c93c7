#include "ui/accounts/account_words.h"

#include "ui/common/words.h"

#include <QCoreApplication>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(hub::accounts)
};

} // namespace

bool needsPerson(const AccountInfo &account)
{
    return account.status == "expired"_L1 || account.status == "error"_L1;
}

AccountWords wordsOf(const AccountInfo &account, const QDateTime &now)
{
    AccountWords out;
    const QString since = account.reasonAt.isValid() ? whenText(account.reasonAt, now) : QString();
    if (needsPerson(account)) {
        out.pill = {PillKind::Warn, Words::tr("Sign in again")};
        out.message = since.isEmpty()
            ? Words::tr("%1 ended this sign-in. Agents get an answer that says so until you sign in again.")
                  .arg(account.connectorName)
            : Words::tr("%1 ended this sign-in (%2). Agents get an answer that says so until you sign in again.")
                  .arg(account.connectorName, since);
        out.button = Words::tr("Sign in again…");
        out.step = NextStep::SignIn;
    } else if (account.status == "suspended"_L1) {
        out.pill = {PillKind::Off, Words::tr("Suspended")};
        out.message = since.isEmpty()
            ? Words::tr("You suspended it. Nothing is deleted; agents are refused.")
            : Words::tr("You suspended it (%1). Nothing is deleted; agents are refused.").arg(since);
        out.button = Words::tr("Resume");
        out.step = NextStep::Resume;
    } else if (account.status == "inactive"_L1) {
        out.pill = {PillKind::Wait, Words::tr("Waiting")};
        out.message = Words::tr("Waiting for a sign-in at %1. Agents can't use it yet.").arg(account.connectorName);
        out.button = Words::tr("Sign in…");
        out.step = NextStep::SignIn;
    } else {
        out.pill = {PillKind::Ok, Words::tr("Active")};
        out.footer = account.lastCallAt.isValid()
            ? Words::tr("Last call %1, %2").arg(whenText(account.lastCallAt, now), isolated(account.lastCaller))
            : Words::tr("No call yet");
        out.calls = account.lastCallAt.isValid() ? Words::tr("%n calls today", nullptr, account.callsToday) : QString();
    }
    return out;
}

QString spokenText(const AccountInfo &account, const QDateTime &now)
{
    const AccountWords words = wordsOf(account, now);
    QStringList parts{account.connectorName, account.identity.isEmpty() ? account.alias : account.identity,
                      words.pill.text};
    for (const UsedBy &each : account.usedBy)
        parts << Words::tr("used by %1, %2").arg(each.name, each.may);
    if (!words.message.isEmpty())
        parts << words.message;
    return parts.join(u", "_s);
}

} // namespace hub
