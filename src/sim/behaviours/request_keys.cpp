// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/request_keys.h"

#include "sim/engine/variates.h"
#include "sim/world.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

// Keep the hashes of one number as address, path, cookie and user apart.
constexpr std::uint64_t kAddressSalt = 0x6a09e667f3bcc908ULL;
constexpr std::uint64_t kPathSalt = 0xbb67ae8584caa73bULL;
constexpr std::uint64_t kCookieSalt = 0x3c6ef372fe94f82bULL;
constexpr std::uint64_t kUserSalt = 0xa54ff53a5f1d36f1ULL;

double unitOf(std::uint64_t bits)
{
    return static_cast<double>(bits >> 11U) * 0x1.0p-53;
}

} // namespace

RequestKeys::Ranks::Ranks(std::uint32_t count, double skew)
{
    if (skew <= 0.0)
        return;
    double sum = 0.0;
    for (std::uint32_t rank = 1; rank <= count; ++rank) {
        sum += engine::portableExp(-std::min(skew * engine::portableLog(rank), 690.0));
        m_sums.push_back(sum);
    }
}

std::uint32_t RequestKeys::Ranks::at(double point) const
{
    const auto found = std::upper_bound(m_sums.begin(), m_sums.end() - 1, point * m_sums.back());
    return static_cast<std::uint32_t>(found - m_sums.begin());
}

RequestKeys::RequestKeys(const World &world)
    : m_world(world)
{
    std::uint32_t addresses = 0;
    for (const UsersSpec &spec : world.plan.users) {
        const std::string id = world.plan.part(spec.part).id.toStdString();
        Component component;
        component.identity = engine::stableHash(id);
        component.pathSalt = world.streams.stream("paths/" + id).next();
        component.firstAddress = addresses;
        component.addresses = Ranks(spec.addresses, spec.addressSkew);
        component.paths = Ranks(spec.paths, spec.pathSkew);
        addresses += spec.addresses;
        m_components.push_back(std::move(component));
    }
}

std::uint64_t RequestKeys::hashOf(HashKey key, const Request &request) const
{
    const Component &component = m_components[request.users];
    switch (key) {
    case HashKey::None:
        break;
    case HashKey::Source:
        if (component.addresses.isUniform())
            return m_world->users.sourceHash(request.users, request.client);
        return engine::mixBits(component.identity + skewedAddress(request));
    case HashKey::Uri:
        return engine::mixBits(kPathSalt + pathOf(request));
    case HashKey::Cookie:
        return engine::mixBits(engine::mixBits(kCookieSalt + request.client) + request.session);
    case HashKey::User:
        return engine::mixBits(kUserSalt + component.identity + request.client -
                               m_world->users.firstClient(request.users));
    }
    return 0;
}

std::uint32_t RequestKeys::skewedAddress(const Request &request) const
{
    const Component &component = m_components[request.users];
    const std::uint32_t person = request.client - m_world->users.firstClient(request.users);
    return component.addresses.at(
        unitOf(engine::mixBits(engine::mixBits(kAddressSalt + component.identity) + person)));
}

std::uint32_t RequestKeys::addressOf(const Request &request) const
{
    const Component &component = m_components[request.users];
    if (component.addresses.isUniform())
        return m_world->users.addressOf(request.users, request.client);
    return component.firstAddress + skewedAddress(request);
}

std::uint32_t RequestKeys::pathOf(const Request &request) const
{
    const Component &component = m_components[request.users];
    const std::uint64_t bits = engine::mixBits(component.pathSalt + request.number);
    if (!component.paths.isUniform())
        return component.paths.at(unitOf(bits));
    const std::uint32_t count = m_world->plan.users[request.users].paths;
    return std::min(static_cast<std::uint32_t>(unitOf(bits) * count), count - 1);
}

} // namespace loadstar::sim
