// The tools a caller sees. Listing thousands takes a copy of bytes: the text is kept until something changes.
#pragma once

#include "core/gateway/action_runner.h"
#include "core/mcp/call.h"
#include "core/mcp/supplement.h"

#include <map>

namespace hub {

//! One thread's (the hub's).
class ToolBook {
public:
    explicit ToolBook(ActionRunner *actions) : m_actions(actions) {}
    void add(const Supplement *supplement) { m_supplement = supplement; }

    //! All that the caller may use; with an account named, that one's only. \errors NotFound (no such account)
    Result<std::vector<CallableConnector>> callable(const McpCall &call) const;
    //! The JSON array of tools/list, in a fixed order. \errors as callable()
    Result<std::shared_ptr<const std::string>> listed(const McpCall &call);
    //! Accounts, connectors or keys have changed.
    void forget() { m_pages.clear(); }

private:
    struct Page {
        std::weak_ptr<const Principal> principal; //!< a key that is changed has another one
        std::shared_ptr<const std::string> text;
    };
    ActionRunner *m_actions;
    const Supplement *m_supplement = nullptr;
    std::map<std::string, Page> m_pages;
};

//! The row and action with that id, or null.
std::pair<const CallableConnector *, const Action *> findTool(const std::vector<CallableConnector> &rows,
                                                              std::string_view name);
//! "Unknown tool: x. There are: …", with the likest names.
RpcFailure unknownTool(const std::vector<CallableConnector> &rows, const std::string &name);

} // namespace hub
