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

void checkRpo(const ReviewedDesign &in, const Report &report)
{
    const auto rpo = in.objective().optionalNumber(QStringLiteral("rpo"));
    for (const auto &[id, connection] : in.design().connections) {
        if (!rpo || in.kinds().roleOf(connection) != ConnectionRole::Replication)
            continue;
        const model::PropertyReader read(connection.properties,
                                         in.kinds().connection(connection.kind)->properties);
        const double copyTime = read.number(QStringLiteral("copyTime"));
        if (read.text(QStringLiteral("mode")) != u"asynchronous" ||
            read.number(QStringLiteral("interval")) + copyTime <= *rpo)
            continue;
        std::vector<model::DesignEdit> edits{put(id, "interval", std::max(0.0, *rpo - copyTime))};
        if (copyTime > *rpo)
            edits = {put(id, "mode", QStringLiteral("synchronous"))};
        report(
            {{},
             {},
             id,
             lintText(
                 "copies from \"%1\" to \"%2\" are further apart than the recovery point objective")
                 .arg(in.nameOf(connection.from), in.nameOf(connection.to)),
             copyTime > *rpo ? lintText("Copy synchronously")
                             : lintText("Copy as often as it says"),
             std::move(edits),
             {}});
    }
}

void checkRto(const ReviewedDesign &in, const Report &report)
{
    const auto rto = in.objective().optionalNumber(QStringLiteral("rto"));
    for (const auto &[id, connection] : in.design().connections) {
        if (!rto || in.kinds().roleOf(connection) != ConnectionRole::Replication)
            continue;
        const model::PropertyReader read(connection.properties,
                                         in.kinds().connection(connection.kind)->properties);
        const double activation = read.number(QStringLiteral("activationTime"));
        if (activation + read.number(QStringLiteral("dnsTtl")) <= *rto)
            continue;
        // Activation that is as long as that cannot be made shorter by a click.
        std::vector<model::DesignEdit> edits;
        if (activation < *rto)
            edits.push_back(put(id, "dnsTtl", std::floor(*rto - activation)));
        report({{},
                {},
                id,
                lintText("\"%1\" takes over later than the recovery time objective allows")
                    .arg(in.nameOf(connection.to)),
                edits.empty() ? QString() : lintText("Let addresses live shorter"),
                edits,
                {}});
    }
}

void checkRepair(const ReviewedDesign &in, const Report &report)
{
    for (const auto &[id, component] : in.design().components) {
        const model::ComponentKind *kind = in.kinds().component(component.kind);
        if (!kind || !kind->canFail || !in.read(id).isGiven(QStringLiteral("mtbf")) ||
            in.read(id).isGiven(QStringLiteral("mttr")) ||
            in.read(id).isGiven(QStringLiteral("availability")))
            continue;
        report({{},
                {},
                id,
                lintText("\"%1\" has a mean time between failures and none to repair")
                    .arg(in.nameOf(id)),
                lintText("Say that a repair takes an hour"),
                {put(id, "mttr", 1.0)},
                {}});
    }
}

void checkSpare(const ReviewedDesign &in, const Report &report)
{
    const double required = in.objective().number(QStringLiteral("requiredNodes"));
    const auto nodes = static_cast<double>(in.playing(ComponentRole::Node).size());
    if (required < 2.0 || nodes < 2.0 || required < nodes ||
        !in.playing(ComponentRole::Workload).empty())
        return;
    model::DesignHeader header = in.design().header;
    header.objective[QStringLiteral("requiredNodes")] = nodes - 1.0;
    report({{},
            {},
            {},
            lintText("%1 nodes are required, and there are %2").arg(required).arg(nodes),
            lintText("Require one less"),
            {model::PutHeader{std::move(header)}},
            {}});
}

} // namespace

std::vector<Rule> recoveryRules()
{
    return {
        {QStringLiteral("recovery-rpo"),
         lintText("Copies are made too seldom for the objective"),
         lintText("What was written since the last copy is lost with the original."),
         QStringLiteral("39"),
         {},
         Severity::Error,
         checkRpo},
        {QStringLiteral("recovery-rto"),
         lintText("Taking over lasts longer than the objective allows"),
         lintText(
             "Activation and the time that old addresses live on add up before anybody is served."),
         QStringLiteral("39"),
         {},
         Severity::Error,
         checkRto},
        {QStringLiteral("recovery-no-mttr"),
         lintText("Failures without repairs"),
         lintText("A mean time between failures without one to repair says nothing about how much "
                  "of the time it is up."),
         QStringLiteral("14"),
         {},
         Severity::Warning,
         checkRepair},
        {QStringLiteral("recovery-no-spare"),
         lintText("No node may fail"),
         lintText("As many nodes are required as there are, so each of them is a single point of "
                  "failure."),
         QStringLiteral("33"),
         {},
         Severity::Warning,
         checkSpare},
    };
}

} // namespace loadstar::lint
