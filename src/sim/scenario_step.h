// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/balancer_change.h"
#include "sim/trace.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace loadstar::sim {

/// What a scenario does.
enum class Action : std::uint8_t {
    Fail,
    Recover,
    Drain,
    Undrain,
    Resize,
    Cutover,
    Surge,
    Slow,
    Disconnect,
    Reconnect,
    Failover,
    Failback,
    Maintain,
    Fault,
    Configure,
    Reweight,
    Agent,
    Respond,
};

/// One entry of the scenario with its arguments; those that its action does not take have no
/// meaning.
struct ScenarioStep
{
    double at = 0.0;
    Action action = Action::Fail;
    ElementIndex target = kNoElement;
    FailureMode mode = FailureMode::None;
    std::optional<double> cores;
    std::optional<double> memory;
    std::optional<double> duration;
    double factor = 1.0;
    double intensity = 1.0; ///< of a fault
    double delay = 0.0;     ///< of a fault; of maintenance: seconds of draining before it
    QString fromGroup;
    QString toGroup;
    double weight = 1.0; ///< of Reweight
    QString text;        ///< of Agent
    int status = 200;    ///< of Respond
    BalancerChange change;
};

} // namespace loadstar::sim
