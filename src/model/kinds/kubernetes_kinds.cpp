// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/component.h"
#include "model/design.h"
#include "model/kinds/builtin_kinds.h"
#include "model/kinds/property_specs.h"

namespace loadstar::model {

namespace {

using namespace specs;
using base::Quantity;

std::vector<PropertySpec> clusterProperties()
{
    const QString nodes = kindText("Kubernetes documentation, Nodes");
    return grouped(
        kindText("Cluster"),
        {documented(choice("provider", kindText("Provider"),
                           {QStringLiteral("other"), QStringLiteral("eks"), QStringLiteral("aks"),
                            QStringLiteral("gke"), QStringLiteral("openshift")}),
                    kindText("Who runs its control plane.")),
         documented(boolean("nodeAutoscale", kindText("Scales its nodes"), false),
                    kindText("Whether it adds worker nodes for pods that find no place, and "
                             "removes idle ones.")),
         documented(integer("minNodes", kindText("Nodes at least"), 1.0, 0.0),
                    kindText("Worker nodes that are kept.")),
         documented(integer("maxNodes", kindText("Nodes at most"), 10.0, 1.0),
                    kindText("Worker nodes that it may have.")),
         documented(number("nodeBootTime", kindText("Node boot time"), Quantity::Seconds, 120.0),
                    kindText("Seconds until a new worker node is ready.")),
         documented(number("gracePeriod", kindText("Grace period"), Quantity::Seconds, 40.0),
                    kindText("Seconds without a sign of life after which a node is not ready."),
                    nodes),
         documented(
             number("evictionTimeout", kindText("Eviction time-out"), Quantity::Seconds, 300.0),
             kindText("Seconds more until its pods are placed elsewhere."), nodes)});
}

std::vector<PropertySpec> podProperties()
{
    return grouped(
        kindText("Pods"),
        {documented(text("image", kindText("Image"), {}),
                    kindText("Container image, such as rocker/shiny:4.4.")),
         documented(atMost(1000.0, integer("replicas", kindText("Replicas"), 1.0, 0.0)),
                    kindText("Pods that there should be.")),
         documented(atMost(1000.0, optionalInteger("minReplicas", kindText("Replicas at least"),
                                                   kindText("the replicas"), 1.0)),
                    kindText("Autoscaler: never fewer.")),
         documented(atMost(1000.0, optionalInteger("maxReplicas", kindText("Replicas at most"),
                                                   kindText("no autoscaler"), 1.0)),
                    kindText("Autoscaler: never more; without it there is none.")),
         documented(atLeast(0.01, number("targetCpu", kindText("Target utilisation"),
                                         Quantity::Probability, 0.5)),
                    kindText("Autoscaler: part of the requested cores that it aims at."),
                    kindText("Kubernetes documentation, Horizontal Pod Autoscaling")),
         documented(
             above(0.0, number("cpuRequest", kindText("Cores per pod"), Quantity::Plain, 1.0)),
             kindText("Cores that each pod asks for, and works with.")),
         documented(above(0.0, number("memoryRequest", kindText("Memory per pod"),
                                      Quantity::Gibibytes, 1.0)),
                    kindText("Memory that each pod asks for."))});
}

std::vector<PropertySpec> deploymentProperties()
{
    return grouped(
        kindText("Deployment"),
        {documented(
             choice("spread", kindText("Spread over"),
                    {QStringLiteral("zone"), QStringLiteral("node"), QStringLiteral("none")}),
             kindText("Over what its pods are spread, with a skew of one at most."),
             kindText("Kubernetes documentation, Pod Topology Spread Constraints")),
         documented(integer("maxSurge", kindText("Surge at most"), 1.0, 0.0),
                    kindText("Rolling update: pods that there may be beyond the replicas.")),
         documented(integer("maxUnavailable", kindText("Unavailable at most"), 0.0, 0.0),
                    kindText("Rolling update: replicas that may be missing.")),
         documented(optionalInteger("minAvailable", kindText("Available at least"),
                                    kindText("no budget"), 0.0),
                    kindText("Disruption budget: pods that a drain must leave."),
                    kindText("Kubernetes documentation, Disruptions"))});
}

std::vector<PropertySpec> serviceEndProperties()
{
    return grouped(
        kindText("Service"),
        {documented(atMost(65535.0, integer("port", kindText("Port"), 80.0, 1.0)),
                    kindText("Port that its containers listen on.")),
         documented(text("readinessPath", kindText("Readiness path"), QStringLiteral("/")),
                    kindText("Path that is asked before a pod gets traffic.")),
         documented(choice("sessionAffinity", kindText("Session affinity"),
                           {QStringLiteral("none"), QStringLiteral("client-ip")}),
                    kindText("Whether one source address always reaches the same pod."))});
}

PropertyReader reader(const Component &component)
{
    return {component.properties, builtinKinds().component(component.kind)->properties};
}

} // namespace

ComponentKind kubernetesClusterKind()
{
    ComponentKind kind;
    kind.id = QStringLiteral("kubernetesCluster");
    kind.role = ComponentRole::Cluster;
    kind.name = kindText("Kubernetes cluster");
    kind.group = kindText("Compute");
    kind.doc = kindText("Worker nodes, and workloads that it places on them.");
    kind.aliases = {kindText("K8s"), kindText("EKS"),       kindText("AKS"),
                    kindText("GKE"), kindText("OpenShift"), kindText("containers")};
    kind.icon = QStringLiteral("kubernetes-cluster");
    kind.shape = ComponentShape::Container;
    kind.isContainer = true;
    kind.defaultSize = {480, 320};
    kind.properties = clusterProperties();
    append(kind.properties, commonCauseProperties());
    append(kind.properties, reliabilityProperties());
    return kind;
}

ComponentKind workloadKind()
{
    ComponentKind kind;
    kind.id = QStringLiteral("workload");
    kind.role = ComponentRole::Workload;
    kind.name = kindText("Workload");
    kind.group = kindText("Compute");
    kind.doc = kindText("Pods of one image that a cluster places and keeps at their number, with "
                        "the service before them.");
    kind.aliases = {kindText("deployment"), kindText("pods"), kindText("replicas"),
                    kindText("container")};
    kind.icon = QStringLiteral("workload");
    kind.defaultSize = kCardSize;
    kind.properties = podProperties();
    append(kind.properties, deploymentProperties());
    append(kind.properties, serviceEndProperties());
    append(kind.properties, reliabilityProperties());
    kind.detail = [](const Component &component) {
        const int replicas = int(reader(component).number(QStringLiteral("replicas")));
        return QCoreApplication::translate("Kinds", "%n replica(s)", nullptr, replicas);
    };
    return kind;
}

} // namespace loadstar::model
