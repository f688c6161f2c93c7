// Tools, prompts and resources beside the hub's own.
#pragma once

#include "core/base/task.h"
#include "core/mcp/call.h"

namespace hub {

//! One thread's (the hub's).
class Supplement {
public:
    virtual ~Supplement() = default;
    virtual json::array tools() const = 0;
    virtual json::array prompts() const = 0;
    virtual json::array resources() const = 0;
    virtual json::array templates() const = 0;
    //! Whether a request for that name (of a tool or prompt) or URI is for answer().
    virtual bool has(std::string_view method, std::string_view name) const = 0;
    //! tools/call, prompts/get or resources/read.
    virtual Task<Reply> answer(std::shared_ptr<McpCall> call) = 0;
};

} // namespace hub
