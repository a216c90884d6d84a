// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/host_ref.h"
#include "sim/policies/policy_kind.h"
#include "sim/request_pool.h"

#include <cstdint>
#include <vector>

namespace loadstar::sim {

class World;

/// What a balancer can recognise a request by: source address, path, cookie, user. All of them
/// follow from the client's and the request's number, so that nothing has to be kept with the
/// request.
class RequestKeys
{
public:
    explicit RequestKeys(const World &world);

    /// The same request gives the same hash at every balancer and in every attempt.
    std::uint64_t hashOf(HashKey key, const Request &request) const;

    /// Running number of the client's source address over all users components.
    std::uint32_t addressOf(const Request &request) const;
    /// Number of the path asked for, from 0, the most popular one.
    std::uint32_t pathOf(const Request &request) const;

private:
    /// Cumulated popularity of ranks 1, 2, …: P(rank) is proportional to rank^-skew (Zipf).
    class Ranks
    {
    public:
        Ranks() = default;
        Ranks(std::uint32_t count, double skew);
        bool isUniform() const { return m_sums.empty(); }
        /// The rank, from 0, at a point of [0, 1).
        std::uint32_t at(double point) const;

    private:
        std::vector<double> m_sums;
    };

    struct Component
    {
        std::uint64_t identity = 0; ///< the same in every run
        std::uint64_t pathSalt = 0; ///< drawn for this run
        std::uint32_t firstAddress = 0;
        Ranks addresses;
        Ranks paths;
    };

    std::uint32_t skewedAddress(const Request &request) const;

    HostRef<const World> m_world;
    std::vector<Component> m_components; ///< by users component
};

} // namespace loadstar::sim
