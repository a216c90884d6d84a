// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "placement/cluster.h"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace loadstar::placement {

/// How kube-scheduler's NodeResourcesFit scores nodes that fit.
enum class ScoringStrategy { LeastAllocated, MostAllocated, RequestedToCapacityRatio };

/// A point of the shape of RequestedToCapacityRatio: utilization in percent, score 0..10.
using ShapePoint = std::pair<int, int>;

/// Weights of the resources in the score, and the shape where the strategy has one.
struct Scoring
{
    ScoringStrategy strategy = ScoringStrategy::LeastAllocated;
    std::int64_t cpuWeight = 1;
    std::int64_t memoryWeight = 1;
    std::vector<ShapePoint> shape = {{0, 0}, {100, 10}};
};

/// One resource as the score sees it: with the pod that is to be placed.
struct ResourceUse
{
    std::int64_t requested = 0;
    std::int64_t capacity = 0; ///< above 0
    std::int64_t weight = 1;
};

/// 0..100 for LeastAllocated and MostAllocated, 0..10 for RequestedToCapacityRatio; whole numbers,
/// rounded down first for each resource and then for their weighted mean, as kube-scheduler does.
/// More requested than there is scores 0. Source: kubernetes/kubernetes, pkg/scheduler/framework/
/// plugins/noderesources, least_allocated.go, most_allocated.go, requested_to_capacity_ratio.go.
std::int64_t resourceScore(const std::vector<ResourceUse> &uses, const Scoring &scoring);

/// Why a node cannot take a pod.
enum class Misfit { None, Unschedulable, Cpu, Memory, Spread };

/// What the scheduler found for one node.
struct NodeVerdict
{
    Misfit misfit = Misfit::None;
    std::int64_t score = 0; ///< of a node that fits
};

/// Filters and scores all nodes for one pod. Domains of strict spread constraints are counted over
/// all nodes that have the key, also those that are not ready (nodeTaintsPolicy Ignore). Source:
/// Kubernetes documentation, "Pod Topology Spread Constraints" and "Scheduler Configuration".
std::vector<NodeVerdict> judgeNodes(const std::vector<WorkerNode> &nodes, const PodSpec &pod,
                                    const Scoring &scoring);

/// The node of the highest score; among equals the one with fewest pods of the workload in its
/// zone and on itself (what ScheduleAnyway wants), then the first. None where no node fits: the
/// pod stays pending.
std::optional<std::size_t> chooseNode(const std::vector<WorkerNode> &nodes, const PodSpec &pod,
                                      const Scoring &scoring);

/// How many nodes turn the pod away for which reason, in the words of the event of a pending pod:
/// "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match pod topology spread
/// constraints."
std::string pendingReason(const std::vector<NodeVerdict> &verdicts);

/// Largest difference between two domains, for the pods of a workload.
int skewOf(const std::vector<WorkerNode> &nodes, const std::string &workload, TopologyKey key);

} // namespace loadstar::placement
