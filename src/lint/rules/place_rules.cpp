// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rule_groups.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace loadstar::lint {

using base::Severity;
using model::ComponentRole;
using model::ConnectionRole;
using model::ElementId;

namespace {

/// A place outside of the zone, beside it.
model::DesignEdit moveOut(const ReviewedDesign &in, const ElementId &id, const ElementId &zone)
{
    const model::Component &box = *in.design().component(zone);
    return model::PutPlace{id, box.position + QPointF(0.0, -96.0), in.design().component(id)->size,
                           box.parent};
}

void checkStorageZone(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Storage)) {
        const std::vector<ElementId> users = in.sourcesOf(id, ConnectionRole::State);
        if (in.around(id, ComponentRole::Zone).isEmpty() ||
            in.read(id).boolean(QStringLiteral("multiZone")) || in.zonesOf(users).size() < 2)
            continue;
        report({{},
                {},
                id,
                lintText("\"%1\" lies in one zone, the nodes that need it in several")
                    .arg(in.nameOf(id)),
                lintText("Let it span zones"),
                {put(id, "multiZone", true)},
                {}});
    }
}

void checkFrontDoorZone(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        const ElementId zone = in.around(id, ComponentRole::Zone);
        if (zone.isEmpty() || in.zonesOf(in.nodesBehind(id)).size() < 2)
            continue;
        report({{},
                {},
                id,
                lintText("\"%1\" stands in \"%2\", its nodes in several zones")
                    .arg(in.nameOf(id), in.nameOf(zone)),
                lintText("Move it out of the zone"),
                {moveOut(in, id, zone)},
                {}});
    }
}

void checkNodesZone(const ReviewedDesign &in, const Report &report)
{
    const std::vector<ElementId> &zones = in.playing(ComponentRole::Zone);
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        const std::vector<ElementId> nodes = in.nodesBehind(id);
        const std::vector<ElementId> used = in.zonesOf(nodes);
        if (nodes.size() < 2 || used.size() != 1 || zones.size() < 2)
            continue;
        const bool areAllInside =
            std::all_of(nodes.begin(), nodes.end(), [&in](const ElementId &node) {
                return !in.around(node, ComponentRole::Zone).isEmpty();
            });
        const auto other = std::find_if(zones.begin(), zones.end(), [&used](const ElementId &zone) {
            return zone != used.front();
        });
        if (!areAllInside || other == zones.end())
            continue;
        const model::Component &moved = *in.design().component(nodes.back());
        report({{},
                {},
                id,
                lintText("all nodes behind \"%1\" lie in \"%2\"")
                    .arg(in.nameOf(id), in.nameOf(used.front())),
                lintText("Move \"%1\" to \"%2\"").arg(in.nameOf(moved.id), in.nameOf(*other)),
                {model::PutPlace{moved.id, {24.0, 48.0}, moved.size, *other}},
                {}});
    }
}

} // namespace

std::vector<Rule> placeRules()
{
    return {
        {QStringLiteral("place-storage-one-zone"),
         lintText("State in one zone under nodes in several"),
         lintText("When that zone fails, the nodes in the others have nothing to work with."),
         QStringLiteral("15"),
         {},
         Severity::Warning,
         checkStorageZone},
        {QStringLiteral("place-front-door-one-zone"),
         lintText("The front door stands in one zone"),
         lintText("When that zone fails nobody reaches the nodes in the others."),
         QStringLiteral("15"),
         {},
         Severity::Warning,
         checkFrontDoorZone},
        {QStringLiteral("place-nodes-one-zone"),
         lintText("All nodes in one of several zones"),
         lintText("Copies that stand in the same place fail together."),
         QStringLiteral("13"),
         {},
         Severity::Warning,
         checkNodesZone},
    };
}

} // namespace loadstar::lint
