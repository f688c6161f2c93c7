#include "core/mcp/change_feed.h"

#include "core/mcp/era.h"
#include "core/mcp/library.h"

namespace hub {
namespace {

constexpr std::size_t kMostListeners = 1024; // of one caller

std::string listMethod(std::string_view what)
{
    return "notifications/" + std::string(what) + "/list_changed";
}

//! A client that has not read the last one needs no second.
void tellOnce(MessageStream &stream, const std::string &text)
{
    const EventRing::Event *newest = stream.ring().newest();
    if (stream.hasReader() || newest == nullptr || newest->text != text)
        stream.push(text);
}

bool wants(const Listener &listener, std::string_view what)
{
    return what == "tools" ? listener.tools : listener.prompts;
}

} // namespace

std::string listenerMessage(const Listener &listener, std::string_view method, json::object params)
{
    params["_meta"] = json::object{{kMetaSubscription, listener.id}};
    return json::serialize(rpcNotification(method, std::move(params)));
}

bool ChangeFeed::add(std::shared_ptr<Listener> listener)
{
    const std::string holder = holderOf(*listener->principal);
    const auto count = std::count_if(m_listeners.begin(), m_listeners.end(),
                                     [&](const auto &one) { return holderOf(*one->principal) == holder; });
    if (static_cast<std::size_t>(count) >= kMostListeners)
        return false;
    m_listeners.push_back(std::move(listener));
    return true;
}

void ChangeFeed::remove(const std::shared_ptr<Listener> &listener)
{
    m_listeners.remove(listener);
}

void ChangeFeed::accountChanged(const Account &account)
{
    const Concerns concerns = [&](const Principal &principal) {
        return mayReach(principal, account.owner, account.id);
    };
    tellList("tools", concerns);
    const std::string base(kAccountsUri);
    for (const std::string &uri : {base, base + '/' + account.id.str(), base + '/' + account.alias})
        tellResource(uri, concerns);
}

void ChangeFeed::catalogueChanged()
{
    const Concerns all = [](const Principal &) { return true; };
    tellList("tools", all);
    tellResource(std::string(kConnectorsUri), all);
}

void ChangeFeed::keyChanged(const KeyId &id)
{
    dropDead();
    tellList("tools", [&](const Principal &principal) { return principal.id == id.str(); });
}

void ChangeFeed::listChanged(std::string_view what)
{
    tellList(what, [](const Principal &) { return true; });
}

void ChangeFeed::tellList(std::string_view what, const Concerns &concerns)
{
    const std::string method = listMethod(what);
    const std::string text = json::serialize(rpcNotification(method, {}));
    m_sessions->forEach([&](const std::shared_ptr<Session> &session) {
        if (concerns(*session->principal))
            tellOnce(*session->unsolicited, text);
    });
    for (const std::shared_ptr<Listener> &listener : m_listeners) {
        if (wants(*listener, what) && concerns(*listener->principal))
            listener->stream->push(listenerMessage(*listener, method, {}));
    }
}

void ChangeFeed::tellResource(const std::string &uri, const Concerns &concerns)
{
    constexpr std::string_view method = "notifications/resources/updated";
    const std::string text = json::serialize(rpcNotification(method, {{"uri", uri}}));
    m_sessions->forEach([&](const std::shared_ptr<Session> &session) {
        if (session->subscriptions.contains(uri) && concerns(*session->principal))
            tellOnce(*session->unsolicited, text);
    });
    for (const std::shared_ptr<Listener> &listener : m_listeners) {
        if (listener->uris.contains(uri) && concerns(*listener->principal))
            listener->stream->push(listenerMessage(*listener, method, {{"uri", uri}}));
    }
}

bool ChangeFeed::isLive(const Principal &principal) const
{
    return principal.kind != Principal::Kind::Key || m_services->keys->isLive(principal.id);
}

void ChangeFeed::dropDead()
{
    m_sessions->forEach([&](const std::shared_ptr<Session> &session) {
        if (!isLive(*session->principal))
            m_sessions->end(session);
    });
    for (const std::shared_ptr<Listener> &listener : m_listeners) {
        if (!isLive(*listener->principal))
            listener->stream->finish();
    }
}

void ChangeFeed::stop(const std::function<std::string(const Listener &)> &last)
{
    for (const std::shared_ptr<Listener> &listener : m_listeners) {
        listener->stream->push(last(*listener));
        listener->stream->finish();
    }
    m_sessions->forEach([](const std::shared_ptr<Session> &session) { session->unsolicited->finish(); });
}

} // namespace hub
