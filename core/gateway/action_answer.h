// From a provider's answer to what an agent gets.
#pragma once

#include "core/actions/paging.h"
#include "core/gateway/gateway.h"

namespace hub {

//! A result that is no text: a picture, a file.
struct Binary {
    std::string mediaType, bytes;
};

struct ActionOutcome {
    int status = 200;      //!< the provider's
    json::value data;      //!< as toData() shapes it; for a provider's error its body; for a Binary what it is
    std::string accountId;
    std::string next;      //!< where to go on (paging.h); empty at the end
    std::optional<Binary> binary;
    std::string authLinkUrl; //!< where the person grants what the call lacked; empty = that was not it
};

//! A provider's answer, read.
struct Received {
    int status = 200;
    Headers headers;
    std::string text;
    std::string authLinkUrl; //!< see Answer
};

//! What the answer is read with.
struct ResultShape {
    const Action *action = nullptr;
    std::optional<Paging> paging;
    ActionArguments arguments;
    Cursor from;
    std::size_t limit = 0; //!< bytes of JSON; 0 = none
};

//! \errors UpstreamFailed (a body that is not what its type says), TooLarge (a file past what fits into a result)
Result<ActionOutcome> outcomeOf(const ResultShape &shape, Received received);

} // namespace hub
