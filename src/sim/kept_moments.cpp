// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/kept_moments.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace loadstar::sim {

namespace {

double spacingFor(const DesignSimulation &simulation)
{
    const std::size_t fitting =
        KeptMoments::kMostBytes / std::max<std::size_t>(simulation.approximateBytes(), 1);
    const std::size_t count =
        std::clamp<std::size_t>(fitting, KeptMoments::kFewestCopies, KeptMoments::kMostCopies);
    return simulation.options().duration / static_cast<double>(count);
}

} // namespace

KeptMoments::KeptMoments(const DesignSimulation &simulation)
    : m_spacing(spacingFor(simulation))
{
    m_copies.emplace(numberOf(simulation.now()), simulation.clone());
}

int KeptMoments::numberOf(double seconds) const
{
    return static_cast<int>(std::floor(seconds / m_spacing));
}

double KeptMoments::nextStop(double now) const
{
    int number = numberOf(now) + 1;
    // The product may be rounded down to a moment that counts as the stop before.
    while (number * m_spacing <= now)
        ++number;
    return number * m_spacing;
}

void KeptMoments::offer(const DesignSimulation &simulation)
{
    const double now = simulation.now();
    const int number = static_cast<int>(std::lround(now / m_spacing));
    if (number * m_spacing != now)
        return;
    {
        const std::lock_guard lock(m_mutex);
        if (m_copies.contains(number))
            return;
    }
    std::shared_ptr<const DesignSimulation> copy = simulation.clone();
    const std::lock_guard lock(m_mutex);
    m_copies.emplace(number, std::move(copy));
}

std::unique_ptr<DesignSimulation> KeptMoments::before(double seconds) const
{
    seconds = std::min(seconds, kMostCopies * m_spacing);
    std::shared_ptr<const DesignSimulation> copy;
    {
        const std::lock_guard lock(m_mutex);
        auto behind = m_copies.upper_bound(static_cast<int>(std::ceil(seconds / m_spacing)));
        while (behind != m_copies.begin() && std::prev(behind)->second->now() > seconds)
            --behind;
        copy = behind == m_copies.begin() ? behind->second : std::prev(behind)->second;
    }
    return copy->clone();
}

double KeptMoments::reached() const
{
    const std::lock_guard lock(m_mutex);
    return m_copies.rbegin()->second->now();
}

std::size_t KeptMoments::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_copies.size();
}

} // namespace loadstar::sim
