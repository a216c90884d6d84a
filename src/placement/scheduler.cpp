// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "placement/scheduler.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace loadstar::placement {

namespace {

constexpr std::int64_t kMostScore = 100;

/// Linear between the points, rounded towards zero as Go divides.
std::int64_t shapeScore(const std::vector<ShapePoint> &shape, std::int64_t utilization)
{
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (utilization > shape[i].first)
            continue;
        if (i == 0)
            return shape[0].second;
        const auto [fromX, fromY] = shape[i - 1];
        const auto [toX, toY] = shape[i];
        return fromY + (toY - fromY) * (utilization - fromX) / (toX - fromX);
    }
    return shape.back().second;
}

std::int64_t scoreOf(const ResourceUse &use, const Scoring &scoring)
{
    const bool isTooMuch = use.requested > use.capacity;
    switch (scoring.strategy) {
    case ScoringStrategy::LeastAllocated:
        return isTooMuch ? 0 : (use.capacity - use.requested) * kMostScore / use.capacity;
    case ScoringStrategy::MostAllocated:
        return isTooMuch ? 0 : use.requested * kMostScore / use.capacity;
    case ScoringStrategy::RequestedToCapacityRatio:
        return shapeScore(scoring.shape,
                          isTooMuch ? kMostScore : use.requested * kMostScore / use.capacity);
    }
    return 0;
}

std::string domainOf(const WorkerNode &node, TopologyKey key)
{
    return key == TopologyKey::Zone ? node.zone : node.name;
}

/// Pods of the workload by domain; domains of nodes without the key are left out.
std::map<std::string, int> countDomains(const std::vector<WorkerNode> &nodes,
                                        const std::string &workload, TopologyKey key)
{
    std::map<std::string, int> counts;
    for (const WorkerNode &node : nodes) {
        const std::string domain = domainOf(node, key);
        if (!domain.empty())
            counts[domain] += node.podsOf(workload);
    }
    return counts;
}

bool keepsSpread(const WorkerNode &node, const SpreadConstraint &constraint,
                 const std::map<std::string, int> &counts)
{
    const auto own = counts.find(domainOf(node, constraint.key));
    if (own == counts.end())
        return false;
    const auto fewest =
        std::min_element(counts.begin(), counts.end(),
                         [](const auto &a, const auto &b) { return a.second < b.second; });
    return own->second + 1 - fewest->second <= constraint.maxSkew;
}

} // namespace

std::int64_t resourceScore(const std::vector<ResourceUse> &uses, const Scoring &scoring)
{
    std::int64_t sum = 0;
    std::int64_t weights = 0;
    for (const ResourceUse &use : uses) {
        sum += scoreOf(use, scoring) * use.weight;
        weights += use.weight;
    }
    return weights > 0 ? sum / weights : 0;
}

std::vector<NodeVerdict> judgeNodes(const std::vector<WorkerNode> &nodes, const PodSpec &pod,
                                    const Scoring &scoring)
{
    std::vector<std::pair<SpreadConstraint, std::map<std::string, int>>> spread;
    for (const SpreadConstraint &constraint : pod.spread) {
        if (constraint.isStrict)
            spread.emplace_back(constraint, countDomains(nodes, pod.workload, constraint.key));
    }
    std::vector<NodeVerdict> verdicts;
    for (const WorkerNode &node : nodes) {
        const Resources used = node.requested() + pod.request;
        NodeVerdict verdict;
        if (!node.isSchedulable)
            verdict.misfit = Misfit::Unschedulable;
        else if (used.cpu > node.allocatable.cpu)
            verdict.misfit = Misfit::Cpu;
        else if (used.memory > node.allocatable.memory)
            verdict.misfit = Misfit::Memory;
        else if (!std::all_of(spread.begin(), spread.end(), [&node](const auto &each) {
                     return keepsSpread(node, each.first, each.second);
                 }))
            verdict.misfit = Misfit::Spread;
        else
            verdict.score =
                resourceScore({{used.cpu, node.allocatable.cpu, scoring.cpuWeight},
                               {used.memory, node.allocatable.memory, scoring.memoryWeight}},
                              scoring);
        verdicts.push_back(verdict);
    }
    return verdicts;
}

std::optional<std::size_t> chooseNode(const std::vector<WorkerNode> &nodes, const PodSpec &pod,
                                      const Scoring &scoring)
{
    const std::vector<NodeVerdict> verdicts = judgeNodes(nodes, pod, scoring);
    const std::map<std::string, int> zones = countDomains(nodes, pod.workload, TopologyKey::Zone);
    const auto rank = [&](std::size_t i) {
        const auto zone = zones.find(nodes[i].zone);
        return std::tuple(-verdicts[i].score, zone == zones.end() ? 0 : zone->second,
                          nodes[i].podsOf(pod.workload));
    };
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (verdicts[i].misfit == Misfit::None && (!best || rank(i) < rank(*best)))
            best = i;
    }
    return best;
}

std::string pendingReason(const std::vector<NodeVerdict> &verdicts)
{
    constexpr std::array<std::pair<Misfit, const char *>, 4> kWords{{
        {Misfit::Cpu, "Insufficient cpu"},
        {Misfit::Memory, "Insufficient memory"},
        {Misfit::Spread, "node(s) didn't match pod topology spread constraints"},
        {Misfit::Unschedulable, "node(s) were unschedulable"},
    }};
    std::string reasons;
    std::size_t fitting = verdicts.size();
    for (const auto &[misfit, words] : kWords) {
        const auto count = std::count_if(
            verdicts.begin(), verdicts.end(),
            [misfit = misfit](const NodeVerdict &verdict) { return verdict.misfit == misfit; });
        if (count == 0)
            continue;
        fitting -= static_cast<std::size_t>(count);
        reasons += (reasons.empty() ? "" : ", ") + std::to_string(count) + ' ' + words;
    }
    return std::to_string(fitting) + '/' + std::to_string(verdicts.size()) +
           " nodes are available" + (reasons.empty() ? "" : ": " + reasons) + '.';
}

int skewOf(const std::vector<WorkerNode> &nodes, const std::string &workload, TopologyKey key)
{
    const std::map<std::string, int> counts = countDomains(nodes, workload, key);
    if (counts.empty())
        return 0;
    const auto [fewest, most] =
        std::minmax_element(counts.begin(), counts.end(),
                            [](const auto &a, const auto &b) { return a.second < b.second; });
    return most->second - fewest->second;
}

} // namespace loadstar::placement
