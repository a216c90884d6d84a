// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "base/task.h"
#include "model/design.h"
#include "sim/coming_event.h"
#include "sim/run_report.h"
#include "sim/trace.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace loadstar::sim {

class HistoryRecorder;
class World;
struct RunData;

/// How one component is at an instant, for painting.
struct ComponentState
{
    bool isUp = true;
    bool isHung = false;
    bool isDraining = false;
    bool isStandby = false;
    /// speed is divided by this; 1 = as designed.
    double slowFactor = 1.0;
    /// Cores at work (nodes) or requests served (storages).
    int busy = 0;
    /// cores, or concurrency; 0 = without limit.
    int capacity = 0;
    int queueLength = 0;
    int openSessions = 0;
    /// Part of the capacity used over about the last simulated second, 0..1; in a run with a
    /// history over the last whole bins of it, ten seconds or one bin, so that it depends on the
    /// moment alone.
    double utilization = 0.0;

    bool operator==(const ComponentState &) const = default;
};

/// What one balancer believes about one target.
struct TargetState
{
    ElementIndex balancer = kNoElement;
    ElementIndex target = kNoElement;
    ElementIndex connection = kNoElement;
    bool isMarkedUp = true;
    /// Checks in a row that speak against the verdict, and how many of them would change it.
    int counted = 0;
    int needed = 0;
    /// Requests of this balancer on the target.
    int outstanding = 0;

    bool operator==(const TargetState &) const = default;
};

/// Numbers of the clients of a users component: `first` and those after it.
struct ClientRange
{
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

/// A picture of the whole run at one instant.
struct Snapshot
{
    double now = 0.0;
    std::vector<ComponentState>
        components;                    ///< by ElementIndex; kinds without state keep the defaults
    std::vector<bool> isConnectionCut; ///< by ElementIndex minus the number of components
    std::vector<TargetState> targets;
};

/// One run of a design: built from a copy, advanced as far as asked, read at any moment in between.
/// It never sleeps and knows no wall clock. Not thread-safe, but it may be used on any one thread
/// at a time.
class DesignSimulation
{
public:
    /// Fails with sim.not-simulated (says component, property and value),
    /// sim.bad-value, sim.bad-scenario or sim.bad-state.
    static base::Result<std::unique_ptr<DesignSimulation>> create(const model::Design &design,
                                                                  const RunOptions &options);

    /// The same run at the same moment, without the trace sink; both go on alike.
    std::unique_ptr<DesignSimulation> clone() const;
    /// What a copy takes, roughly: by how many components, clients and requests there are.
    std::size_t approximateBytes() const;

    ~DesignSimulation();
    DesignSimulation(const DesignSimulation &) = delete;
    DesignSimulation &operator=(const DesignSimulation &) = delete;

    const RunOptions &options() const;

    /// Remarks about properties that play no part in the run.
    const std::vector<base::Diagnostic> &warnings() const;

    /// Sends everything that happens from now on, and before the first event also the state that
    /// the run begins in, to `sink`, which must outlive the run or be taken away with null.
    void setTraceSink(TraceSink *sink);

    /// Handles every event before `seconds` (at most the duration) and sets now() to it. Returns
    /// false when `control` asked to stop first; then now() is where it stopped and the run may be
    /// continued. Returns false for good once there is a failure().
    bool runUntil(double seconds, const base::TaskControl *control = nullptr);

    /// What runUntil() would handle next. runUntil() with the next number above its time handles it
    /// and whatever else happens at that very time.
    ComingEvent comingEvent();

    /// Why the run cannot go on: sim.overload when more requests than options().mostUnderWay were
    /// under way at the same time.
    std::optional<base::Error> failure() const;

    /// Changes the algorithm of a balancer from now on, as the scenario action configure does. Runs
    /// with the same calls at the same times are the same. Fails with sim.bad-scenario when there
    /// is no such balancer or algorithm.
    base::Result<void> setPolicy(const QString &balancer, const QString &algorithm);
    /// The algorithm of a balancer now; empty when there is no such balancer.
    QString policy(const QString &balancer) const;

    /// What has happened so far, in order; at most options().mostEvents.
    const std::vector<TraceEvent> &traceEvents() const;

    double now() const;
    bool isFinished() const { return now() >= options().duration; }

    /// The counters of report() up to now(), at no cost; `inFlight` is not counted and stays 0.
    const RequestCounts &requestCounts() const;
    const SessionCounts &sessionCounts() const;

    /// Figures up to now(): the same that the command line prints when now() is the duration.
    RunReport report() const;
    Snapshot snapshot();
    /// How another run may begin, to go on about where this one is.
    StartState state() const;

    /// The id of a component or connection, or of "scenario", "random" and "player" for the causes
    /// that are none.
    QString elementId(ElementIndex element) const;
    /// The clients of that users component; none for any other id.
    ClientRange clientsOf(const QString &users) const;
    int componentCount() const;
    int connectionCount() const;

    /// The raw figures, for merging with other replications.
    RunData data() const;

private:
    /// Busy core-seconds since the start, by component.
    struct BusySample
    {
        double at = 0.0;
        std::vector<double> busy;
    };

    explicit DesignSimulation(std::unique_ptr<World> world);
    void closeHistoryBin();
    void updateUtilization(Snapshot &snapshot);
    /// The same at one moment whatever way the run came there.
    void settleUtilization(Snapshot &snapshot) const;

    std::unique_ptr<World> m_world;
    std::vector<BusySample> m_samples;
    std::unique_ptr<HistoryRecorder> m_history; ///< null unless asked for
};

/// Runs replications 0..count-1 on up to `threads` threads and joins them: the result does not
/// depend on `threads`. Fails as DesignSimulation::create does, or with sim.cancelled or
/// sim.overload.
base::Result<RunReport> simulateReplications(const model::Design &design, const RunOptions &options,
                                             int count, int threads,
                                             base::TaskControl *control = nullptr);

/// One objective that is set, against the run.
struct ObjectiveResult
{
    QString key;
    double wanted = 0.0;
    std::optional<double> found;
    bool isMet = false;

    bool operator==(const ObjectiveResult &) const = default;
};

/// Judges availability and responseTimeP95 where the design sets them, and rto and rpo too when the
/// run has a recovery; what has no value is not met.
std::vector<ObjectiveResult> judgeObjectives(const model::Design &design, const RunReport &report);

} // namespace loadstar::sim
