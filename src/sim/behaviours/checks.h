// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/health_tracker.h"
#include "sim/engine/event_queue.h"
#include "sim/host_ref.h"
#include "sim/plan.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace loadstar::sim {

class World;

/// The health checks of all balancers.
class Checks
{
public:
    explicit Checks(World &world);

    void start();
    /// `token` is that of the event.
    void checkStarts(std::uint32_t link, std::uint32_t token);
    void checkTimesOut(std::uint32_t link);
    /// A request that a balancer sent over the link ended; what its observe mode takes for an error
    /// counts. `fate` is Answered, or how it failed.
    void noteOutcome(std::uint32_t link, Fate fate);

    /// The heartbeat of a node answers with this status from now on.
    void respond(ElementIndex node, int status);
    /// Nothing that checks of the target find counts while paused; afterwards it is up at first.
    /// Source: HAProxy configuration manual 3.5, 5.2, agent-check, "maint".
    void setPaused(std::uint32_t link, bool isPaused);
    /// From now on its balancer holds the target down, as after checks that failed; false when it
    /// does not check it.
    bool holdDown(std::uint32_t link);

    /// The tracker of the target behind a link; null when its balancer does not check.
    const health::HealthTracker *tracker(std::uint32_t link) const
    {
        return m_checks[link].isActive ? &m_checks[link].tracker : nullptr;
    }

private:
    struct Check
    {
        health::HealthTracker tracker;
        double startedAt = 0.0;
        double dueAt = 0.0;           ///< the next one, while none is under way
        std::uint32_t generation = 0; ///< of the event that starts the next one
        health::ErrorObserver errors;
        bool isActive = false;
        bool isPaused = false;
        bool isUnderWay = false; ///< hanging, and the next starts after its end
    };

    /// Checks that start one interval after each other, in order; only the first is among the
    /// world's events.
    struct Lane
    {
        double interval = 1.0;
        std::deque<engine::Event> events;
    };

    /// Whether a check now passes and changes nothing, as nearly all do.
    bool passesCalmly(std::uint32_t link) const;
    void scheduleInLane(std::uint32_t link);
    /// Fetches into the cache what the next checks of the lane will look at.
    void fetchAhead(const Lane &lane) const;
    void finish(std::uint32_t link, health::CheckResult result);
    void scheduleNext(std::uint32_t link, double ended);
    void scheduleAt(std::uint32_t link, double time);
    void count(std::uint32_t link, health::CheckResult result);
    /// Whether checks of the node behind it pass without a closer look while that is up.
    bool isSimple(std::uint32_t link) const;
    health::CheckResult resultNow(std::uint32_t link);
    /// What only a check that does some work finds out: a full disk, a storage out of reach.
    bool isDeeplyIll(std::uint32_t node) const;
    bool isTargetHung(std::uint32_t link) const;

    HostRef<World> m_world;
    std::vector<Check> m_checks;        ///< by link
    std::vector<std::uint8_t> m_isCalm; ///< by link: up, and the last check passed
    std::vector<Lane> m_lanes;          ///< by balancer
    std::vector<int> m_statuses;        ///< by node: what its heartbeat answers
};

} // namespace loadstar::sim
