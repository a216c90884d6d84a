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

void checkTwice(const ReviewedDesign &in, const Report &report)
{
    std::set<std::pair<ElementId, ElementId>> seen;
    for (const auto &[id, connection] : in.design().connections) {
        if (in.kinds().roleOf(connection) != ConnectionRole::Traffic ||
            seen.emplace(connection.from, connection.to).second)
            continue;
        const bool isPlanned = std::any_of(
            in.design().scenario.begin(), in.design().scenario.end(),
            [&id = id](const model::ScenarioEvent &event) { return event.target == id; });
        if (!isPlanned)
            report({{},
                    {},
                    id,
                    lintText("there are two traffic connections from \"%1\" to \"%2\"")
                        .arg(in.nameOf(connection.from), in.nameOf(connection.to)),
                    lintText("Remove one"),
                    {model::PutConnection{id, std::nullopt}},
                    {}});
    }
}

void checkUnreached(const ReviewedDesign &in, const Report &report)
{
    std::set<QString> routed; // groups whose primary hands on
    for (const ElementId &id : in.playing(ComponentRole::Node)) {
        if (in.read(id).boolean(QStringLiteral("primary")))
            routed.insert(in.read(id).text(QStringLiteral("group")));
    }
    const std::vector<ElementId> &balancers = in.playing(ComponentRole::Balancer);
    const auto like = std::find_if(
        in.design().connections.begin(), in.design().connections.end(), [&in](const auto &entry) {
            return in.kinds().roleOf(entry.second) == ConnectionRole::Traffic &&
                   in.roleOf(entry.second.from) == ComponentRole::Balancer &&
                   in.roleOf(entry.second.to) == ComponentRole::Node;
        });
    model::FreeIds ids(in.design());
    for (const ElementId &id : in.playing(ComponentRole::Node)) {
        const bool isPlaced = !in.around(id, ComponentRole::Cluster).isEmpty() ||
                              !in.around(id, ComponentRole::BatchQueue).isEmpty();
        if (isPlaced || !in.sourcesOf(id, ConnectionRole::Traffic).empty() ||
            routed.count(in.read(id).text(QStringLiteral("group"))) > 0)
            continue;
        Finding finding{{}, {}, id, lintText("nobody reaches \"%1\"").arg(in.nameOf(id)),
                        {}, {}, {}};
        if (balancers.size() == 1 && like != in.design().connections.end()) {
            model::Connection added = like->second;
            added.to = id;
            added.waypoints.clear();
            added.id = ids.take(ElementId(added.from.text() + u'-' + id.text()),
                                QStringLiteral("traffic"));
            finding.fix = lintText("Connect it to \"%1\"").arg(in.nameOf(added.from));
            finding.edits = {model::PutConnection{added.id, added}};
        }
        report(std::move(finding));
    }
}

void checkUnusedStorage(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Storage)) {
        const bool isPlanned =
            std::any_of(in.design().scenario.begin(), in.design().scenario.end(),
                        [&id](const model::ScenarioEvent &event) { return event.target == id; });
        if (isPlanned || !in.sourcesOf(id, ConnectionRole::State).empty() ||
            !in.sourcesOf(id, ConnectionRole::Replication).empty() ||
            !in.targetsOf(id, ConnectionRole::Replication).empty())
            continue;
        report({{},
                {},
                id,
                lintText("nothing uses \"%1\"").arg(in.nameOf(id)),
                lintText("Remove it"),
                {model::PutComponent{id, std::nullopt}},
                {}});
    }
}

/// Whether the balancer `to` leads to `from`.
bool leadsTo(const ReviewedDesign &in, const ElementId &from, const ElementId &to)
{
    std::set<ElementId> seen{to};
    std::vector<ElementId> open{to};
    while (!open.empty()) {
        const ElementId at = open.back();
        open.pop_back();
        if (at == from)
            return true;
        for (const ElementId &next : in.targetsOf(at, ConnectionRole::Traffic)) {
            if (in.roleOf(next) == ComponentRole::Balancer && seen.insert(next).second)
                open.push_back(next);
        }
    }
    return false;
}

void checkCycle(const ReviewedDesign &in, const Report &report)
{
    std::set<ElementId> told;
    for (const auto &[id, connection] : in.design().connections) {
        if (in.kinds().roleOf(connection) != ConnectionRole::Traffic ||
            in.roleOf(connection.from) != ComponentRole::Balancer ||
            in.roleOf(connection.to) != ComponentRole::Balancer ||
            !leadsTo(in, connection.from, connection.to))
            continue;
        // One finding for each circle: what lies on one that is told is not told again.
        const bool isTold = told.count(connection.from) > 0 && told.count(connection.to) > 0;
        told.insert(connection.from);
        told.insert(connection.to);
        if (!isTold)
            report({{},
                    {},
                    id,
                    lintText("\"%1\" and \"%2\" send to each other in a circle")
                        .arg(in.nameOf(connection.from), in.nameOf(connection.to)),
                    lintText("Remove this connection"),
                    {model::PutConnection{id, std::nullopt}},
                    {}});
    }
}

} // namespace

std::vector<Rule> connectionRules()
{
    return {
        {QStringLiteral("connection-twice"),
         lintText("Two connections where one is meant"),
         lintText(
             "Requests are shared between connections, so a target with two gets twice its part."),
         QStringLiteral("20"),
         {},
         Severity::Warning,
         checkTwice},
        {QStringLiteral("connection-unreached"),
         lintText("A node that nobody reaches"),
         lintText("It costs money and serves nobody."),
         QStringLiteral("17"),
         {},
         Severity::Warning,
         checkUnreached},
        {QStringLiteral("connection-unused-storage"),
         lintText("A storage that nobody uses"),
         lintText("It costs money and holds nothing."),
         QStringLiteral("29"),
         {},
         Severity::Hint,
         checkUnusedStorage},
        {QStringLiteral("connection-cycle"),
         lintText("Load balancers send to each other in a circle"),
         lintText("A request never goes back where it has been and dies after 16 hops."),
         QStringLiteral("20"),
         {},
         Severity::Warning,
         checkCycle},
    };
}

} // namespace loadstar::lint
