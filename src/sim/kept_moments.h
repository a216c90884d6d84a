// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/design_simulation.h"

#include <map>
#include <memory>
#include <mutex>

namespace loadstar::sim {

/// Copies of one run at moments of it, evenly over its duration, so that any moment is reached from
/// one near before. May be used from several threads at once; it fills up as they run ahead.
class KeptMoments
{
public:
    static constexpr int kMostCopies = 64;
    static constexpr int kFewestCopies = 4;
    /// All copies together take about this at most, unless kFewestCopies take more.
    static constexpr std::size_t kMostBytes = std::size_t{256} << 20U;

    /// Begins with a copy of `simulation`, which need not be at time 0.
    explicit KeptMoments(const DesignSimulation &simulation);

    /// Simulated seconds between two copies.
    double spacing() const { return m_spacing; }
    /// Where the first copy behind `now` belongs; advancing in such steps leaves one at each.
    double nextStop(double now) const;
    /// Keeps a copy if it stands where one belongs and there is none.
    void offer(const DesignSimulation &simulation);

    /// A copy of the run at the last kept moment that is not behind `seconds`, or at the first.
    std::unique_ptr<DesignSimulation> before(double seconds) const;
    /// The last moment kept.
    double reached() const;
    std::size_t size() const;

private:
    int numberOf(double seconds) const;

    double m_spacing;
    mutable std::mutex m_mutex;
    /// By place. What is in it never changes, so it is copied from without the lock.
    std::map<int, std::shared_ptr<const DesignSimulation>> m_copies;
};

} // namespace loadstar::sim
