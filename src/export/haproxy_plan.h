// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "export/exporter.h"
#include "model/component.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace loadstar::exporting::haproxy {

/// Whom a check asks, and what.
struct CheckRequest
{
    /// Path with query, fully encoded; empty = only the connection is tried.
    QString uri;
    QString host;
    bool isTls = false;
    /// Another address than the server's own; none = the server's own.
    std::optional<base::HostPort> place;

    bool operator==(const CheckRequest &) const = default;
};

/// One server line.
struct Server
{
    model::ElementId id;
    /// The component's name, for comments.
    QString title;
    base::HostPort place;
    /// `place` stands for an address that the design does not have.
    bool isPlaceholder = false;
    int weight = 1;
    bool isBackup = false;
    /// Gets traffic only after a failover of its site.
    bool isForRecovery = false;
    /// Why it takes no traffic; empty when it may.
    QString disabledReason;
    /// None when the balancer does not check.
    std::optional<CheckRequest> check;
    /// Where its agent answers; none when the balancer asks no agents.
    std::optional<int> agentPort;
    /// It is a balancer of this file, reached with the PROXY protocol so that it sees the users'
    /// addresses.
    bool hasProxyHeader = false;
};

/// One balancer: a frontend and a backend.
struct Balancer
{
    model::ElementId id;
    QString title;
    /// Its component, whose kind is known.
    const model::Component *component = nullptr;
    base::HostPort listen;
    /// Only other balancers of this file reach it.
    bool isInner = false;
    /// Not drawn: passes on what users send straight to a node.
    bool isPassThrough = false;
    QString cookie;
    std::vector<Server> servers;
};

/// A design read the way HAProxy needs it, with the remarks that this gave rise to.
struct Plan
{
    std::vector<Balancer> balancers;
    std::vector<base::Diagnostic> diagnostics;
    /// Seconds after which the most patient users give up; none when some wait for ever.
    std::optional<double> patience;
    /// The component of all balancers that are not drawn.
    std::shared_ptr<const model::Component> passThrough;
};

/// Path that a balancer answers with 200 while it has a server it would use.
inline const QString kReadyPath = QStringLiteral("/balancer-ready");

/// A design without balancers gets a pass-through for each node that users reach directly.
Plan makePlan(const model::Design &design, const model::KindRegistry &kinds,
              const ExportOptions &options);

} // namespace loadstar::exporting::haproxy
