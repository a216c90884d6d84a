// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/design_simulation.h"
#include "sim/trace.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace loadstar::sim {

/// How one component did in each bin.
struct ComponentSeries
{
    QString id;
    std::vector<double> utilization;    ///< at the end of the bin, over about its last second
    std::vector<int> queue;             ///< at the end of the bin
    std::vector<std::int64_t> answers;  ///< that left it towards users
    std::vector<std::int64_t> failures; ///< of requests that ended on it
};

/// What passed one connection in each bin.
struct ConnectionSeries
{
    QString id;
    std::vector<std::int64_t> requests; ///< retries included
    std::vector<std::int64_t> answers;
    std::vector<std::int64_t> refused;
    std::vector<std::int64_t> inFlight; ///< at the end of the bin: sent, and not yet answered
};

/// Series of all components and connections, in bins of `step` seconds from 0.
struct RunSeries
{
    double step = 1.0;
    std::vector<ComponentSeries> components;
    std::vector<ConnectionSeries> connections;
};

/// Counts what a run sends through its sink, bin by bin. Call closeBin() at each end of a bin with
/// the picture of that instant.
class SeriesRecorder : public TraceSink
{
public:
    explicit SeriesRecorder(const DesignSimulation &simulation, double step);

    void segment(const TraceSegment &segment) override;
    void outcome(const TraceOutcome &outcome) override;
    void closeBin(const Snapshot &snapshot);

    const RunSeries &series() const { return m_series; }

private:
    struct Counts
    {
        std::int64_t requests = 0;
        std::int64_t answers = 0;
        std::int64_t refused = 0;
        std::int64_t failures = 0;
    };

    std::size_t m_components;
    RunSeries m_series;
    std::vector<Counts> m_now; ///< of this bin, by ElementIndex
    std::vector<std::int64_t> m_inFlight;
};

} // namespace loadstar::sim
