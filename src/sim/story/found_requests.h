// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "model/design.h"
#include "sim/design_simulation.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace loadstar::sim {

/// A request that got no answer.
struct FailedRequest
{
    std::uint64_t request = 0; ///< counted from 1, in the order of sending
    double sentAt = 0.0;
    double endedAt = 0.0;
    QString users;
    QString where;  ///< the component it was on when it ended
    QString reason; ///< failureReasonName()

    bool operator==(const FailedRequest &) const = default;
};

/// A request that was answered.
struct AnsweredRequest
{
    std::uint64_t request = 0; ///< counted from 1, in the order of sending
    double sentAt = 0.0;
    double endedAt = 0.0;
    QString users;
    QString servedBy;    ///< the component that the answer set out from
    double waited = 0.0; ///< seconds in the queues of nodes

    double took() const { return endedAt - sentAt; } ///< seconds
    bool operator==(const AnsweredRequest &) const = default;
};

struct FoundRequests
{
    std::vector<FailedRequest> failed;    ///< the first, in the order in which they ended
    std::int64_t failedCount = 0;         ///< of all
    std::vector<AnsweredRequest> slowest; ///< the slowest first; of equals the one sent first
    std::int64_t answeredCount = 0;       ///< of all
};

/// Runs the first replication up to `until` seconds and lists the first `mostFailed` requests that
/// failed before, and the `mostSlow` answered ones that took longest. Fails as
/// DesignSimulation::create does, or with sim.cancelled.
base::Result<FoundRequests> findRequests(const model::Design &design, const RunOptions &options,
                                         double until, std::size_t mostFailed, std::size_t mostSlow,
                                         const base::TaskControl *control = nullptr);

} // namespace loadstar::sim
