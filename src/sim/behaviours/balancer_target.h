// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/nginx_passive.h"
#include "sim/plan.h"

#include <cstdint>
#include <vector>

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

/// Where the targets of a balancer are, by target. Mostly their links and nodes have numbers that
/// follow each other; then nothing has to be read to know them.
class TargetPlaces
{
public:
    void add(TargetPlace place)
    {
        const auto target = static_cast<std::uint32_t>(m_places.size());
        m_places.push_back(place);
        const TargetPlace &first = m_places.front();
        m_areInOrder = m_areInOrder && place.node != kNone && place.link == first.link + target &&
                       place.node == first.node + target;
        m_first = first;
    }

    TargetPlace at(std::uint32_t target) const
    {
        if (m_areInOrder)
            return {m_first.link + target, m_first.node + target};
        return m_places[target];
    }

private:
    std::vector<TargetPlace> m_places;
    TargetPlace m_first;
    bool m_areInOrder = true;
};

} // namespace loadstar::sim
