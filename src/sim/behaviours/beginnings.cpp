// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/beginnings.h"

#include "sim/world.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace loadstar::sim {

namespace {

base::Error bad(const QString &where, const char *message)
{
    return {QStringLiteral("sim.bad-state"), QCoreApplication::translate("Simulation", message),
            where};
}

std::optional<ElementIndex> partOf(const Plan &plan, const QString &id)
{
    const auto found = std::find_if(plan.parts.begin(), plan.parts.end(),
                                    [&id](const PartSpec &part) { return part.id == id; });
    if (found == plan.parts.end())
        return std::nullopt;
    return static_cast<ElementIndex>(found - plan.parts.begin());
}

/// The first users component whose requests may come to the node.
const UsersSpec *usersBefore(const Plan &plan, ElementIndex node)
{
    std::set<ElementIndex> before{node};
    for (std::size_t known = 0; known != before.size();) {
        known = before.size();
        for (const LinkSpec &link : plan.links) {
            if (before.count(link.to))
                before.insert(link.from);
        }
    }
    const auto found =
        std::find_if(plan.users.begin(), plan.users.end(),
                     [&before](const UsersSpec &users) { return before.count(users.part) > 0; });
    return found == plan.users.end() ? nullptr : &*found;
}

base::Result<void> beginComponent(World &world, const QString &id,
                                  const StartState::Component &wanted)
{
    const QString where = QStringLiteral("components.") + id;
    const std::optional<ElementIndex> found = partOf(world.plan, id);
    if (!found)
        return bad(where, "the design has no such component");
    const PartSpec &part = world.plan.part(*found);
    const bool isNode = part.kind == PartKind::Node;
    if (!isNode && (wanted.isDraining || wanted.slowFactor != 1.0 || wanted.requests > 0))
        return bad(where, "only a node can be draining or slow, or have requests");
    const bool canFail = part.kind != PartKind::Users && part.kind != PartKind::Passive;
    if (wanted.failure != FailureMode::None && !canFail)
        return bad(where, "this component cannot fail");
    if (wanted.failure == FailureMode::Crash && wanted.requests > 0)
        return bad(where, "a node that is down has no requests");
    if (wanted.slowFactor != 1.0) {
        world.log(EventWhat::Slow, *found, kByStart);
        world.nodes.slow(part.index, wanted.slowFactor);
    }
    if (wanted.isDraining)
        world.setDraining(*found, true, kByStart);
    if (wanted.requests > 0) {
        const UsersSpec *users = usersBefore(world.plan, *found);
        if (!users)
            return bad(where, "no traffic leads to this node, so it has no requests");
        engine::Random random = world.streams.stream("start/" + id.toStdString());
        for (std::uint32_t i = 0; i < wanted.requests; ++i)
            world.nodes.takeOver(part.index, users->work.sample(random));
    }
    if (wanted.failure != FailureMode::None)
        world.failures.fail(*found, wanted.failure, kByStart);
    return {};
}

} // namespace

base::Result<void> beginFrom(World &world, const StartState &state)
{
    for (const auto &[id, component] : state.components) {
        if (const base::Result<void> begun = beginComponent(world, id, component); !begun)
            return begun;
    }
    for (const auto &[id, targets] : state.heldDown) {
        const QString where = QStringLiteral("heldDown.") + id;
        const std::optional<ElementIndex> balancer = partOf(world.plan, id);
        if (!balancer || world.plan.part(*balancer).kind != PartKind::Balancer)
            return bad(where, "the design has no such load balancer");
        const auto &links = world.plan.balancers[world.plan.part(*balancer).index].links;
        for (const QString &target : targets) {
            const auto link =
                std::find_if(links.begin(), links.end(), [&](std::uint32_t candidate) {
                    return world.plan.idOf(world.plan.links[candidate].to) == target;
                });
            if (link == links.end() || !world.checks.holdDown(*link))
                return bad(where + u'.' + target, "the load balancer does not check such a target");
        }
    }
    return {};
}

StartState stateOf(const World &world)
{
    StartState state;
    for (std::size_t i = 0; i < world.plan.parts.size(); ++i) {
        const auto element = static_cast<ElementIndex>(i);
        const PartSpec &part = world.plan.parts[i];
        if (part.kind == PartKind::Users || part.kind == PartKind::Passive)
            continue;
        StartState::Component component;
        if (world.failures.isHung(element))
            component.failure = FailureMode::Hang;
        else if (world.failures.isFailed(element))
            component.failure = FailureMode::Crash;
        if (part.kind == PartKind::Node) {
            component.isDraining = world.isDraining(part.index);
            component.slowFactor = world.nodes.slowFactor(part.index);
            if (component.failure != FailureMode::Crash)
                component.requests =
                    std::min(StartState::kMostRequests, world.nodes.requestsOn(part.index));
        }
        if (component != StartState::Component{})
            state.components.emplace(part.id, component);
    }
    for (std::uint32_t b = 0; b < world.plan.balancers.size(); ++b) {
        for (const std::uint32_t link : world.plan.balancers[b].links) {
            const health::HealthTracker *tracker = world.checks.tracker(link);
            if (tracker && !tracker->isUp())
                state.heldDown[world.plan.idOf(world.plan.links[link].from)].insert(
                    world.plan.idOf(world.plan.links[link].to));
        }
    }
    return state;
}

} // namespace loadstar::sim
