// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/trace.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace loadstar::sim {

/// Where a run has forgotten how it began, by MSER-5: response times are averaged in batches of
/// five, and the cut is at the batch from which on the half-width of the mean would be least.
/// Sources: White, "An effective truncation heuristic for bias reduction in simulation output",
/// Simulation 69 (1997); Franklin, White, Proc. Winter Simulation Conference 2008.
class WarmupDetector : public TraceSink
{
public:
    void outcome(const TraceOutcome &outcome) override
    {
        if (outcome.fate == Fate::Answered)
            add(outcome.at, outcome.at - outcome.sentAt);
    }

    /// Takes one response time, in seconds, of a request answered at `at`.
    void add(double at, double response);

    struct Cut
    {
        double at = 0.0; ///< seconds; 0 when nothing needs to go
        /// Whether the least half-width lies in the first half of the batches, as the rule asks;
        /// else the run is too short to tell, and `at` is its middle.
        bool isCertain = true;
    };
    /// Nothing with fewer than ten batches.
    std::optional<Cut> cut() const;

private:
    struct Batch
    {
        double endsAt = 0.0;
        double mean = 0.0;
    };
    /// More are joined in pairs, so that memory does not grow.
    static constexpr std::size_t kMostBatches = 1 << 20;

    double m_sum = 0.0;
    std::size_t m_count = 0;
    std::size_t m_batchSize = 5;
    std::vector<Batch> m_batches;
};

} // namespace loadstar::sim
