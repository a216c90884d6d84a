// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace loadstar::placement {

/// Amounts of the resources that pods ask for.
struct Resources
{
    std::int64_t cpu = 0;    ///< thousandths of a core
    std::int64_t memory = 0; ///< MiB

    Resources operator+(const Resources &other) const
    {
        return {cpu + other.cpu, memory + other.memory};
    }
    Resources operator-(const Resources &other) const
    {
        return {cpu - other.cpu, memory - other.memory};
    }
    bool fitsInto(const Resources &other) const
    {
        return cpu <= other.cpu && memory <= other.memory;
    }

    bool operator==(const Resources &) const = default;
};

/// Over what the pods of a workload are spread.
enum class TopologyKey { Zone, Node };

/// The pods of one workload in any two domains of the key differ by at most `maxSkew`.
struct SpreadConstraint
{
    TopologyKey key = TopologyKey::Zone;
    int maxSkew = 1;      ///< 1 or more
    bool isStrict = true; ///< DoNotSchedule; else ScheduleAnyway, which only orders the nodes
};

/// What a pod asks for.
struct PodSpec
{
    /// Pods of one workload are spread against each other.
    std::string workload;
    Resources request;
    std::vector<SpreadConstraint> spread;
};

/// A worker node and the pods on it.
struct WorkerNode
{
    std::string name;
    /// Empty: it is in no zone, so a constraint over zones keeps pods off it.
    std::string zone;
    Resources allocatable;
    /// Ready and not cordoned.
    bool isSchedulable = true;
    std::vector<PodSpec> pods;

    Resources requested() const
    {
        Resources sum;
        for (const PodSpec &pod : pods)
            sum = sum + pod.request;
        return sum;
    }
    int podsOf(const std::string &workload) const
    {
        int count = 0;
        for (const PodSpec &pod : pods)
            count += pod.workload == workload ? 1 : 0;
        return count;
    }
};

} // namespace loadstar::placement
