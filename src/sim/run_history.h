// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/story/failure_reason.h"

#include <QString>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace loadstar::sim {

/// What one balancer, node or storage did in one bin.
struct PartBin
{
    /// Part of its capacity that was at work, 0..1; nothing where it has no meaning.
    std::optional<float> utilization;
    float queue = 0.0F;    ///< mean number that waited
    float answered = 0.0F; ///< requests per second
    float failed = 0.0F;   ///< requests per second
    /// Mean of those that were answered, in seconds; nothing when none was.
    std::optional<float> responseTime;
    int sessions = 0; ///< held at the end of the bin

    bool operator==(const PartBin &) const = default;
};

/// What the whole did in one bin.
struct HistoryBin
{
    std::vector<PartBin> parts; ///< as RunHistory::ids
    /// Requests that failed in the bin, by FailureReason.
    std::array<std::int64_t, kFailureReasons> failures{};
    std::int64_t sessionsHeld = 0; ///< at the end of the bin
    /// Since the start, as SessionCounts.
    std::int64_t sessionsLost = 0;
    std::int64_t sessionsBroken = 0;

    bool operator==(const HistoryBin &) const = default;
};

/// How the parts of a design did over time, in the bins of the run's Timeline; those that have
/// wholly passed. Bins never change once they are there, so copies share them.
struct RunHistory
{
    double step = 1.0; ///< seconds
    /// The balancers, nodes and storages, in id order.
    std::vector<QString> ids;
    std::vector<std::shared_ptr<const HistoryBin>> bins;

    bool operator==(const RunHistory &other) const;
};

} // namespace loadstar::sim
