// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/random_streams.h"
#include "sim/plan.h"
#include "sim/trace.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace loadstar::sim {

class World;

/// What is up and what is down: failures and repairs by chance and by scenario, containers that
/// take their contents along, instances and replicas that take over, booting and resizing.
class Failures
{
public:
    explicit Failures(World &world);

    void start();

    void fail(ElementIndex part, FailureMode mode, ElementIndex by);
    void recover(ElementIndex part, ElementIndex by);
    void resize(ElementIndex part, std::optional<double> cores, std::optional<double> memory);

    void unitFails(std::uint32_t unit, std::uint32_t token);
    void unitRepaired(std::uint32_t unit, std::uint32_t token);
    void failoverDone(ElementIndex part, std::uint32_t token);
    void bootDone(ElementIndex part, std::uint32_t token);
    void resizeDone(ElementIndex part, std::uint32_t token);

    bool isUp(ElementIndex part) const { return m_states[static_cast<std::size_t>(part)].isUp(); }
    bool isHung(ElementIndex part) const { return m_states[static_cast<std::size_t>(part)].isHung; }

private:
    /// One instance or replica.
    struct Unit
    {
        ElementIndex part = kNoElement;
        bool isUp = true;
        std::uint32_t token = 0; ///< of its next failure or repair
    };

    struct State
    {
        std::uint32_t firstUnit = 0;
        int inService = 0; ///< unit, counted from firstUnit
        int containersDown = 0;
        bool isFailed = false; ///< all units, or the container itself
        bool isFailingOver = false;
        bool isBooting = false;
        bool isResizing = false;
        bool isHung = false;
        bool wasUp = true;
        std::uint32_t token = 0;       ///< of its pending failover or boot
        std::uint32_t resizeToken = 0; ///< of its pending resize
        std::deque<std::uint32_t> awaitingRepair;
        int underRepair = 0;
        std::optional<double> newCores;
        std::optional<double> newMemory;
        engine::Random random;

        bool isUp() const
        {
            return !isFailed && !isFailingOver && !isBooting && !isResizing && containersDown == 0;
        }
    };

    State &state(ElementIndex part) { return m_states[static_cast<std::size_t>(part)]; }
    void crashInService(ElementIndex part);
    void crashUnit(ElementIndex part, int unit);
    void takeService(ElementIndex part);
    void scheduleFailure(std::uint32_t unit);
    void beginRepair(std::uint32_t unit);
    void setContainer(ElementIndex part, bool isFailed);
    void setHung(ElementIndex part, bool isHung);
    void apply(ElementIndex part);
    void boot(ElementIndex part);

    World &m_world;
    std::vector<State> m_states;
    std::vector<Unit> m_units;
};

} // namespace loadstar::sim
