// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/probe_target.h"

#include "base/host_port.h"
#include "model/design.h"
#include "model/heartbeat.h"
#include "model/kind_registry.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstar::probe {

using base::Diagnostic;
using base::Error;
using base::Result;
using base::Severity;
using model::Component;
using model::Design;
using model::ElementId;
using model::KindRegistry;
using model::PropertyReader;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ProbeTarget", text);
}

health::CheckRules rulesFrom(const QString &name)
{
    if (name == u"alb")
        return health::CheckRules::Alb;
    if (name == u"envoy")
        return health::CheckRules::Envoy;
    if (name == u"kubernetes")
        return health::CheckRules::Kubernetes;
    // nginx's passive rule has no checks of its own; a probe that replaces them counts as HAProxy
    // does.
    return health::CheckRules::Haproxy;
}

/// The first balancer that sends traffic to the node and checks it, or null.
const Component *checkingBalancer(const Design &design, const KindRegistry &kinds,
                                  const ElementId &node)
{
    const Component *first = nullptr;
    for (const auto &[id, connection] : design.connections) {
        const Component *from = design.component(connection.from);
        const bool isTraffic = kinds.roleOf(connection) == model::ConnectionRole::Traffic;
        if (connection.to != node || !isTraffic || !from ||
            kinds.roleOf(*from) != model::ComponentRole::Balancer)
            continue;
        const PropertyReader read(from->properties, kinds.component(from->kind)->properties);
        if (read.boolean(QStringLiteral("healthCheck")) && (!first || from->id < first->id))
            first = from;
    }
    return first;
}

/// Check settings of a balancer; its `checkPath` is empty when the node's own path holds.
struct BalancerChecks
{
    ProbeTarget target;
    QString path;
};

Result<BalancerChecks> checksOf(const Component &balancer, const KindRegistry &kinds)
{
    const PropertyReader read(balancer.properties, kinds.component(balancer.kind)->properties);
    const auto status = base::StatusSet::parse(read.text(QStringLiteral("expectStatus")));
    if (!status)
        return status.error();
    BalancerChecks made;
    made.target.expectStatus = *status;
    made.target.expectBody = read.text(QStringLiteral("expectBody"));
    made.path = read.text(QStringLiteral("checkPath"));
    health::CheckSettings &checks = made.target.checks;
    checks.rules = rulesFrom(read.text(QStringLiteral("checkRules")));
    checks.interval = read.number(QStringLiteral("checkInterval"));
    checks.timeout = read.number(QStringLiteral("checkTimeout"));
    checks.fastInterval = read.optionalNumber(QStringLiteral("fastInterval"));
    checks.downInterval = read.optionalNumber(QStringLiteral("downInterval"));
    checks.fall = static_cast<int>(read.number(QStringLiteral("fall")));
    checks.rise = static_cast<int>(read.number(QStringLiteral("rise")));
    return made;
}

Component defaultBalancer(const KindRegistry &kinds)
{
    Component balancer;
    balancer.kind = kinds.playing(model::ComponentRole::Balancer)->id;
    return balancer;
}

Diagnostic problem(const Error &error, const ElementId &id)
{
    return {Severity::Error, error.code, error.message, id.text()};
}

void addNode(const Component &node, const Design &design, const KindRegistry &kinds,
             DesignTargets &found)
{
    const PropertyReader read(node.properties, kinds.component(node.kind)->properties);
    const Component *balancer = checkingBalancer(design, kinds, node.id);
    auto checks = checksOf(balancer ? *balancer : defaultBalancer(kinds), kinds);
    if (!checks) {
        found.diagnostics.push_back(problem(checks.error(), balancer->id));
        return;
    }
    const QString heartbeat = read.text(QStringLiteral("heartbeat"));
    const bool isOverridden = !checks->path.isEmpty() && !heartbeat.isEmpty();
    const auto url = model::heartbeatUrl(read.text(QStringLiteral("address")),
                                         isOverridden ? checks->path : heartbeat);
    if (!url) {
        found.diagnostics.push_back(problem(url.error(), node.id));
    } else if (*url) {
        checks->target.id = node.id.text();
        checks->target.url = **url;
        found.targets.push_back(std::move(checks->target));
    }
}

void addStorage(const Component &storage, const KindRegistry &kinds, DesignTargets &found)
{
    const PropertyReader read(storage.properties, kinds.component(storage.kind)->properties);
    const QString address = read.text(QStringLiteral("address"));
    if (address.isEmpty())
        return;
    const auto place = base::parseHostPort(address);
    if (!place) {
        found.diagnostics.push_back(problem(place.error(), storage.id));
        return;
    }
    ProbeTarget target;
    target.id = storage.id.text();
    target.url = QUrl(QStringLiteral("tcp://") + place->text());
    found.targets.push_back(std::move(target));
}

} // namespace

Result<QUrl> parseProbeUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme();
    const bool isHttp = scheme == u"http" || scheme == u"https";
    const bool isTcp = scheme == u"tcp" && url.port() > 0 && url.path().isEmpty();
    const bool isUsable =
        url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty() && url.port() != 0;
    if (!isUsable || !(isHttp || isTcp))
        return Error{QStringLiteral("probe.bad-url"),
                     tr("\"%1\" is not an address to probe: http://host/path, https://host/path or "
                        "tcp://host:port, "
                        "without user name and password.")
                         .arg(text),
                     {}};
    return url;
}

DesignTargets targetsOf(const Design &design, const KindRegistry &kinds)
{
    DesignTargets found;
    for (const auto &[id, component] : design.components) {
        const model::ComponentRole role = kinds.roleOf(component);
        if (role == model::ComponentRole::Node)
            addNode(component, design, kinds, found);
        else if (role == model::ComponentRole::Storage)
            addStorage(component, kinds, found);
    }
    return found;
}

} // namespace loadstar::probe
