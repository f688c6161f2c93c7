// When an action is tried again, and how fast one account may be called. Decides; waiting is the runner's.
#pragma once

#include "core/base/clock.h"
#include "core/base/effect.h"
#include "core/base/id.h"
#include "core/http/message.h"

#include <map>
#include <optional>

namespace hub {

//! What the provider asks for: seconds, a date (RFC 9110 section 10.2.3), or, in a header of its own, seconds since 1970.
//! \param ownHeader the connector's `retry_after_header`; may be empty
std::optional<std::chrono::seconds> retryAfter(const Headers &headers, const std::string &ownHeader, WallTime now);

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
