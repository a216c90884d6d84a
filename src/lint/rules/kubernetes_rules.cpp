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

/// An autoscaler may have that many times the replicas it begins with before a hint says so.
constexpr double kFarCeiling = 10.0;

std::vector<ElementId> workersOf(const ReviewedDesign &in, const ElementId &cluster)
{
    std::vector<ElementId> workers = in.playing(ComponentRole::Node);
    std::erase_if(workers, [&](const ElementId &id) { return !in.design().isInside(id, cluster); });
    return workers;
}

/// Pods of a workload that its workers can hold, were there no others.
double placesOf(const ReviewedDesign &in, const ElementId &workload, const ElementId &cluster)
{
    const model::PropertyReader pod = in.read(workload);
    double places = 0.0;
    for (const ElementId &worker : workersOf(in, cluster)) {
        const model::PropertyReader node = in.read(worker);
        places += std::floor(std::min(node.number(QStringLiteral("cores")) /
                                          pod.number(QStringLiteral("cpuRequest")),
                                      node.number(QStringLiteral("memory")) /
                                          pod.number(QStringLiteral("memoryRequest"))) +
                             1e-9);
    }
    return places;
}

void checkOutside(const ReviewedDesign &in, const Report &report)
{
    const std::vector<ElementId> &clusters = in.playing(ComponentRole::Cluster);
    for (const ElementId &id : in.playing(ComponentRole::Workload)) {
        if (!in.around(id, ComponentRole::Cluster).isEmpty())
            continue;
        Finding finding{{}, {}, id, lintText("\"%1\" lies in no cluster").arg(in.nameOf(id)),
                        {}, {}, {}};
        if (!clusters.empty()) {
            finding.fix = lintText("Move it into \"%1\"").arg(in.nameOf(clusters.front()));
            finding.edits = {model::PutPlace{
                id, {24.0, 48.0}, in.design().component(id)->size, clusters.front()}};
        }
        report(std::move(finding));
    }
}

void checkPending(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Workload)) {
        const ElementId cluster = in.around(id, ComponentRole::Cluster);
        const double replicas = in.read(id).number(QStringLiteral("replicas"));
        if (cluster.isEmpty() || in.read(cluster).boolean(QStringLiteral("nodeAutoscale")))
            continue;
        const double places = placesOf(in, id, cluster);
        if (places >= replicas)
            continue;
        Finding finding{{},
                        {},
                        id,
                        lintText("%1 of the %2 pods of \"%3\" find no place")
                            .arg(replicas - places)
                            .arg(replicas)
                            .arg(in.nameOf(id)),
                        {},
                        {},
                        {}};
        if (places >= 2.0 || (places >= 1.0 && replicas < 2.0)) {
            finding.fix = lintText("Ask for as many as there is room for");
            finding.edits = {put(id, "replicas", places)};
            const auto budget = in.read(id).optionalNumber(QStringLiteral("minAvailable"));
            if (budget && *budget >= places)
                finding.edits.push_back(put(id, "minAvailable", std::max(0.0, places - 1.0)));
        } else {
            finding.fix = lintText("Let the cluster add nodes");
            finding.edits = {put(cluster, "nodeAutoscale", true)};
        }
        report(std::move(finding));
    }
}

void checkOnePod(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Workload)) {
        const ElementId cluster = in.around(id, ComponentRole::Cluster);
        if (cluster.isEmpty() || in.read(id).number(QStringLiteral("replicas")) != 1.0 ||
            placesOf(in, id, cluster) < 2.0)
            continue;
        std::vector<model::DesignEdit> edits{put(id, "replicas", 2.0)};
        for (const ElementId &storage : in.targetsOf(id, ConnectionRole::State)) {
            if (in.read(storage).text(QStringLiteral("accessMode")) == u"ReadWriteOnce")
                edits.push_back(put(storage, "accessMode", QStringLiteral("ReadWriteMany")));
        }
        report({{},
                {},
                id,
                lintText("\"%1\" has one pod").arg(in.nameOf(id)),
                lintText("Run two"),
                std::move(edits),
                {}});
    }
}

