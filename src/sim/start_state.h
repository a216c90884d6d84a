// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/design.h"
#include "sim/trace.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>

namespace loadstar::sim {

struct RunOptions;

/// How a run finds its components at time 0. What is not named is up, idle and believed to be up.
struct StartState
{
    /// Larger backlogs are refused, in requests on one node.
    static constexpr std::uint32_t kMostRequests = 1000000;
    /// Larger slow-downs are refused; the scenario action slow has the same range.
    static constexpr double kMostSlow = 1000.0;

    struct Component
    {
        /// None, Crash or Hang.
        FailureMode failure = FailureMode::None;
        /// Nodes only.
        bool isDraining = false;
        /// Nodes only: speed is divided by this; above 0.
        double slowFactor = 1.0;
        /// Nodes only: requests of before that it still has to serve. They take its time and nobody
        /// waits for them, so they are not counted.
        std::uint32_t requests = 0;

        bool operator==(const Component &) const = default;
    };

    /// By id.
    std::map<QString, Component> components;
    /// Targets that a load balancer holds down, by its id.
    std::map<QString, std::set<QString>> heldDown;

    bool isEmpty() const { return components.empty() && heldDown.empty(); }

    bool operator==(const StartState &) const = default;
};

/// Reads what writeState() wrote, or what was written by hand in its form. Errors: those of
/// parseJson(), and state.invalid with the place and what is allowed.
base::Result<StartState> readState(const QByteArray &bytes);
QByteArray writeState(const StartState &state);

/// The same below a key of another file.
base::Result<StartState> stateFromJson(const nlohmann::json &json);
nlohmann::json toJson(const StartState &state);

/// The state in which the first replication of a run ends. Fails as DesignSimulation::create does,
/// or with sim.overload.
base::Result<StartState> stateAtEnd(const model::Design &design, const RunOptions &options);

} // namespace loadstar::sim
