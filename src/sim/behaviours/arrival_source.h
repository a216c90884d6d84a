// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/rate_profile.h"
#include "sim/plan.h"

#include <optional>
#include <string>

namespace loadstar::sim {

/// The open arrivals of a users component whose rate changes over time or that come from a file. A
/// clock runs at the rate's factor (profile times surges); on that clock requests come one
/// interarrival time after another, or at the times of the file. With exponential interarrival
/// times that is a Poisson process with the changing rate, else a renewal process on a changed
/// clock. Source: Cinlar, Introduction to Stochastic Processes (1975), 4.7; Gerhardt, Nelson,
/// Transforming renewal processes for simulation of nonstationary arrival processes, INFORMS J.
/// Comput. 21 (2009).
class ArrivalSource
{
public:
    /// `limit`: what comes later is never.
    ArrivalSource(const UsersSpec &spec, const engine::RandomStreams &streams,
                  const std::string &id, double limit);

    /// The time of the request after the one that comes now (at the start: of the first), or
    /// infinite.
    double next(double now, engine::Random &arrivals);
    /// The same for a new factor of the surges.
    double changeFactor(double now, double factor);

    /// Work and client (from 0) of the request that comes now, as the file has them.
    std::optional<double> work() const;
    std::optional<std::uint32_t> client() const;

private:
    double time();

    const UsersSpec *m_spec;
    std::optional<engine::RatePath> m_path;
    double m_limit;
    double m_factor = 1.0;
    double m_rest = 0.0; ///< to the next request at m_since, on the clock of factor 1
    double m_since = 0.0;
    std::size_t m_place = 0; ///< in the file, of the next request
    bool m_hasStarted = false;
    bool m_isShifted = false; ///< the times are not those of the file any more
};

} // namespace loadstar::sim
