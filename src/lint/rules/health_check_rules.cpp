// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rule_groups.h"

#include <algorithm>

namespace loadstar::lint {

using base::Severity;
using model::ComponentRole;
using model::ConnectionRole;
using model::ElementId;

namespace {

/// Hints begin where a dead node gets traffic for longer than this, in seconds.
constexpr double kLateDetection = 90.0;

void checkNoCheck(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        if (in.targetsOf(id, ConnectionRole::Traffic).size() > 1 &&
            !in.read(id).boolean(QStringLiteral("healthCheck")))
            report({{},
                    {},
                    id,
                    lintText("\"%1\" does not check whether its nodes live").arg(in.nameOf(id)),
                    lintText("Turn the health check on"),
                    {put(id, "healthCheck", true)},
                    {}});
    }
}

/// Whether it sends checks, rather than watching traffic.
bool asksNodes(const ReviewedDesign &in, const ElementId &balancer)
{
    return in.read(balancer).boolean(QStringLiteral("healthCheck")) &&
           in.read(balancer).text(QStringLiteral("checkRules")) != u"nginx";
}

void checkNoHeartbeat(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &node : in.playing(ComponentRole::Node)) {
        if (!in.read(node).text(QStringLiteral("heartbeat")).isEmpty())
            continue;
        const std::vector<ElementId> sources = in.sourcesOf(node, ConnectionRole::Traffic);
        const bool isAsked =
            std::any_of(sources.begin(), sources.end(), [&in](const ElementId &id) {
                return in.roleOf(id) == ComponentRole::Balancer && asksNodes(in, id);
            });
        if (isAsked)
            report(
                {{},
                 {},
                 node,
                 lintText("\"%1\" has no heartbeat, so it never gets traffic").arg(in.nameOf(node)),
                 lintText("Give it the usual heartbeat"),
                 {model::PutProperty{node, QStringLiteral("heartbeat"), std::nullopt}},
                 {}});
    }
}

void checkTimeout(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        const double interval = in.read(id).number(QStringLiteral("checkInterval"));
        if (asksNodes(in, id) && in.read(id).number(QStringLiteral("checkTimeout")) > interval)
            report({{},
                    {},
                    id,
                    lintText("the checks of \"%1\" may take longer than their interval")
                        .arg(in.nameOf(id)),
                    lintText("Make the time-out as long as the interval"),
                    {put(id, "checkTimeout", interval)},
                    {}});
    }
}

void checkSlowStart(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        const double slowStart = in.read(id).number(QStringLiteral("slowStart"));
        const double interval = in.read(id).number(QStringLiteral("checkInterval"));
        if (asksNodes(in, id) && slowStart > 0.0 && slowStart <= interval)
            report({{},
                    {},
                    id,
                    lintText("the slow start of \"%1\" is shorter than its check interval")
                        .arg(in.nameOf(id)),
                    lintText("Make it ten intervals long"),
                    {put(id, "slowStart", 10.0 * interval)},
                    {}});
    }
}

void checkLate(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        const double interval = in.read(id).number(QStringLiteral("checkInterval"));
        const double fall = in.read(id).number(QStringLiteral("fall"));
        if (!asksNodes(in, id) || in.nodesBehind(id).size() < 2 ||
            interval * fall <= kLateDetection)
            continue;
        // Two failed checks tell a dead node from a lost packet.
        const double wanted = std::max(5.0, std::floor(kLateDetection / 2.0 / std::max(2.0, fall)));
        std::vector<model::DesignEdit> edits{put(id, "checkInterval", std::min(interval, wanted))};
        if (wanted * fall > kLateDetection)
            edits.push_back(put(id, "fall", 2.0));
        if (in.read(id).number(QStringLiteral("checkTimeout")) > wanted)
            edits.push_back(put(id, "checkTimeout", wanted));
        report({{},
                {},
                id,
                lintText("\"%1\" may need %2 s to notice a dead node")
                    .arg(in.nameOf(id), QString::number(interval * fall)),
                lintText("Check more often"),
                std::move(edits),
                {}});
    }
}

void checkFlaps(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        if (asksNodes(in, id) && in.nodesBehind(id).size() > 1 &&
            in.read(id).number(QStringLiteral("fall")) < 2.0)
            report({{},
                    {},
                    id,
                    lintText("\"%1\" takes a node out after one failed check").arg(in.nameOf(id)),
                    lintText("Take two failed checks"),
                    {put(id, "fall", 2.0)},
                    {}});
    }
}

} // namespace

std::vector<Rule> healthCheckRules()
{
    return {
        {QStringLiteral("check-none"),
         lintText("A load balancer that checks nothing"),
         lintText("Without a health check it goes on sending people to a node that is dead."),
         QStringLiteral("22"),
         {},
         Severity::Error,
         checkNoCheck},
        {QStringLiteral("check-no-heartbeat"),
         lintText("A node without heartbeat behind a check"),
         lintText("What gives no heartbeat gets no traffic: the node never serves anybody."),
         QStringLiteral("24"),
         {},
         Severity::Error,
         checkNoHeartbeat},
        {QStringLiteral("check-timeout"), lintText("A check may take longer than its interval"),
         lintText(
             "A time-out above the interval lets checks overlap; ALB and Kubernetes refuse it."),
         QStringLiteral("22"), lintText("AWS, Health checks for your target groups"),
         Severity::Warning, checkTimeout},
        {QStringLiteral("check-slow-start"), lintText("Slow start is over before the next check"),
         lintText("The weight is adjusted at each check, so a slow start shorter than the interval "
                  "does nothing."),
         QStringLiteral("22"), lintText("HAProxy configuration manual, slowstart"),
         Severity::Warning, checkSlowStart},
        {QStringLiteral("check-late"),
         lintText("A dead node is noticed late"),
         lintText("Until as many checks have failed as it takes, people are sent to a node that is "
                  "dead."),
         QStringLiteral("22"),
         {},
         Severity::Hint,
         checkLate},
        {QStringLiteral("check-flaps"),
         lintText("One failed check takes a node out"),
         lintText("A single lost packet is then an outage, and its sessions move."),
         QStringLiteral("22"),
         {},
         Severity::Hint,
         checkFlaps},
    };
}

} // namespace loadstar::lint
