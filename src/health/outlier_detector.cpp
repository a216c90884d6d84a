// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/outlier_detector.h"

#include <algorithm>
#include <cmath>

namespace loadstar::health {

std::optional<double> successRateThreshold(const std::vector<double> &rates, double factor)
{
    if (rates.empty())
        return std::nullopt;
    const auto count = static_cast<double>(rates.size());
    double sum = 0.0;
    for (const double rate : rates)
        sum += rate;
    const double mean = sum / count;
    double squares = 0.0;
    for (const double rate : rates)
        squares += (rate - mean) * (rate - mean);
    return mean - factor * std::sqrt(squares / count);
}

OutlierDetector::OutlierDetector(const OutlierSettings &settings, std::uint32_t hosts)
    : m_settings(settings)
    , m_hosts(hosts)
{}

void OutlierDetector::recordSuccess(std::uint32_t index)
{
    Host &host = m_hosts[index];
    host.errorsInARow = 0;
    ++host.requests;
}

bool OutlierDetector::recordError(std::uint32_t index, double now)
{
    Host &host = m_hosts[index];
    ++host.requests;
    ++host.errors;
    ++host.errorsInARow;
    if (m_settings.consecutiveErrors == 0 || host.errorsInARow < m_settings.consecutiveErrors)
        return false;
    host.errorsInARow = 0;
    return eject(host, now);
}

bool OutlierDetector::eject(Host &host, double now)
{
    if (host.isEjected)
        return false;
    const double allowed = m_settings.mostEjected * static_cast<double>(m_hosts.size());
    // A little slack, so that 10 % of 30 hosts are 3.
    if (m_ejected > 0 && static_cast<double>(m_ejected + 1) > allowed + 1e-9)
        return false;
    host.isEjected = true;
    ++m_ejected;
    ++host.multiplier;
    const double longest = std::max(m_settings.longestEjection, m_settings.baseEjection);
    host.until = now + std::min(m_settings.baseEjection * host.multiplier, longest);
    // Beyond the longest time a higher count would only delay the way back.
    if (m_settings.baseEjection * host.multiplier > longest)
        --host.multiplier;
    return true;
}

bool OutlierDetector::recordPassedCheck(std::uint32_t index)
{
    Host &host = m_hosts[index];
    if (!host.isEjected)
        return false;
    host.isEjected = false;
    --m_ejected;
    host.errorsInARow = 0;
    host.requests = host.errors = 0;
    return true;
}

OutlierDetector::Sweep OutlierDetector::sweep(double now)
{
    Sweep sweep;
    for (std::uint32_t i = 0; i < m_hosts.size(); ++i) {
        Host &host = m_hosts[i];
        if (!host.isEjected) {
            host.multiplier -= host.multiplier > 0 ? 1 : 0;
        } else if (now >= host.until) {
            host.isEjected = false;
            --m_ejected;
            host.errorsInARow = 0;
            sweep.returned.push_back(i);
        }
    }
    ejectBySuccessRate(now, sweep);
    for (Host &host : m_hosts)
        host.requests = host.errors = 0;
    return sweep;
}

void OutlierDetector::ejectBySuccessRate(double now, Sweep &sweep)
{
    std::vector<std::uint32_t> judged;
    std::vector<double> rates;
    for (std::uint32_t i = 0; i < m_hosts.size(); ++i) {
        const Host &host = m_hosts[i];
        if (host.requests == 0 ||
            host.requests < static_cast<std::uint32_t>(std::max(m_settings.minimumRequests, 0)))
            continue;
        judged.push_back(i);
        rates.push_back(1.0 - static_cast<double>(host.errors) / host.requests);
    }
    if (rates.size() < static_cast<std::size_t>(std::max(m_settings.minimumHosts, 1)))
        return;
    const double threshold = *successRateThreshold(rates, m_settings.deviationFactor);
    for (std::size_t k = 0; k < judged.size(); ++k) {
        // Equal rates have a deviation of 0 but for rounding.
        if (rates[k] < threshold - 1e-12 && eject(m_hosts[judged[k]], now))
            sweep.ejected.push_back(judged[k]);
    }
}

} // namespace loadstar::health
