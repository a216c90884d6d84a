// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "base/status_set.h"
#include "health/health_tracker.h"

#include <QString>
#include <QUrl>

#include <vector>

namespace loadstar::model {
struct Design;
class KindRegistry;
} // namespace loadstar::model

namespace loadstar::probe {

/// The shortest pause between two checks of one target, in seconds; shorter ones are raised to it.
constexpr double kMinimumInterval = 0.1;

/// One thing to check, and how.
struct ProbeTarget
{
    /// Unique in its list: the component's id, or the URL when it was given as one.
    QString id;
    /// http://, https:// or tcp://host:port.
    QUrl url;
    /// Interval, time-out, rise, fall and whose rules count. The time-out runs from the start of
    /// the check to the verdict, name look-up and TLS included.
    health::CheckSettings checks;
    /// GET, HEAD or OPTIONS.
    QByteArray method = QByteArrayLiteral("GET");
    /// Statuses that pass.
    base::StatusSet expectStatus = *base::StatusSet::parse(QStringLiteral("200-399"));
    /// Text that must occur in the first 64 KiB of the body; empty = the body is not read.
    QString expectBody;
    /// Whether the certificate must be valid for the host.
    bool isTlsVerified = true;

    bool operator==(const ProbeTarget &) const = default;
};

/// Reads an address such as http://host/path, https://host:8443/ or tcp://host:5432.
/// Errors: probe.bad-url; the message says what is allowed.
base::Result<QUrl> parseProbeUrl(const QString &text);

/// What there is to probe in a design.
struct DesignTargets
{
    std::vector<ProbeTarget> targets;
    /// Components whose address, heartbeat or expected status cannot be used; `where` is the
    /// component's id.
    std::vector<base::Diagnostic> diagnostics;
};

/// The targets of a design in id order: every node with an address and a heartbeat, checked as the
/// first balancer (in id order) says that checks it and sends traffic to it, or else with a
/// balancer's defaults; every storage with an address, as a TCP connection. A heartbeat that is a
/// whole URL needs no address.
DesignTargets targetsOf(const model::Design &design, const model::KindRegistry &kinds);

} // namespace loadstar::probe
