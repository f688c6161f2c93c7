// What an account's card says: its state, what that means, and the next step.
#pragma once

#include "ui/common/hub_state.h"
#include "ui/common/state_pill.h"

namespace hub {

enum class NextStep { None, SignIn, Resume };

struct AccountWords {
    Pill pill;
    QString message; //!< empty for an active account, which has its last call
    QString button;
    NextStep step = NextStep::None;
    QString footer, calls;
};

//! \param now injected
AccountWords wordsOf(const AccountInfo &account, const QDateTime &now);
//! Rows that need the person.
bool needsPerson(const AccountInfo &account);
//! As a screen reader says the card: "GitHub, ana-acme, active, used by Claude Code, read and write"
QString spokenText(const AccountInfo &account, const QDateTime &now);

} // namespace hub
