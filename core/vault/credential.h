// What the vault keeps for one account: a record of one line.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace hub {

struct Credential {
    std::string authKey;                   //!< the connector's auth method it was made with
    std::string profile;                   //!< the OAuth app it was made with; empty for other methods
    std::uint64_t generation = 1;          //!< counts up with each new token pair
    std::optional<WallTime> issuedAt;
    std::optional<WallTime> expiresAt;     //!< of the access token; none = unknown
    bool refreshing = false;               //!< the intent record: a refresh was begun and not finished
    std::map<std::string, Secret> values;  //!< access_token, refresh_token, fields, learnt values
    std::string scope;                     //!< granted, as the provider said it
    std::string subject;                   //!< whom the ID token named: "ISSUER SUBJECT"; empty = there was none

    const Secret *find(const std::string &name) const;
    Credential clone() const;
};

//! One line of ASCII JSON. With padding the intent record is as long as the record that follows it.
Secret toLine(const Credential &credential, std::size_t minimumSize = 0);
//! \errors Internal (damaged)
Result<Credential> credentialFromLine(const Secret &line);

} // namespace hub
