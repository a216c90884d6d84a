// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/trace.h"

#include <vector>

namespace loadstar::player {

/// Until when a run is to go on: the first moment after the present one at which this holds. A
/// value.
struct PlaybackGoal
{
    enum class Kind {
        NextMoment,        ///< anything happens in the simulation
        EventOf,           ///< anything happens to one of `elements`
        Time,              ///< `value` seconds since the start of the run
        Event,             ///< an event `what`
        FailedRequest,     ///< another request has failed
        LostSession,       ///< another session is lost
        ComponentDown,     ///< a component fails
        AvailabilityBelow, ///< less than `value` (0..1) of the requests that ended were answered
    };

    Kind kind = Kind::NextMoment;
    double value = 0.0;
    sim::EventWhat what = sim::EventWhat::Fail;
    std::vector<sim::ElementIndex> elements;

    bool operator==(const PlaybackGoal &) const = default;
};

} // namespace loadstar::player
