// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace loadstar::health {

/// Numbers of outlier detection; those of Envoy are in resources/catalog/health_presets.json.
struct OutlierSettings
{
    int consecutiveErrors = 0;    ///< in a row, after which a host is ejected; 0 = never
    double sweepInterval = 0.0;   ///< seconds, above 0
    double baseEjection = 0.0;    ///< seconds of the first ejection
    double longestEjection = 0.0; ///< seconds
    double mostEjected = 0.0;     ///< part of the hosts, 0..1; one may be ejected all the same
    int minimumHosts = 0;         ///< with enough requests, for the success rate to be judged
    int minimumRequests = 0;      ///< of a host between two sweeps, for it to be judged
    double deviationFactor = 0.0; ///< standard deviations below the mean that are an outlier

    bool operator==(const OutlierSettings &) const = default;
};

/// mean - factor * standard deviation (of the population) of the success rates; a host below it is
/// an outlier. None of no rates.
std::optional<double> successRateThreshold(const std::vector<double> &rates, double factor);

/// Passive detection of hosts that do worse than the others, from the outcomes of requests alone.
/// Hosts are numbered from 0. A host is ejected for baseEjection times how often it has been, at
/// most longestEjection; it returns at the first sweep after that, and every sweep that finds it
/// in service takes one off the count.
/// Source: Envoy, config.cluster.v3.OutlierDetection and "Outlier detection".
class OutlierDetector
{
public:
    OutlierDetector(const OutlierSettings &settings, std::uint32_t hosts);

    void recordSuccess(std::uint32_t host);
    /// Whether it is ejected now.
    bool recordError(std::uint32_t host, double now);
    /// An active check passed; whether that ends an ejection.
    bool recordPassedCheck(std::uint32_t host);

    struct Sweep
    {
        std::vector<std::uint32_t> returned;
        std::vector<std::uint32_t> ejected;
    };

    /// What is due every sweepInterval.
    Sweep sweep(double now);

    bool isEjected(std::uint32_t host) const { return m_hosts[host].isEjected; }
    std::uint32_t ejectedCount() const { return m_ejected; }
    /// When its ejection is over; only while ejected.
    double ejectedUntil(std::uint32_t host) const { return m_hosts[host].until; }
    const OutlierSettings &settings() const { return m_settings; }

private:
    struct Host
    {
        int errorsInARow = 0;
        std::uint32_t requests = 0; ///< since the last sweep
        std::uint32_t errors = 0;
        std::uint32_t multiplier = 0;
        double until = 0.0;
        bool isEjected = false;
    };

    bool eject(Host &host, double now);
    void ejectBySuccessRate(double now, Sweep &sweep);

    OutlierSettings m_settings;
    std::vector<Host> m_hosts;
    std::uint32_t m_ejected = 0;
};

} // namespace loadstar::health
