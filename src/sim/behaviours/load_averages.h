// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/host_ref.h"

#include <cstdint>
#include <vector>

namespace loadstar::sim {

class World;

/// The five-minute load average of every node: every five seconds the number of requests on its
/// cores or waiting for one enters with weight 1 - e^(-5/300). Runs only where somebody reads it.
/// Source: Linux, kernel/sched/loadavg.c (LOAD_FREQ, EXP_5), without its fixed-point rounding.
class LoadAverages
{
public:
    explicit LoadAverages(World &world);

    /// Begins at the start of the run where the design asks for it: a balancer reads load averages,
    /// or a scenario makes one do so later.
    void start();
    /// Begins now, with what is on the nodes now; does nothing when it has begun.
    void begin();
    void tick();

    /// Requests, not divided by the number of cores.
    double fiveMinutes(std::uint32_t node) const { return m_averages[node]; }

private:
    HostRef<World> m_world;
    std::vector<double> m_averages; ///< by node
    bool m_isOn = false;
};

} // namespace loadstar::sim
