// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/heartbeat.h"

#include "base/host_port.h"

#include <QCoreApplication>

namespace loadstar::model {

using base::Error;
using base::Result;

Result<std::optional<QUrl>> heartbeatUrl(const QString &address, const QString &heartbeat)
{
    if (heartbeat.isEmpty())
        return std::optional<QUrl>();
    const bool isPath = heartbeat.startsWith(u'/');
    if (isPath && address.isEmpty())
        return std::optional<QUrl>();
    QString text = heartbeat;
    if (isPath) {
        const auto place = base::parseHostPort(address);
        if (!place)
            return place.error();
        text = QStringLiteral("http://") + place->text() + heartbeat;
    }
    const QUrl url(text, QUrl::TolerantMode);
    const bool isHttp = url.scheme() == u"http" || url.scheme() == u"https";
    if (!url.isValid() || !isHttp || url.host().isEmpty() || !url.userInfo().isEmpty() ||
        url.port() == 0)
        return Error{QStringLiteral("heartbeat.invalid"),
                     QCoreApplication::translate(
                         "Heartbeat",
                         "The heartbeat \"%1\" is neither a path that starts with / nor a whole "
                         "http or https URL without user name and password.")
                         .arg(heartbeat),
                     {}};
    return std::optional<QUrl>(url.adjusted(QUrl::RemoveFragment));
}

} // namespace loadstar::model
