// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "lint/rules/rule_groups.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace loadstar::lint {

using base::Severity;
using model::ComponentRole;
using model::ConnectionRole;
using model::ElementId;

namespace {

/// Jobs are given so many times their mean work as a limit.
constexpr double kLimitFactor = 5.0;

/// The mean of a distribution text that has its mean in a known place; none for others.
std::optional<double> meanOf(const QString &text)
{
    const QString family = text.section(u'(', 0, 0).trimmed();
    const QStringList arguments = text.section(u'(', 1).section(u')', 0, 0).split(u',');
    const bool isSecond =
        family == u"erlang" || family == u"gamma" || family == u"weibull" || family == u"pareto";
    const bool isFirst = family == u"constant" || family == u"exponential" || family == u"normal" ||
                         family == u"lognormal" || family == u"hyperexponential";
    const qsizetype place = isSecond ? 1 : 0;
    if ((!isFirst && !isSecond) || arguments.size() <= place)
        return std::nullopt;
    const auto value = base::parseQuantity(arguments[place].trimmed(), base::Quantity::Seconds);
    return value ? std::optional(*value) : std::nullopt;
}

std::vector<ElementId> computeNodes(const ReviewedDesign &in, const ElementId &queue)
{
    std::vector<ElementId> nodes = in.playing(ComponentRole::Node);
    std::erase_if(nodes, [&](const ElementId &id) { return !in.design().isInside(id, queue); });
    return nodes;
}

void checkLimit(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::BatchQueue)) {
        if (in.read(id).text(QStringLiteral("policy")) != u"backfill" ||
            in.read(id).isGiven(QStringLiteral("timeLimit")))
            continue;
        const double work =
            meanOf(in.read(id).distribution(QStringLiteral("jobWork"))).value_or(3600.0);
        report({{},
                {},
                id,
                lintText("\"%1\" backfills, but its jobs have no time limit").arg(in.nameOf(id)),
                lintText("Limit jobs to five times their mean work"),
                {put(id, "timeLimit", kLimitFactor * work)},
                {}});
    }
}

void checkNoNodes(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::BatchQueue)) {
        if (!computeNodes(in, id).empty())
            continue;
        model::Component node;
        node.id = model::FreeIds(in.design())
                      .take(ElementId(id.text() + QStringLiteral("-node")), QStringLiteral("node"));
        for (const model::ComponentKind &kind : in.kinds().components()) {
            if (kind.role == ComponentRole::Node && node.kind.isEmpty())
                node.kind = kind.id;
        }
        node.name = lintText("Compute node");
        node.parent = id;
        node.position = {24.0, 48.0};
        const double work =
            meanOf(in.read(id).distribution(QStringLiteral("jobWork"))).value_or(1.0) *
            in.read(id).number(QStringLiteral("rate"));
        // Enough for what comes in, with a half to spare.
        node.properties[QStringLiteral("cores")] = std::ceil(1.5 * work) + 1.0;
        report({{},
                {},
                id,
                lintText("\"%1\" has no compute node").arg(in.nameOf(id)),
                lintText("Add one"),
                {model::PutComponent{node.id, node}},
                {}});
    }
}

void checkOverload(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::BatchQueue)) {
        const std::vector<ElementId> nodes = computeNodes(in, id);
        double speed = 0.0;
        for (const ElementId &node : nodes)
            speed += in.read(node).number(QStringLiteral("cores")) *
                     in.read(node).number(QStringLiteral("speed"));
        const auto work = meanOf(in.read(id).distribution(QStringLiteral("jobWork")));
        const double load = work.value_or(0.0) * in.read(id).number(QStringLiteral("rate"));
        if (nodes.empty() || load < speed)
            continue;
        const double cores = in.read(nodes.front()).number(QStringLiteral("cores"));
        const double more = std::ceil((1.25 * load - speed) /
                                      in.read(nodes.front()).number(QStringLiteral("speed"))) +
                            1.0;
        report({{},
                {},
                id,
                lintText("\"%1\" is given %2 core-seconds of work a second and can do %3")
                    .arg(in.nameOf(id))
                    .arg(load)
                    .arg(speed),
                lintText("Give \"%1\" more cores").arg(in.nameOf(nodes.front())),
                {put(nodes.front(), "cores", cores + more)},
                {}});
    }
}

} // namespace

std::vector<Rule> batchRules()
{
    return {
        {QStringLiteral("batch-no-limit"), lintText("Backfill without time limits"),
         lintText("A job is let past the first in the line only where its end is known."),
         QStringLiteral("1"), lintText("Slurm, Scheduling Configuration Guide"), Severity::Error,
         checkLimit},
        {QStringLiteral("batch-no-nodes"),
         lintText("A queue without compute nodes"),
         lintText("Jobs wait for good."),
         QStringLiteral("1"),
         {},
         Severity::Error,
         checkNoNodes},
        {QStringLiteral("batch-overloaded"),
         lintText("More jobs than the nodes can do"),
         lintText("The line grows without end."),
         QStringLiteral("59"),
         {},
         Severity::Error,
         checkOverload},
    };
}

} // namespace loadstar::lint
