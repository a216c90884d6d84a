// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/story/failed_requests.h"

#include "sim/story/run_story.h"

#include <QCoreApplication>

namespace loadstar::sim {

base::Result<FailedRequests> findFailedRequests(const model::Design &design,
                                                const RunOptions &options, double until,
                                                std::size_t most, const base::TaskControl *control)
{
    auto created = DesignSimulation::create(design, options);
    if (!created)
        return created.error();
    DesignSimulation &simulation = *created.value();
    RunStory story(design, most);
    simulation.setTraceSink(&story);
    if (!simulation.runUntil(until, control)) {
        return simulation.failure().value_or(
            base::Error{QStringLiteral("sim.cancelled"),
                        QCoreApplication::translate("Simulation", "the simulation was cancelled"),
                        {}});
    }
    FailedRequests result;
    for (std::size_t reason = 0; reason < kFailureReasons; ++reason)
        result.count += story.count(static_cast<FailureReason>(reason));
    for (const RunStory::FailedRequest &failed : story.failedRequests()) {
        result.first.push_back({failed.outcome.request, failed.outcome.sentAt, failed.outcome.at,
                                story.idOf(failed.outcome.users), story.idOf(failed.outcome.where),
                                QString::fromLatin1(failureReasonName(failed.reason))});
    }
    return result;
}

} // namespace loadstar::sim
