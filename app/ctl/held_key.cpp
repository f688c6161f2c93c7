#include "app/ctl/held_key.h"

namespace hub::ctl {

ControlReply HeldKey::fetch(Hub &hub)
{
    if (!m_client.isEmpty()) {
        const ControlReply reply = hub.call(QStringLiteral("agents.key"), {{QStringLiteral("name"), m_client}});
        m_secret = text(reply.result, "secret");
        return reply;
    }
    const ControlReply reply = hub.call(QStringLiteral("keys.create"), m_params);
    m_secret = text(reply.result, "secret");
    m_made = text(reply.result.value(QLatin1String("key")).toObject(), "id");
    return reply;
}

void HeldKey::drop(Hub &hub)
{
    if (!m_made.isEmpty())
        hub.call(QStringLiteral("keys.delete"), {{QStringLiteral("key"), std::exchange(m_made, {})}}, 5'000);
}

QByteArray HeldKey::authorization() const
{
    return "Basic " + QString(m_secret + QLatin1Char(':')).toLatin1().toBase64();
}

QList<Option> keyOptions()
{
    return {{QStringLiteral("scope"), QStringLiteral("full|read|accounts|actions"),
             QStringLiteral("what its key may; without one: actions that read"), true},
            {QStringLiteral("effect"), QStringLiteral("read|write|delete"),
             QStringLiteral("without one: what the scopes say"), true},
            {QStringLiteral("account"), QStringLiteral("A"), QStringLiteral("id or alias; without one: all of yours"),
             true}};
}

QJsonObject keyParams(const Line &line)
{
    QJsonObject out;
    for (const char *option : {"scope", "effect", "account"}) {
        const QStringList values = line.values(QLatin1String(option));
        if (!values.isEmpty())
            out.insert(QLatin1String(option) + QLatin1Char('s'), QJsonArray::fromStringList(values));
    }
    return out;
}

} // namespace hub::ctl
