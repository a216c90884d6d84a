// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/world.h"

// What a hang does to services under way, at nodes and at storages.

namespace loadstar::sim {

/// Whether a request is on a core of one node.
struct OnCoreOf
{
    std::uint32_t node;

    bool operator()(const Request &request) const
    {
        return request.node == node && request.stage == Stage::InService;
    }
};

/// Whether a storage serves a request.
struct InServiceOf
{
    std::uint32_t storage;

    bool operator()(const Request &request) const
    {
        return request.stage == Stage::InIo && request.storage == storage;
    }
};

/// Stops the services for which `isMeant(request)` holds: `due` becomes the seconds they still
/// need.
template <typename Meant>
void freezeServices(World &world, Meant isMeant)
{
    world.requests.forEach(isMeant, [&world](std::uint32_t index) {
        Request &request = world.requests[index];
        request.due -= world.now;
        ++request.token;
    });
}

/// Lets them go on; each ends with an event of that kind.
template <typename Meant>
void thawServices(World &world, Meant isMeant, EventKind kind)
{
    world.requests.forEach(isMeant, [&world, kind](std::uint32_t index) {
        Request &request = world.requests[index];
        request.due += world.now;
        world.schedule(request.due, engine::Priority::Completion, kind, index, ++request.token);
    });
}

/// Changes what they still need by a factor; those that are frozen stay so.
template <typename Meant>
void stretchServices(World &world, Meant isMeant, EventKind kind, double factor, bool isFrozen)
{
    world.requests.forEach(isMeant, [&](std::uint32_t index) {
        Request &request = world.requests[index];
        const double rest = isFrozen ? request.due : request.due - world.now;
        request.bare += rest * (factor - 1.0);
        request.due += rest * (factor - 1.0);
        if (!isFrozen)
            world.schedule(request.due, engine::Priority::Completion, kind, index, ++request.token);
    });
}

} // namespace loadstar::sim
