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

struct FailedRequests
{
    std::vector<FailedRequest> first; ///< in the order in which they ended
    std::int64_t count = 0;           ///< of all
};

/// Runs the first replication up to `until` seconds and lists the first `most` requests that failed
/// before. Fails as DesignSimulation::create does, or with sim.cancelled.
base::Result<FailedRequests> findFailedRequests(const model::Design &design,
                                                const RunOptions &options, double until,
                                                std::size_t most,
                                                const base::TaskControl *control = nullptr);

} // namespace loadstar::sim
