// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "model/design.h"
#include "sim/run_report.h"
#include "sim/story/run_story.h"

#include <QString>

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

namespace loadstar::sim {

/// One passage of a request over a connection.
struct RequestStep
{
    double at = 0.0;
    /// "sent", "sent again", "answered" or "refused".
    QString what;
    QString from;
    QString to;

    bool operator==(const RequestStep &) const = default;
};

/// What a node did for a request.
struct RequestWork
{
    QString node;
    double beganAt = 0.0;
    double waited = 0.0;   ///< seconds from its arrival there until then
    double alone = 0.0;    ///< seconds on a core of its own at full speed
    bool isShared = false; ///< the node's cores were shared by all that was there
    /// Nothing while it is not done, or never was.
    std::optional<double> doneAt;
    /// When its visits to the node's storages were over; nothing where there were none.
    std::optional<double> leftAt;

    bool operator==(const RequestWork &) const = default;
};

/// What became of one request, and why.
struct RequestStory
{
    std::uint64_t request = 0;
    QString users;
    double sentAt = 0.0;
    /// Nothing while it is in flight at the end of the run.
    std::optional<double> endedAt;
    /// "answered", "in-flight", or why it failed (failureReasonName()).
    QString outcome;
    /// The component it was on when it ended.
    QString where;
    std::vector<RequestStep> steps;
    std::vector<RequestWork> works; ///< in the order in which they began
    /// An event of the run with its number, counted from 0 as in RunStory.
    struct NumberedEvent
    {
        EventNumber number = kNoEvent;
        RunEvent event;
    };
    /// From the event that it failed of to the root of the chain; empty when the load alone did it.
    std::vector<NumberedEvent> causes;
};

/// Runs the first replication until the request with that number (counted from 1, in the order of
/// sending) has ended. Fails as DesignSimulation::create does, with sim.cancelled, or with
/// sim.no-such-request, whose message says how many were sent.
base::Result<RequestStory> tellRequest(const model::Design &design, const RunOptions &options,
                                       std::uint64_t request,
                                       const base::TaskControl *control = nullptr);

nlohmann::json toJson(const RequestStory &story);

} // namespace loadstar::sim
