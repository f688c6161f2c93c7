// What the hub knows, as the window shows it: read once, then kept up by its events.
#pragma once

#include "core/control/client/control_client.h"
#include "ui/common/brand_mark.h"

#include <QDateTime>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QStringList>

class QTimer;

namespace hub {

struct UsedBy {
    QString keyId, name, may;
};

struct AccountInfo {
    QString id, owner, ownerName, connector, connectorName, alias, label, identity, status, reasonCode, reasonText,
        lastCaller;
    QDateTime reasonAt, created, lastCallAt;
    QList<UsedBy> usedBy;
    int callsToday = 0;
};

struct ConnectorInfo {
    QString key, name, needs, docsUrl;
    QColor color;
    QString letters, glyph;
    int connected = 0;
    bool takesApp = false;                //!< somebody's own OAuth app signs in to it
    QString firstAction;                  //!< the id of one that reads
    QHash<QString, QString> actionTitles; //!< by id
};

struct KeyInfo {
    QString id, name, owner;
    QStringList scopes, effects, accounts; //!< no accounts: all of them
    QDateTime created, lastUsed, expires;
    bool enabled = true;
};

struct LinkInfo {
    QString id, owner, connector, state;
    QDateTime created, expires;
};

struct HubInfo {
    QString version, url, vaultMessage, redirectUri;
    qint64 pid = 0;
    bool vaultLocked = false;
};

//! Lives on the window's thread.
class HubState : public QObject {
    Q_OBJECT
public:
    //! \param client outlives this
    explicit HubState(ControlClient *client, QObject *parent = nullptr);

    ControlClient *client() const { return m_client; }
    bool isConnected() const { return m_connected; }
    const HubInfo &hub() const { return m_hub; }
    const QList<AccountInfo> &accounts() const { return m_accounts; }
    const QList<ConnectorInfo> &connectors() const { return m_connectors; }
    const QList<KeyInfo> &keys() const { return m_keys; }
    const QList<LinkInfo> &links() const { return m_links; }
    const AccountInfo *account(const QString &id) const;
    const ConnectorInfo *connector(const QString &key) const;
    Mark markOf(const QString &connector) const;
    //! "List issues"; the id itself where it is not known.
    QString actionTitle(const QString &connector, const QString &action) const;

Q_SIGNALS:
    void hubChanged();
    void accountsChanged();
    void connectorsChanged();
    void keysChanged();
    void linksChanged();
    //! An account that was not there, or not active, before: it is shown with a highlight.
    void accountConnected(const QString &id);

private:
    void onConnected();
    void onEvent(const QJsonObject &event);
    void readHub();
    void readAccounts();
    void readConnectors();
    void readKeys();
    void readLinks();
    void putAccount(const QJsonObject &json);
    void removeAccount(const QString &id);

    ControlClient *m_client;
    QTimer *m_callTimer;
    bool m_connected = false;
    HubInfo m_hub;
    QList<AccountInfo> m_accounts;
    QList<ConnectorInfo> m_connectors;
    QList<KeyInfo> m_keys;
    QList<LinkInfo> m_links;
};

} // namespace hub

Q_DECLARE_METATYPE(hub::AccountInfo)
