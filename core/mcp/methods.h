// The methods that both eras share.
#pragma once

#include "core/mcp/library.h"
#include "core/mcp/tool_calls.h"

namespace hub {

//! One thread's (the hub's).
class McpMethods {
public:
    explicit McpMethods(const McpServices *services);

    void add(std::unique_ptr<Supplement> supplement);
    const Supplement *supplement() const { return m_supplement.get(); }
    ToolBook &book() { return m_book; }

    //! Whether answer() knows the method.
    static bool knows(std::string_view method);
    Task<Reply> answer(std::shared_ptr<McpCall> call);
    //! The same for what waits for nothing; none for what may.
    std::optional<Reply> answerNow(const McpCall &call);

    json::object serverInfo() const;
    static json::object capabilities();
    //! A short text on what is connected.
    std::string instructions(const McpCall &call) const;

private:
    bool isSupplements(const McpCall &call) const;
    Reply list(const McpCall &call);

    const McpServices *m_services;
    ToolBook m_book;
    SignIn m_signIn;
    ToolCalls m_calls;
    Library m_library;
    std::unique_ptr<Supplement> m_supplement;
};

} // namespace hub
