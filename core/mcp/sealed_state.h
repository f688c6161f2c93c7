// What a client carries for the hub between two requests of the stateless era: sealed, bound to caller and request.
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "core/base/secret.h"

namespace hub {

//! The key lives as long as the process: after a restart the client is simply asked again.
class StateSeal {
public:
    StateSeal(Random *random, const Clock *clock);

    //! \param bound who asked for what: principal, method, name and arguments
    std::string close(const json::object &state, const std::string &bound) const;
    //! \errors InvalidRequest (changed, of another caller or request, or older than 10 minutes)
    Result<json::object> open(std::string_view sealed, const std::string &bound) const;

private:
    Random *m_random;
    const Clock *m_clock;
    Secret m_key;
};

} // namespace hub
