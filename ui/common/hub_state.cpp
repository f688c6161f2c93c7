#include "ui/common/hub_state.h"

#include <QJsonArray>
#include <QTimer>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

QDateTime timeOf(const QJsonValue &value)
{
    return value.isString() ? QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toLocalTime() : QDateTime();
}

QStringList textsOf(const QJsonValue &value)
{
    QStringList out;
    for (const QJsonValue each : value.toArray())
        out << each.toString();
    return out;
}

AccountInfo accountOf(const QJsonObject &json)
{
    AccountInfo out;
    const auto text = [&](QLatin1String name) { return json[name].toString(); };
    out.id = text("id"_L1);
    out.owner = text("owner"_L1);
    out.ownerName = text("owner_name"_L1);
    out.connector = text("connector"_L1);
    out.connectorName = text("connector_name"_L1);
    out.alias = text("alias"_L1);
    out.label = text("label"_L1);
    out.identity = text("identity"_L1);
    out.status = text("status"_L1);
    out.created = timeOf(json["created_at"_L1]);
    out.callsToday = json["calls_today"_L1].toInt();
    const QJsonArray reasons = json["status_reasons"_L1].toArray();
    if (!reasons.isEmpty()) {
        const QJsonObject last = reasons.last().toObject();
        out.reasonCode = last["code"_L1].toString();
        out.reasonText = last["description"_L1].toString();
        out.reasonAt = timeOf(last["timestamp"_L1]);
    }
    const QJsonObject call = json["last_call"_L1].toObject();
    out.lastCallAt = timeOf(call["at"_L1]);
    out.lastCaller = call["name"_L1].toString();
    for (const QJsonValue each : json["used_by"_L1].toArray()) {
        const QJsonObject row = each.toObject();
        out.usedBy << UsedBy{row["key_id"_L1].toString(), row["name"_L1].toString(),
                             row["may"_L1] == "read only"_L1 ? HubState::tr("read only")
                                                             : HubState::tr("read + write")};
    }
    return out;
}

QString firstRead(const QJsonArray &actions)
{
    for (const QJsonValue each : actions) {
        if (each.toObject()["effect"_L1].toString() == "read"_L1)
            return each.toObject()["id"_L1].toString();
    }
    return {};
}

QHash<QString, QString> titlesOf(const QJsonArray &actions)
{
    QHash<QString, QString> out;
    for (const QJsonValue each : actions)
        out.insert(each.toObject()["id"_L1].toString(), each.toObject()["title"_L1].toString());
    return out;
}

bool takesApp(const QJsonObject &connector)
{
    const QJsonArray auth = connector["auth"_L1].toArray();
    return std::any_of(auth.begin(), auth.end(), [](const QJsonValue &method) {
        return method["consent"_L1].toBool() || method["type"_L1].toString() == "oauth2"_L1;
    });
}

ConnectorInfo connectorOf(const QJsonObject &json)
{
    return {json["key"_L1].toString(),
            json["name"_L1].toString(),
            json["needs"_L1].toString(),
            json["docs_url"_L1].toString(),
            QColor(json["color"_L1].toString()),
            json["letters"_L1].toString(),
            json["glyph"_L1].toString(),
            json["connected"_L1].toInt(),
            takesApp(json),
            firstRead(json["actions"_L1].toArray()),
            titlesOf(json["actions"_L1].toArray())};
}

KeyInfo keyOf(const QJsonObject &json)
{
    KeyInfo out;
    out.id = json["id"_L1].toString();
    out.name = json["name"_L1].toString();
    out.owner = json["owner"_L1].toString();
    out.scopes = textsOf(json["scopes"_L1]);
    out.effects = textsOf(json["effects"_L1]);
    out.accounts = textsOf(json["accounts"_L1]);
    out.created = timeOf(json["created_at"_L1]);
    out.lastUsed = timeOf(json["last_used_at"_L1]);
    out.expires = timeOf(json["expires_at"_L1]);
    out.enabled = json["enabled"_L1].toBool();
    return out;
}

LinkInfo linkOf(const QJsonObject &json)
{
    return {json["id"_L1].toString(),    json["owner"_L1].toString(),   json["connector"_L1].toString(),
            json["state"_L1].toString(), timeOf(json["created_at"_L1]), timeOf(json["expires_at"_L1])};
}

template <typename T>
QList<T> listOf(const QJsonValue &value, T (*read)(const QJsonObject &))
{
    QList<T> out;
    for (const QJsonValue each : value.toArray())
        out << read(each.toObject());
    return out;
}

} // namespace

