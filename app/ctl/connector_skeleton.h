// A connector file to start from. Pure.
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace hub::ctl {

QStringList skeletonTypes();
//! A file that is valid as it is; what has to be filled in says example.com. Nothing for an unknown type.
std::optional<QString> connectorSkeleton(const QString &key, const QString &type);

} // namespace hub::ctl
