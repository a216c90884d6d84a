// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "base/task.h"
#include "model/design.h"
#include "model/kind_registry.h"
#include "reliability/exact.h"

#include <QString>

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace loadstar::reliability {

/// How the availability of a design is asked for.
struct AvailabilityOptions
{
    /// Simulated years; without them the answer is exact where that is possible.
    std::optional<double> monteCarloYears;
    std::uint64_t seed = 1;
};

/// What one component or connection is to the availability of the whole.
struct PartAvailability
{
    model::ElementId id;
    double unavailability = 0.0; ///< of all its units together
    Importance importance;
};

enum class AvailabilityMethod { Exact, MonteCarlo };

/// "exact" or "monte-carlo".
QString methodName(AvailabilityMethod method);

/// Availability of a design in the long run, as `loadstarctl availability` gives it.
struct AvailabilityReport
{
    double unavailability = 0.0;
    std::optional<double> nines;
    double downtimePerYear = 0.0; ///< seconds of a year of 365 days
    std::optional<double> failuresPerYear;
    AvailabilityMethod method = AvailabilityMethod::Exact;
    /// Ends of the 95 % interval of the availability; of Monte Carlo.
    std::optional<std::pair<double, double>> ci95;
    /// What the exact answer is, where Monte Carlo was asked for and there is one.
    std::optional<double> exactUnavailability;
    /// Those that have figures, by id.
    std::vector<PartAvailability> components;
    std::vector<PartAvailability> connections;
    /// Empty where the design is too large for an exact answer.
    std::vector<model::ElementId> singlePointsOfFailure;
    /// A component of several units stands in a set as often as it has units; a common cause is
    /// named by its container and ":common-cause".
    std::vector<std::vector<QString>> minimalCutSets;
    /// The target that the design sets, and whether it is met.
    std::optional<double> objective;
    std::vector<base::Diagnostic> remarks;

    double availability() const { return 1.0 - unavailability; }
    bool meetsObjective() const { return !objective || availability() >= *objective; }
};

/// Years that are played at most where an exact answer was asked for and is out of reach.
inline constexpr double kFallbackYears = 2000.0;

/// Errors: availability.no-users, reliability.cancelled. What is left out or approximated is said
/// in the report's remarks.
base::Result<AvailabilityReport> analyseAvailability(const model::Design &design,
                                                     const model::KindRegistry &kinds,
                                                     const AvailabilityOptions &options = {},
                                                     base::TaskControl *control = nullptr);

nlohmann::json toJson(const AvailabilityReport &report);

} // namespace loadstar::reliability