HubState::HubState(ControlClient *client, QObject *parent)
    : QObject(parent), m_client(client), m_callTimer(new QTimer(this))
{
    // thousands of calls a second are one look at the list
    m_callTimer->setSingleShot(true);
    m_callTimer->setInterval(1000);
    connect(m_callTimer, &QTimer::timeout, this, &HubState::readKeys); // and the accounts after them
    connect(client, &ControlClient::connected, this, &HubState::onConnected);
    connect(client, &ControlClient::disconnected, this, [this] {
        m_connected = false;
        Q_EMIT hubChanged();
    });
    connect(client, &ControlClient::notified, this, &HubState::onEvent);
}

const AccountInfo *HubState::account(const QString &id) const
{
    for (const AccountInfo &each : m_accounts) {
        if (each.id == id)
            return &each;
    }
    return nullptr;
}

const ConnectorInfo *HubState::connector(const QString &key) const
{
    for (const ConnectorInfo &each : m_connectors) {
        if (each.key == key)
            return &each;
    }
    return nullptr;
}

Mark HubState::markOf(const QString &key) const
{
    const ConnectorInfo *known = connector(key);
    return known ? Mark{known->letters, known->color, known->glyph} : hub::markOf(key);
}

QString HubState::actionTitle(const QString &key, const QString &action) const
{
    const ConnectorInfo *known = connector(key);
    return known ? known->actionTitles.value(action, action) : action;
}

void HubState::onConnected()
{
    m_connected = true;
    m_client->subscribe();
    readHub();
    readConnectors();
    readAccounts();
    readKeys();
    readLinks();
}

void HubState::onEvent(const QJsonObject &event)
{
    const QString type = event["type"_L1].toString();
    if (type == "account.changed"_L1)
        putAccount(event["account"_L1].toObject());
    else if (type == "account.removed"_L1)
        removeAccount(event["account_id"_L1].toString());
    else if (type == "key.changed"_L1)
        readKeys();
    else if (type == "link.changed"_L1)
        readLinks();
    else if (type == "connectors.changed"_L1)
        readConnectors();
    else if (type == "vault.changed"_L1)
        readHub();
    else if (type == "call"_L1 && !m_callTimer->isActive())
        m_callTimer->start();
}

void HubState::readHub()
{
    m_client->call(u"hub.status"_s, {}, this, [this](const ControlReply &reply) {
        if (!reply.ok())
            return;
        const QJsonObject &json = reply.result;
        const QJsonObject vault = json["vault"_L1].toObject();
        m_hub = {json["version"_L1].toString(),  json["url"_L1].toString(),
                 vault["message"_L1].toString(), json["redirect_uri"_L1].toString(),
                 json["pid"_L1].toInteger(),     vault["state"_L1].toString() == "locked"_L1};
        Q_EMIT hubChanged();
    });
}

void HubState::readAccounts()
{
    m_client->call(u"accounts.list"_s, {}, this, [this](const ControlReply &reply) {
        if (!reply.ok())
            return;
        m_accounts = listOf(reply.result["accounts"_L1], &accountOf);
        Q_EMIT accountsChanged();
    });
}

void HubState::readConnectors()
{
    m_client->call(u"connectors.list"_s, {}, this, [this](const ControlReply &reply) {
        if (!reply.ok())
            return;
        m_connectors = listOf(reply.result["connectors"_L1], &connectorOf);
        Q_EMIT connectorsChanged();
    });
}

void HubState::readKeys()
{
    m_client->call(u"keys.list"_s, {}, this, [this](const ControlReply &reply) {
        if (!reply.ok())
            return;
        m_keys = listOf(reply.result["keys"_L1], &keyOf);
        Q_EMIT keysChanged();
        // what an account's card says of keys changes with them
        readAccounts();
    });
}

void HubState::readLinks()
{
    m_client->call(u"links.list"_s, {}, this, [this](const ControlReply &reply) {
        if (!reply.ok())
            return;
        m_links = listOf(reply.result["links"_L1], &linkOf);
        Q_EMIT linksChanged();
    });
}

void HubState::putAccount(const QJsonObject &json)
{
    const AccountInfo fresh = accountOf(json);
    const auto known = std::find_if(m_accounts.begin(), m_accounts.end(),
                                    [&](const AccountInfo &each) { return each.id == fresh.id; });
    const bool wasActive = known != m_accounts.end() && known->status == "active"_L1;
    if (known == m_accounts.end())
        m_accounts << fresh;
    else
        *known = fresh;
    Q_EMIT accountsChanged();
    if (!wasActive && fresh.status == "active"_L1)
        Q_EMIT accountConnected(fresh.id);
}

void HubState::removeAccount(const QString &id)
{
    m_accounts.removeIf([&](const AccountInfo &each) { return each.id == id; });
    Q_EMIT accountsChanged();
}

} // namespace hub
