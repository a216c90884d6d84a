// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/monte_carlo.h"

#include "reliability/exact.h"
#include "reliability/structure_state.h"
#include "sim/engine/batch_means.h"
#include "sim/engine/random_streams.h"

#include <QCoreApplication>
#include <queue>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <functional>
#include <utility>

namespace loadstar::reliability {

namespace {

using sim::engine::Random;

constexpr int kParts = 40;
/// Failures from which on the parts are many enough for Student's interval.
constexpr std::uint64_t kManyFailures = 30;
/// Hours of a repair that nothing is known about.
constexpr double kUnknownRepair = 1.0;

/// One variable's alternation of up and down, in hours.
struct Alternation
{
    int variable = 0;
    double meanUp = 0.0;
    double meanDown = 0.0;
    double unavailability = 0.0;
};

std::vector<Alternation> alternations(const Structure &structure)
{
    std::vector<Alternation> all;
    for (std::size_t i = 0; i < structure.variables.size(); ++i) {
        const Variable &variable = structure.variables[i];
        const double q = variable.unavailability;
        if (q <= 0.0 || q >= 1.0)
            continue;
        const double often = variable.failuresPerHour.value_or(q / kUnknownRepair);
        all.push_back({static_cast<int>(i), (1.0 - q) / often, q / often, q});
    }
    return all;
}

struct PartResult
{
    double down = 0.0; ///< hours
    std::uint64_t failures = 0;
    bool isCancelled = false;
};

class PartRun
{
public:
    PartRun(const Structure &structure, const std::vector<Alternation> &alternations,
            std::uint64_t seed)
        : m_structure(structure)
        , m_alternations(alternations)
        , m_state(structure)
        , m_random(seed)
        , m_isDown(structure.variables.size(), 0)
    {}

    PartResult play(double hours, base::TaskControl *control)
    {
        begin();
        PartResult result;
        double now = 0.0;
        bool isUp = m_state.isUp(m_isDown);
        for (std::uint32_t round = 0; !m_events.empty(); ++round) {
            if (control && (round & 1023U) == 0 && control->isCancelled()) {
                result.isCancelled = true;
                return result;
            }
            const auto [at, index] = m_events.top();
            if (!isUp)
                result.down += std::min(at, hours) - now;
            if (at >= hours)
                return result;
            m_events.pop();
            now = at;
            flip(index, now);
            const bool isUpNow = m_state.isUp(m_isDown);
            result.failures += isUp && !isUpNow ? 1 : 0;
            isUp = isUpNow;
        }
        if (!isUp)
            result.down += hours - now;
        return result;
    }

private:
    using Event = std::pair<double, std::size_t>;

    void begin()
    {
        for (std::size_t i = 0; i < m_structure.variables.size(); ++i)
            m_isDown[i] = m_structure.variables[i].unavailability >= 1.0 ? 1 : 0;
        for (std::size_t i = 0; i < m_alternations.size(); ++i) {
            const Alternation &alternation = m_alternations[i];
            m_isDown[static_cast<std::size_t>(alternation.variable)] =
                m_random.uniform() < alternation.unavailability ? 1 : 0;
            schedule(i, 0.0);
        }
    }

    void flip(std::size_t index, double now)
    {
        char &isDown = m_isDown[static_cast<std::size_t>(m_alternations[index].variable)];
        isDown = isDown == 0 ? 1 : 0;
        schedule(index, now);
    }

    void schedule(std::size_t index, double now)
    {
        const Alternation &alternation = m_alternations[index];
        const bool isDown = m_isDown[static_cast<std::size_t>(alternation.variable)] != 0;
        const double mean = isDown ? alternation.meanDown : alternation.meanUp;
        m_events.emplace(now - mean * std::log(m_random.openUniform()), index);
    }

    const Structure &m_structure;
    const std::vector<Alternation> &m_alternations;
    StructureState m_state;
    Random m_random;
    std::vector<char> m_isDown;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> m_events;
};

/// Ends of the interval when few failures were seen: outages are exponential, so their sum has the
/// variance of half as many that are twice as long.
void setPoissonInterval(MonteCarloAvailability &result, double hours,
                        const std::vector<Alternation> &alternations)
{
    double outage = kUnknownRepair;
    if (result.failures > 0) {
        outage = result.unavailability * hours / static_cast<double>(result.failures);
    } else {
        for (const Alternation &alternation : alternations)
            outage = std::max(outage, alternation.meanDown);
    }
    const auto count = static_cast<double>(result.failures);
    using Law = boost::math::chi_squared_distribution<double>;
    if (result.failures > 0)
        result.low = outage * boost::math::quantile(Law(count), 0.025) / hours;
    result.high = std::min(1.0, outage * boost::math::quantile(Law(count + 2.0), 0.975) / hours);
}

} // namespace

double quickYears(const Structure &structure, double most)
{
    constexpr double kQuickEvents = 1e6;
    double eventsPerHour = 0.0;
    for (const Alternation &alternation : alternations(structure))
        eventsPerHour += 2.0 / (alternation.meanUp + alternation.meanDown);
    return eventsPerHour > 0.0 ? std::min(most, kQuickEvents / (eventsPerHour * kYearHours)) : most;
}

base::Result<MonteCarloAvailability> simulateAvailability(const Structure &structure, double years,
                                                          std::uint64_t seed,
                                                          base::TaskControl *control)
{
    const std::vector<Alternation> all = alternations(structure);
    const double hours = years * kYearHours;
    std::vector<double> parts;
    MonteCarloAvailability result;
    result.years = years;
    for (std::uint64_t part = 0; part < kParts; ++part) {
        const PartResult played =
            PartRun(structure, all, seed * kParts + part).play(hours / kParts, control);
        if (played.isCancelled)
            return base::Error{QStringLiteral("reliability.cancelled"),
                               QCoreApplication::translate("Reliability", "cancelled"),
                               {}};
        parts.push_back(played.down / (hours / kParts));
        result.failures += played.failures;
        if (control)
            control->setProgress(static_cast<double>(part + 1) / kParts);
    }
    const sim::engine::MeanInterval mean = sim::engine::studentInterval(parts);
    result.unavailability = *mean.mean;
    if (all.empty()) {
        result.low = result.high = result.unavailability;
    } else if (result.failures < kManyFailures) {
        setPoissonInterval(result, hours, all);
    } else {
        result.low = std::max(0.0, mean.low.value_or(0.0));
        result.high = std::min(1.0, mean.high.value_or(1.0));
    }
    return result;
}

} // namespace loadstar::reliability
