// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/arrival_source.h"

#include <algorithm>
#include <limits>

namespace loadstar::sim {

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

} // namespace

ArrivalSource::ArrivalSource(const UsersSpec &spec, const engine::RandomStreams &streams,
                             const std::string &id, double limit)
    : m_spec(&spec)
    , m_limit(limit)
    , m_isShifted(spec.load.profile != nullptr)
{
    if (spec.load.profile)
        m_path.emplace(*spec.load.profile, streams, "bursts/" + id);
}

double ArrivalSource::next(double now, engine::Random &arrivals)
{
    m_since = now;
    if (!m_spec->load.replay) {
        if (m_spec->interarrival.mean() <= 0.0)
            return kNever;
        m_rest = m_spec->interarrival.sample(arrivals);
        return time();
    }
    const std::vector<double> &times = m_spec->load.replay->times;
    if (m_hasStarted)
        ++m_place;
    m_hasStarted = true;
    if (m_place >= times.size())
        return kNever;
    m_rest = times[m_place] - (m_place == 0 ? 0.0 : times[m_place - 1]);
    return time();
}

double ArrivalSource::time()
{
    if (m_spec->load.replay && m_place >= m_spec->load.replay->times.size())
        return kNever;
    if (!m_isShifted)
        return m_spec->load.replay->times[m_place];
    if (m_factor <= 0.0)
        return kNever;
    const double amount = m_rest / m_factor;
    return m_path ? m_path->timeAfter(m_since, amount, m_limit) : m_since + amount;
}

double ArrivalSource::changeFactor(double now, double factor)
{
    const double passed = m_path ? m_path->amountBetween(m_since, now) : now - m_since;
    m_rest = std::max(0.0, m_rest - m_factor * passed);
    m_since = now;
    m_factor = factor;
    m_isShifted = true;
    return m_spec->load.replay || m_spec->interarrival.mean() > 0.0 ? time() : kNever;
}

std::optional<double> ArrivalSource::work() const
{
    if (!m_spec->load.replay || m_spec->load.replay->work.empty())
        return std::nullopt;
    return m_spec->load.replay->work[m_place];
}

std::optional<std::uint32_t> ArrivalSource::client() const
{
    if (!m_spec->load.replay || m_spec->load.replay->clients.empty())
        return std::nullopt;
    return m_spec->load.replay->clients[m_place];
}

} // namespace loadstar::sim
