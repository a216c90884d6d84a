// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/plan/design_reading.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace loadstar::sim {

namespace {

void readTraffic(DesignReading &in, const model::Connection &connection, ElementIndex from,
                 ElementIndex to)
{
    const PartSpec &source = in.plan.part(from);
    const PartSpec &target = in.plan.part(to);
    const bool isFit = target.kind == PartKind::Balancer || target.kind == PartKind::Node;
    if (!isFit || (source.kind != PartKind::Users && source.kind != PartKind::Balancer))
        return;
    const auto link = static_cast<std::uint32_t>(in.plan.links.size());
    in.plan.links.push_back({from, to, in.indexOf(connection.id),
                             in.reader(connection).number(QStringLiteral("latency"))});
    auto &links = source.kind == PartKind::Users ? in.plan.users[source.index].links
                                                 : in.plan.balancers[source.index].links;
    links.push_back(link);
}

void readState(DesignReading &in, const model::Connection &connection, ElementIndex from,
               ElementIndex to)
{
    const PartSpec &source = in.plan.part(from);
    const PartSpec &target = in.plan.part(to);
    if (source.kind == PartKind::Node && target.kind == PartKind::Storage)
        in.plan.nodes[source.index].storages.push_back({target.index, in.indexOf(connection.id)});
}

void readReplication(DesignReading &in, const model::Connection &connection)
{
    const model::PropertyReader read = in.reader(connection);
    ReplicationSpec replication;
    replication.from = in.indexOf(connection.from);
    replication.to = in.indexOf(connection.to);
    replication.connection = in.indexOf(connection.id);
    replication.isSynchronous = read.text(QStringLiteral("mode")) == u"synchronous";
    replication.interval = read.number(QStringLiteral("interval"));
    replication.copyTime = read.number(QStringLiteral("copyTime"));
    replication.latency = read.number(QStringLiteral("latency"));
    replication.isAutomatic = read.text(QStringLiteral("promote")) == u"automatic";
    replication.delay =
        read.number(QStringLiteral("activationTime")) + read.number(QStringLiteral("dnsTtl"));
    in.plan.replications.push_back(replication);
}

void sortTargets(DesignReading &in)
{
    const auto byTarget = [&in](std::uint32_t a, std::uint32_t b) {
        const LinkSpec &first = in.plan.links[a];
        const LinkSpec &second = in.plan.links[b];
        return std::pair(first.to, first.connection) < std::pair(second.to, second.connection);
    };
    for (BalancerSpec &balancer : in.plan.balancers)
        std::sort(balancer.links.begin(), balancer.links.end(), byTarget);
    for (NodeSpec &node : in.plan.nodes) {
        std::sort(node.storages.begin(), node.storages.end(),
                  [](const StateLink &a, const StateLink &b) { return a.storage < b.storage; });
    }
}

/// Numbers the priority levels of each balancer's targets; another balancer is of the first one.
void numberLevels(DesignReading &in)
{
    const auto levelOf = [&plan = in.plan](std::uint32_t link) {
        const PartSpec &target = plan.part(plan.links[link].to);
        return target.kind == PartKind::Node ? plan.nodes[target.index].priorityLevel : 0;
    };
    for (BalancerSpec &balancer : in.plan.balancers) {
        std::set<std::uint32_t> found;
        for (const std::uint32_t link : balancer.links)
            found.insert(levelOf(link));
        if (found.size() < 2)
            continue;
        for (const std::uint32_t link : balancer.links) {
            const auto number = std::distance(found.begin(), found.find(levelOf(link)));
            balancer.levels.push_back(static_cast<std::uint32_t>(number));
        }
    }
}

} // namespace

void readConnections(DesignReading &in)
{
    for (const auto &[id, connection] : in.design.connections) {
        const ElementIndex from = in.indexOf(connection.from);
        const ElementIndex to = in.indexOf(connection.to);
        if (from == kNoElement || to == kNoElement) {
            in.fail("sim.bad-value", id.text(),
                    in.tr("the connection \"%1\" ends at no component").arg(id.text()));
            continue;
        }
        switch (in.kinds.roleOf(connection)) {
        case model::ConnectionRole::Traffic:
            readTraffic(in, connection, from, to);
            break;
        case model::ConnectionRole::State:
            readState(in, connection, from, to);
            break;
        case model::ConnectionRole::Replication:
            readReplication(in, connection);
            break;
        case model::ConnectionRole::Unknown:
            break;
        }
    }
    for (const UsersSpec &users : in.plan.users) {
        if (users.links.empty()) {
            const QString &id = in.plan.idOf(users.part);
            in.warn("sim.no-connection", id,
                    in.tr("\"%1\" has no traffic connection, so all its requests fail").arg(id));
        }
    }
    sortTargets(in);
    numberLevels(in);
}

void findState(DesignReading &in)
{
    Plan &plan = in.plan;
    for (StorageSpec &storage : plan.storages) {
        const bool isCopied = std::any_of(
            plan.replications.begin(), plan.replications.end(),
            [&](const ReplicationSpec &copy) { return plan.isInside(storage.part, copy.from); });
        storage.tellsWrites = isCopied || storage.turnsReadOnly;
    }
    for (const ReplicationSpec &copy : plan.replications) {
        const bool hasStorage = std::any_of(
            plan.storages.begin(), plan.storages.end(),
            [&](const StorageSpec &storage) { return plan.isInside(storage.part, copy.from); });
        for (NodeSpec &node : plan.nodes)
            node.holdsState =
                node.holdsState || (!hasStorage && plan.isInside(node.part, copy.from));
    }
}

} // namespace loadstar::sim
