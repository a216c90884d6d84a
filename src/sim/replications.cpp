// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replications.h"

#include "sim/design_simulation.h"
#include "sim/run_data.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>

namespace loadstar::sim {

namespace {

/// A run asks this often, evenly spaced, whether it is still wanted.
constexpr int kSlices = 100;

/// Half the width of the interval relative to the mean; nothing when there is no interval or the
/// mean is 0.
std::optional<double> relativeHalfWidth(const engine::MeanInterval &mean)
{
    if (!mean.low || !(*mean.mean > 0.0))
        return std::nullopt;
    return (*mean.high - *mean.mean) / *mean.mean;
}

/// Takes replications as they are done and joins them in their order, until there are enough.
class Collector
{
public:
    Collector(const ReplicationPlan &plan, base::TaskControl *control)
        : m_plan(plan)
        , m_fewest(plan.precision ? std::max(plan.count, ReplicationPlan::kFewestForPrecision)
                                  : plan.count)
        , m_control(control)
    {}

    int most() const { return m_plan.precision ? std::max(m_plan.most, m_fewest) : m_fewest; }
    bool isDone() const { return m_isDone.load(); }

    void sliceDone()
    {
        if (m_control && !m_plan.precision)
            m_control->setProgress(static_cast<double>(++m_slices) /
                                   (static_cast<double>(kSlices) * m_fewest));
    }

    void take(int index, base::Result<RunData> run)
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.emplace(index, std::move(run));
        while (!m_isDone && !m_waiting.empty() && m_waiting.begin()->first == m_join.count()) {
            base::Result<RunData> next = std::move(m_waiting.begin()->second);
            m_waiting.erase(m_waiting.begin());
            if (!next) {
                m_error = next.error();
                m_isDone = true;
                return;
            }
            m_join.add(std::move(next.value()));
            judge();
        }
    }

    base::Result<RunReport> result() const
    {
        if (m_error)
            return *m_error;
        if (!m_isDone) {
            return base::Error{
                QStringLiteral("sim.cancelled"),
                QCoreApplication::translate("Simulation", "the simulation was cancelled"),
                {}};
        }
        RunReport report = m_join.report();
        if (m_plan.precision) {
            report.precision = PrecisionReport{
                *m_plan.precision, relativeHalfWidth(report.responseTime.mean), m_isPrecise};
        }
        return report;
    }

private:
    void judge()
    {
        if (m_plan.precision && m_join.count() >= m_fewest) {
            const double wanted = *m_plan.precision / (1.0 + *m_plan.precision);
            const std::optional<double> found = relativeHalfWidth(m_join.responseMean());
            m_isPrecise = found && *found <= wanted;
            // The width falls with the root of the number.
            if (m_control && found && *found > 0.0)
                m_control->setProgress(std::min(1.0, std::pow(wanted / *found, 2.0)));
        }
        m_isDone =
            m_plan.precision ? m_isPrecise || m_join.count() >= most() : m_join.count() >= m_fewest;
    }

    const ReplicationPlan m_plan;
    const int m_fewest;
    base::TaskControl *m_control;
    std::mutex m_mutex;
    std::map<int, base::Result<RunData>> m_waiting; ///< done before one with a lower number
    RunJoin m_join;
    std::optional<base::Error> m_error;
    bool m_isPrecise = false;
    std::atomic<bool> m_isDone{false};
    std::atomic<std::int64_t> m_slices{0};
};

void runOne(const model::Design &design, RunOptions options, int index, Collector &collector,
            const base::TaskControl *control)
{
    options.replication += static_cast<std::uint64_t>(index);
    if (index > 0) {
        // Only those of the first are reported.
        options.mostEvents = 0;
    }
    auto simulation = DesignSimulation::create(design, options);
    if (!simulation) {
        collector.take(index, simulation.error());
        return;
    }
    for (int slice = 1; slice <= kSlices; ++slice) {
        const double until =
            slice == kSlices ? options.duration : options.duration * slice / kSlices;
        if (collector.isDone())
            return;
        if (!simulation.value()->runUntil(until, control)) {
            if (const std::optional<base::Error> failure = simulation.value()->failure())
                collector.take(index, *failure);
            return;
        }
        collector.sliceDone();
    }
    RunData data = simulation.value()->data();
    if (index > 0)
        data.timeline = {};
    collector.take(index, std::move(data));
}

} // namespace

base::Result<RunReport> runReplications(const model::Design &design, const RunOptions &options,
                                        const ReplicationPlan &plan, base::TaskControl *control)
{
    QElapsedTimer clock;
    clock.start();
    ReplicationPlan sound = plan;
    sound.count = std::max(plan.count, 1);
    Collector collector(sound, control);
    base::forEachIndex(
        collector.most(), plan.threads,
        [&](int index) {
            if (!collector.isDone())
                runOne(design, options, index, collector, control);
        },
        control);
    base::Result<RunReport> result = collector.result();
    if (result)
        result.value().wallSeconds = static_cast<double>(clock.nsecsElapsed()) * 1e-9;
    return result;
}

base::Result<RunReport> simulateReplications(const model::Design &design, const RunOptions &options,
                                             int count, int threads, base::TaskControl *control)
{
    return runReplications(design, options, {count, threads, std::nullopt, 1000}, control);
}

} // namespace loadstar::sim
