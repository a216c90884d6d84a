// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/random_streams.h"
#include "sim/host_ref.h"
#include "sim/plan.h"
#include "sim/trace.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace loadstar::sim {

class World;

/// What is up and what is down: failures and repairs by chance and by scenario, containers that
/// take their contents along, instances and replicas that take over, booting, resizing and
/// maintenance.
class Failures
{
public:
    explicit Failures(World &world);

    void start();

    void fail(ElementIndex part, FailureMode mode, ElementIndex by);
    void recover(ElementIndex part, ElementIndex by);
    void resize(ElementIndex part, std::optional<double> cores, std::optional<double> memory);
    /// Out of service on purpose, for so many seconds. A part with another unit that is up only
    /// switches to it.
    void maintain(ElementIndex part, double span, ElementIndex by);
    /// A node dies of itself and starts again: at this instant, but once what goes on now is done.
    void killNode(ElementIndex part);

    void unitFails(std::uint32_t unit, std::uint32_t token);
    /// A common cause takes down every unit of its members that is up.
    void causeStrikes(std::uint32_t cause);
    void unitRepaired(std::uint32_t unit, std::uint32_t token);
    void failoverDone(ElementIndex part, std::uint32_t token);
    void bootDone(ElementIndex part, std::uint32_t token);
    void resizeDone(ElementIndex part, std::uint32_t token);
    void windowOpens(ElementIndex part, std::uint32_t number);
    void maintenanceEnds(ElementIndex part);
    void nodeDies(ElementIndex part);

    bool isUp(ElementIndex part) const { return m_states[static_cast<std::size_t>(part)].isUp(); }
    bool isHung(ElementIndex part) const { return m_states[static_cast<std::size_t>(part)].isHung; }
    /// Whether it failed of itself, whatever it lies in.
    bool isFailed(ElementIndex part) const { return state(part).isFailed; }
    /// When it went down; nothing while it is up.
    std::optional<double> downSince(ElementIndex part) const;
    /// Whether what fails there fails for maintenance and for nothing else.
    bool isPlanned(ElementIndex part) const;
    /// Whether a storage can serve reads only may have changed.
    void updateReadOnly(ElementIndex part);

    /// Seconds that a part was down since the warm-up.
    struct Downtime
    {
        double planned = 0.0; ///< maintenance and resizing only
        double unplanned = 0.0;
    };

    Downtime downtime(ElementIndex part) const;
    void forgetFigures();

private:
    /// One instance or replica.
    struct Unit
    {
        ElementIndex part = kNoElement;
        bool isUp = true;
        bool isOut = false;      ///< for maintenance
        std::uint32_t token = 0; ///< of its next failure or repair

        bool canServe() const { return isUp && !isOut; }
    };

    enum class Down : std::uint8_t { No, Planned, Unplanned };

    /// What a part is told.
    enum class Turn : std::uint8_t { Crash, Restore, Hang, Resume };

    struct State
    {
        std::uint32_t firstUnit = 0;
        int inService = 0; ///< unit, counted from firstUnit
        int containersDown = 0;
        int containersMaintained = 0;
        bool isFailed = false; ///< all units, or the container itself
        bool isFailingOver = false;
        bool isBooting = false;
        bool isDying = false;      ///< of itself, with its next event
        bool isRestarting = false; ///< boots because it died of itself
        bool isResizing = false;
        bool isMaintained = false; ///< all of it; else at most a unit is out
        bool isHung = false;
        bool wasUp = true;
        std::uint32_t token = 0;       ///< of its pending failover or boot
        std::uint32_t resizeToken = 0; ///< of its pending resize
        double maintainedUntil = -1.0; ///< below now: no maintenance
        double downAt = 0.0;
        double accountedAt = 0.0;
        Down down = Down::No; ///< from accountedAt on
        Downtime downtime;
        std::deque<std::uint32_t> awaitingRepair;
        int underRepair = 0;
        std::optional<double> newCores;
        std::optional<double> newMemory;
        engine::Random random;

        bool isUp() const
        {
            return hasNoFailure() && !isResizing && !isMaintained && containersMaintained == 0;
        }
        bool hasNoFailure() const
        {
            return !isFailed && !isFailingOver && !isBooting && containersDown == 0;
        }
    };

    State &state(ElementIndex part) { return m_states[static_cast<std::size_t>(part)]; }
    const State &state(ElementIndex part) const { return m_states[static_cast<std::size_t>(part)]; }
    Unit &unit(ElementIndex part, int number)
    {
        return m_units[state(part).firstUnit + static_cast<std::uint32_t>(number)];
    }
    /// The first unit that can serve, or the number of units.
    int unitThatServes(ElementIndex part);
    void crashInService(ElementIndex part);
    void crashUnit(ElementIndex part, int unit);
    void replaceUnit(ElementIndex part);
    void takeService(ElementIndex part);
    void endMaintenance(ElementIndex part);
    void account(ElementIndex part);
    void tell(ElementIndex part, Turn turn);
    void scheduleFailure(std::uint32_t unit);
    void scheduleCause(std::uint32_t cause);
    void breakUnit(std::uint32_t unit, ElementIndex by);
    void beginRepair(std::uint32_t unit);
    void setContainer(ElementIndex part, bool isFailed);
    void setContainerMaintained(ElementIndex part, bool isMaintained);
    void setHung(ElementIndex part, bool isHung);
    void apply(ElementIndex part);
    void boot(ElementIndex part);

    HostRef<World> m_world;
    std::vector<State> m_states;
    std::vector<Unit> m_units;
    std::vector<engine::Random> m_causes; ///< by common cause
    int m_inMaintenance = 0;              ///< parts
};

} // namespace loadstar::sim
