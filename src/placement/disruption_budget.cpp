// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "placement/disruption_budget.h"

#include <algorithm>

namespace loadstar::placement {

int allowedDisruptions(int healthy, std::optional<int> minAvailable)
{
    return std::max(0, healthy - minAvailable.value_or(0));
}

DrainStep drainNode(WorkerNode &node, const std::string &workload, int healthy,
                    std::optional<int> minAvailable)
{
    DrainStep step;
    node.isSchedulable = false;
    while (true) {
        const auto pod =
            std::find_if(node.pods.begin(), node.pods.end(),
                         [&workload](const PodSpec &each) { return each.workload == workload; });
        if (pod == node.pods.end())
            return step;
        if (allowedDisruptions(healthy - step.evicted, minAvailable) == 0) {
            step.isBlocked = true;
            return step;
        }
        node.pods.erase(pod);
        ++step.evicted;
    }
}

} // namespace loadstar::placement
