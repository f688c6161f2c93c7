// When an action is tried again, and how fast one account may be called. Decides; waiting is the runner's.
#pragma once

#include "core/base/effect.h"
#include "core/base/id.h"
#include "core/http/retry_after.h"

#include <map>
#include <optional>

namespace hub {

//! How long to wait before the call goes out again; none when its answer is handed on. A 429 was not carried out, so any
//! call may be repeated after it; after 502, 503 and 504 only reads are.
//! \param tries those made so far, from 1
std::optional<std::chrono::milliseconds> pauseBeforeRetry(int tries, int status, Effect effect,
                                                          std::optional<std::chrono::seconds> asked);

//! One thread's (the hub's).
class Pace {
public:
    //! Books the account's next turn.
    //! \return how long to wait for it
    //! \errors RateLimited: so many wait already that it would take longer than ten seconds
    Result<std::chrono::milliseconds> turn(const AccountId &account, double perSecond, MonotonicTime now);

private:
    std::map<AccountId, MonotonicTime> m_next;
};

} // namespace hub
