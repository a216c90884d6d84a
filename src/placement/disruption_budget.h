// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "placement/cluster.h"
#include "placement/scheduler.h"

#include <optional>
#include <string>
#include <vector>

namespace loadstar::placement {

/// Evictions that a PodDisruptionBudget allows now: healthy pods beyond `minAvailable`, 0 at least.
/// Without a budget (no value) all of them. What failed without being asked counts as not healthy.
/// Source: Kubernetes documentation, "Disruptions".
int allowedDisruptions(int healthy, std::optional<int> minAvailable);

/// What draining a node came to.
struct DrainStep
{
    int evicted = 0;
    /// A pod that its budget keeps on the node: the drain waits for a replacement to get ready.
    bool isBlocked = false;
};

/// Evicts the pods of one workload from a node, one by one, as long as the budget allows; `healthy`
/// counts the ready pods of the workload everywhere, before.
DrainStep drainNode(WorkerNode &node, const std::string &workload, int healthy,
                    std::optional<int> minAvailable);

} // namespace loadstar::placement
