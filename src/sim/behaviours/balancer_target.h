// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/nginx_passive.h"
#include "sim/plan.h"

#include <cstdint>

namespace loadstar::sim {

/// What one balancer knows about one target, beside the policy's table.
struct BalancerTarget
{
    std::uint32_t link = kNone;
    Role role = Role::Active;
    bool isMarkedUp = true; ///< by all that is known: the next three
    bool isCheckedUp = true;
    bool isOrderedUp = true; ///< by its agent: up, and no maintenance
    bool isEjected = false;  ///< by outlier detection
    bool isTrial = false;    ///< nginx rules: out, but one request may try
    bool isDraining = false;
    bool isDrainOver = false;
    bool isUsable = false;
    bool isPromoted = false; ///< a standby that takes traffic now
    bool isStopping = false; ///< its heartbeat asks for no new work
    bool isResting = false;  ///< no new work by its own wish, and told so
    double configuredWeight = 1.0;
    double baseWeight = 1.0; ///< with its agent's orders; 0 = only what is sticky
    double ramp = 1.0;       ///< slow start: part of the weight
    std::uint32_t rampStep = 0;
    std::uint32_t token = 0;        ///< of its drain and slow start events
    std::uint32_t boundWaiting = 0; ///< requests that wait for this target alone
    health::NginxPassive passive{1, 1.0};
};

/// Where a target is.
struct TargetPlace
{
    std::uint32_t link = kNone;
    std::uint32_t node = kNone; ///< kNone where it is a balancer
};

} // namespace loadstar::sim
