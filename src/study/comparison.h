// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "model/design.h"
#include "sim/run_report.h"

#include <array>
#include <vector>

namespace loadstar::study {

/// What two designs are compared by; seconds, parts of 1, or numbers per run.
enum class ComparedFigure {
    ResponseP50,
    ResponseP95,
    FailedPart, ///< failed / (completed + failed)
    SessionsLost,
    SessionsBroken,
    Availability, ///< completed / (completed + failed)
};
inline constexpr std::array kComparedFigures{ComparedFigure::ResponseP50,    ComparedFigure::ResponseP95,
                                      ComparedFigure::FailedPart,     ComparedFigure::SessionsLost,
                                      ComparedFigure::SessionsBroken, ComparedFigure::Availability};

/// One figure of both designs. Means are over the replications that have the figure in both;
/// intervals are Student's at 95 %, the one of the difference over the pairs (paired t). Source:
/// Law, Kelton, "Simulation Modeling and Analysis", section 10.2.1.
struct FigureComparison
{
    ComparedFigure figure = ComparedFigure::ResponseP50;
    sim::engine::MeanInterval first;
    sim::engine::MeanInterval second;
    sim::engine::MeanInterval difference; ///< second minus first
    int pairs = 0;

    /// Whether the interval of the difference leaves out 0. Where both designs have the same in
    /// every pair there is no difference, and one that is the same in every pair is clear.
    bool isClear() const;
};

struct Comparison
{
    int replications = 0;
    std::vector<FigureComparison> figures; ///< in the order of kComparedFigures
};

/// Runs replications 0..`replications` - 1 (2 at least) of both designs with the same seed and
/// streams, so that what differs between them is the design and not chance. The result does not
/// depend on `threads`. Fails as sim::DesignSimulation::create does, with sim.cancelled or
/// sim.overload.
base::Result<Comparison> compareDesigns(const model::Design &first, const model::Design &second,
                                        const sim::RunOptions &options, int replications,
                                        int threads, base::TaskControl *control = nullptr);

} // namespace loadstar::study
