// Redirect URIs that no port of this machine can have: https addresses of a connector, caught on their way in the view.
#pragma once

#include <QList>
#include <QUrl>

#include <optional>

namespace hub {

//! The hub's callback with the very query of an address that is one of them: the same scheme, host, port and path.
inline std::optional<QUrl> callbackFor(const QUrl &url, const QList<QUrl> &caught, const QUrl &hub)
{
    constexpr auto rest = QUrl::RemoveQuery | QUrl::RemoveFragment;
    const bool isOne = std::any_of(caught.begin(), caught.end(), [&](const QUrl &each) {
        return each.scheme() == QLatin1String("https") && each.adjusted(rest) == url.adjusted(rest);
    });
    if (!isOne)
        return std::nullopt;
    QUrl callback = hub;
    callback.setPath(QStringLiteral("/callback"));
    callback.setQuery(url.query(QUrl::FullyEncoded));
    return callback;
}

} // namespace hub
