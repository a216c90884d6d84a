// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

namespace loadstar::base {

/// Where a server listens, as designs write it: "10.0.0.11:8787", "db.example.org:5432",
/// "[::1]:80".
struct HostPort
{
    /// A host name or an IP address, without brackets.
    QString host;
    quint16 port = 0;

    bool operator==(const HostPort &) const = default;

    /// Whether the host is an IP address rather than a name.
    bool isIpAddress() const;

    /// host:port, an IPv6 address in brackets.
    QString text() const;
};

/// Reads host:port. A host name has letters, digits, dots, hyphens and underscores only, so the
/// text is safe in any configuration. Errors: address.invalid; the message says what is allowed.
Result<HostPort> parseHostPort(const QString &text);

} // namespace loadstar::base
