// The key that a helper calls with: an agent's own, or one that is made for the moment.
#pragma once

#include "app/ctl/terminal.h"

namespace hub::ctl {

//! A key made for the moment is deleted with this; its end comes by itself where that fails.
class HeldKey {
public:
    //! Takes the agent's own key from the hub.
    static HeldKey ofAgent(const QString &client) { return HeldKey(client, {}); }
    //! Makes one. \param params as keys.create takes them
    static HeldKey made(const QJsonObject &params) { return HeldKey({}, params); }
    HeldKey(HeldKey &&) = default;
    HeldKey &operator=(HeldKey &&) = default;

    //! Asks the hub, the first time or again. \return an error as the hub said it
    ControlReply fetch(Hub &hub);
    //! Deletes what was made.
    void drop(Hub &hub);
    const QString &secret() const { return m_secret; }
    //! The value of the Authorization header.
    QByteArray authorization() const;

private:
    HeldKey(QString client, QJsonObject params) : m_client(std::move(client)), m_params(std::move(params)) {}
    QString m_client, m_secret, m_made;
    QJsonObject m_params;
};

//! The options --scope, --effect, --account of commands that make a key, and what keys.create takes for them.
QList<Option> keyOptions();
QJsonObject keyParams(const Line &line);

} // namespace hub::ctl
