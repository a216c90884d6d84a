// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/host_ref.h"
#include "sim/run_report.h"
#include "sim/trace.h"

#include <optional>

namespace loadstar::sim {

class World;

/// How long users go without service after a failure. A failure hurts when a request is refused or
/// fails by it, or when something hangs and nobody is served until it has recovered. It is over
/// with the first answer to a request sent since, after which no other request fails.
class Recoveries
{
public:
    explicit Recoveries(const World &world)
        : m_world(world)
    {}

    /// Something fails, or is cut off.
    void begin(FailureMode mode);
    /// Something is back.
    void recovered();
    /// A request ended without an answer.
    void requestFailed(Fate fate, ElementIndex where);
    bool isAwaitingAnswer() const { return m_isAwaiting; }
    /// A request that was sent then is answered.
    void answered(double sentAt);

    /// Nothing while no failure has hurt and no copy has taken over.
    std::optional<RecoveryReport> report() const;

private:
    void closeCurrent();

    HostRef<const World> m_world;
    double m_failedAt = -1.0; ///< of the current failure; below 0: none yet
    double m_servedAt = 0.0;
    bool m_isAwaiting = false;
    bool m_isHang = false;
    bool m_hurts = false;
    std::optional<double> m_longest; ///< of those that are over
};

} // namespace loadstar::sim
