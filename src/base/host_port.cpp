// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/host_port.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace loadstar::base {

namespace {

bool isPort(const QString &text)
{
    const bool isDigits =
        std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    return isDigits && !text.isEmpty() && text.size() <= 5 && text.toInt() >= 1 &&
           text.toInt() <= 65535;
}

bool isHostName(const QString &text)
{
    static const QRegularExpression kName(
        QStringLiteral("\\A[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?\\z"));
    return kName.match(text).hasMatch();
}

bool isIpv6(const QString &text)
{
    static const QRegularExpression kAddress(QStringLiteral("\\A[0-9A-Fa-f:]{2,39}\\z"));
    return text.count(u':') >= 2 && kAddress.match(text).hasMatch();
}

} // namespace

bool HostPort::isIpAddress() const
{
    // A name does not end in a label of digits (RFC 3696, section 2).
    static const QRegularExpression kVersion4(QStringLiteral("\\A[0-9]+(\\.[0-9]+){0,3}\\z"));
    return isIpv6(host) || kVersion4.match(host).hasMatch();
}

QString HostPort::text() const
{
    return (host.contains(u':') ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2"))
        .arg(host)
        .arg(port);
}

Result<HostPort> parseHostPort(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    QString host = text.left(std::max<qsizetype>(colon, 0));
    const QString port = text.mid(colon + 1);
    const bool isBracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (isBracketed)
        host = host.mid(1, host.size() - 2);
    if (colon < 0 || !isPort(port) || !(isBracketed ? isIpv6(host) : isHostName(host)))
        return Error{
            QStringLiteral("address.invalid"),
            QCoreApplication::translate(
                "HostPort",
                "\"%1\" is not host:port, such as 10.0.0.11:8787, node.example.org:80 or [::1]:80.")
                .arg(text),
            {}};
    return HostPort{host, static_cast<quint16>(port.toInt())};
}

} // namespace loadstar::base
