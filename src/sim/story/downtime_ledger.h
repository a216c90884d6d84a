// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/story/run_story.h"

#include <optional>
#include <vector>

namespace loadstar::sim {

/// Where the time of one outage went, in seconds. What did not happen is empty.
struct Outage
{
    EventNumber event = kNoEvent; ///< that began it
    ElementIndex target = kNoElement;
    double from = 0.0;
    std::optional<double> until; ///< the end of the trouble itself
    /// From the beginning until the first balancer marked the target down.
    std::optional<double> detect;
    /// From then on (or from the beginning) until somebody ordered a failover.
    std::optional<double> decide;
    /// From the end of both (or from the beginning) until another was promoted or a site took over.
    std::optional<double> switchOver;
    /// From the detection (or the beginning) to the end of the trouble.
    std::optional<double> repair;
    /// From the end of the trouble until the last balancer used the target again.
    std::optional<double> warmUp;
    std::int64_t failedRequests = 0;
    std::int64_t lostSessions = 0;
};

struct DowntimeLedger
{
    std::vector<Outage> outages; ///< in the order in which they began
    /// Sums over the outages; `target` and `event` are nothing.
    Outage total;
};

/// One outage for each failure, fault, maintenance, resize and cut of the story. An outage that
/// another led to has its own line; its requests count there and only there.
DowntimeLedger downtimeLedger(const RunStory &story);

} // namespace loadstar::sim