void checkBudget(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Workload)) {
        const double replicas = in.read(id).number(QStringLiteral("replicas"));
        const auto budget = in.read(id).optionalNumber(QStringLiteral("minAvailable"));
        if (!budget || *budget < replicas || replicas < 1.0)
            continue;
        report({{},
                {},
                id,
                lintText("all %1 pods of \"%2\" must stay, so no node can be drained")
                    .arg(replicas)
                    .arg(in.nameOf(id)),
                lintText("Let one be missing"),
                {put(id, "minAvailable", replicas - 1.0)},
                {}});
    }
}

void checkBounds(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Workload)) {
        const auto least = in.read(id).optionalNumber(QStringLiteral("minReplicas"));
        const auto most = in.read(id).optionalNumber(QStringLiteral("maxReplicas"));
        if (least && most && *least > *most)
            report({{},
                    {},
                    id,
                    lintText("\"%1\" may have at most fewer pods than at least").arg(in.nameOf(id)),
                    lintText("Swap them"),
                    {put(id, "minReplicas", *most), put(id, "maxReplicas", *least)},
                    {}});
    }
}

void checkRollout(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Workload)) {
        if (in.read(id).number(QStringLiteral("maxSurge")) <= 0.0 &&
            in.read(id).number(QStringLiteral("maxUnavailable")) <= 0.0)
            report({{},
                    {},
                    id,
                    lintText("an update of \"%1\" may replace no pod").arg(in.nameOf(id)),
                    lintText("Allow a surge of one"),
                    {put(id, "maxSurge", 1.0)},
                    {}});
    }
}

void checkRunaway(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Workload)) {
        const double replicas = std::max(1.0, in.read(id).number(QStringLiteral("replicas")));
        const auto most = in.read(id).optionalNumber(QStringLiteral("maxReplicas"));
        const auto least = in.read(id).optionalNumber(QStringLiteral("minReplicas"));
        if (!most || *most <= kFarCeiling * replicas || (least && *least > kFarCeiling * replicas))
            continue;
        report({{},
                {},
                id,
                lintText("\"%1\" may grow to %2 pods").arg(in.nameOf(id)).arg(*most),
                lintText("Allow ten times the usual"),
                {put(id, "maxReplicas", kFarCeiling * replicas)},
                {}});
    }
}

} // namespace

std::vector<Rule> kubernetesRules()
{
    return {
        {QStringLiteral("pods-outside"),
         lintText("A workload outside of a cluster"),
         lintText("Nothing places its pods, so there are none."),
         QStringLiteral("50"),
         {},
         Severity::Error,
         checkOutside},
        {QStringLiteral("pods-pending"),
         lintText("Pods that find no place"),
         lintText("The worker nodes together cannot hold what the replicas ask for."),
         QStringLiteral("50"),
         {},
         Severity::Error,
         checkPending},
        {QStringLiteral("pods-one"),
         lintText("One pod"),
         lintText("While it is placed anew after its node died nobody is served."),
         QStringLiteral("46"),
         {},
         Severity::Warning,
         checkOnePod},
        {QStringLiteral("pods-budget"),
         lintText("A disruption budget that forbids every disruption"),
         lintText("A drain waits for good when no pod may be missing."), QStringLiteral("12"),
         lintText("Kubernetes documentation, Disruptions"), Severity::Error, checkBudget},
        {QStringLiteral("pods-bounds"),
         lintText("The autoscaler has its bounds the wrong way round"),
         lintText("It would want at least more than it may have at most."),
         QStringLiteral("52"),
         {},
         Severity::Error,
         checkBounds},
        {QStringLiteral("pods-rollout"), lintText("A rolling update that cannot begin"),
         lintText("With neither a surge nor a missing pod allowed no pod may be replaced."),
         QStringLiteral("46"), lintText("Kubernetes documentation, Deployments"), Severity::Error,
         checkRollout},
        {QStringLiteral("pods-runaway"),
         lintText("An autoscaler whose ceiling is far away"),
         lintText("A few clicks, or a loop of retries, then cost many times the usual."),
         QStringLiteral("52"),
         {},
         Severity::Hint,
         checkRunaway},
    };
}

} // namespace loadstar::lint
