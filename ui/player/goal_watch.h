// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "player/playback_goal.h"
#include "sim/design_simulation.h"

namespace loadstar::player {

/// Listens to a run, passing on what happens, and takes it on until a goal is met, to that very
/// moment: everything that happens at its time has happened, and nothing after it. So the run is
/// the same as one that was taken to now() in one piece. Used on the simulation's thread.
class GoalWatch : public sim::TraceSink
{
public:
    /// Both must outlive it.
    GoalWatch(sim::DesignSimulation &run, sim::TraceSink &sink);
    ~GoalWatch() override;
    GoalWatch(const GoalWatch &) = delete;
    GoalWatch &operator=(const GoalWatch &) = delete;

    /// Goes on until `goal` holds, at most to `seconds`; false when `control` asked to stop, the
    /// run failed, or the goal is met.
    bool runUntil(double seconds, const PlaybackGoal &goal, const base::TaskControl &control);
    /// Whether the last runUntil() ended where its goal holds.
    bool isMet() const { return m_isMet; }
    /// The component that the last event of that found a request at, if one did.
    sim::ElementIndex place() const { return m_place; }

    void segment(const sim::TraceSegment &segment) override;
    void outcome(const sim::TraceOutcome &outcome) override;
    void check(const sim::TraceCheck &check) override;
    void visit(const sim::TraceVisit &visit) override;
    void work(const sim::TraceWork &work) override;
    void event(const sim::TraceEvent &event) override;
    void sessionLost(const sim::TraceSessionLoss &loss) override;

private:
    void touch(sim::ElementIndex element);
    bool holds(const sim::RequestCounts &requests, const sim::SessionCounts &sessions) const;

    sim::DesignSimulation &m_run;
    sim::TraceSink &m_sink;
    PlaybackGoal m_goal;
    bool m_isTouched = false; ///< one of the elements, in the present moment
    bool m_hasEvent = false;  ///< the wanted one, in the present moment
    bool m_isMet = false;
    sim::ElementIndex m_place = sim::kNoElement;
};

} // namespace loadstar::player
