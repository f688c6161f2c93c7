// Tells clients what has changed: on the streams of sessions, and to those that listen.
#pragma once

#include "core/mcp/services.h"
#include "core/mcp/session.h"

#include <list>

namespace hub {

//! What a stream of subscriptions/listen asked for.
struct Listener {
    std::shared_ptr<const Principal> principal;
    json::value id; //!< of the request
    bool tools = false, prompts = false, resources = false;
    std::set<std::string> uris;
    std::shared_ptr<MessageStream> stream;
};

//! One thread's (the hub's).
class ChangeFeed {
public:
    ChangeFeed(const McpServices *services, SessionStore *sessions) : m_services(services), m_sessions(sessions) {}

    //! \return false: the caller has as many as it may
    bool add(std::shared_ptr<Listener> listener);
    void remove(const std::shared_ptr<Listener> &listener);

    void accountChanged(const Account &account);
    void catalogueChanged();
    //! A key that is not let in any more loses its sessions and streams.
    void keyChanged(const KeyId &id);
    void listChanged(std::string_view what); //!< tools or prompts, for everybody

    //! Ends all streams, in good order. \param last of a listener's request
    void stop(const std::function<std::string(const Listener &)> &last);
    std::size_t listeners() const { return m_listeners.size(); }

private:
    using Concerns = std::function<bool(const Principal &)>;
    void tellList(std::string_view what, const Concerns &concerns);
    void tellResource(const std::string &uri, const Concerns &concerns);
    void dropDead();
    bool isLive(const Principal &principal) const;

    const McpServices *m_services;
    SessionStore *m_sessions;
    std::list<std::shared_ptr<Listener>> m_listeners;
};

//! A message of a listening stream: it names the request it belongs to.
std::string listenerMessage(const Listener &listener, std::string_view method, json::object params);

} // namespace hub
