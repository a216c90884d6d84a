// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/distributions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loadstar::sim::engine {

namespace {

/// Sums of up to this many exponentials are drawn one by one; beyond, as a gamma variate.
constexpr double kLargestErlangSum = 16.0;

} // namespace

struct Distribution::Row
{
    std::string_view name;
    Family family;
    std::size_t count; ///< of parameters; 0 = one or more
};

const std::vector<Distribution::Row> &Distribution::rows()
{
    static const std::vector<Row> table{
        {"constant", Family::Constant, 1},   {"exponential", Family::Exponential, 1},
        {"erlang", Family::Erlang, 2},       {"hyperexponential", Family::Hyperexponential, 2},
        {"lognormal", Family::Lognormal, 2}, {"gamma", Family::Gamma, 2},
        {"normal", Family::Normal, 2},       {"uniform", Family::Uniform, 2},
        {"weibull", Family::Weibull, 2},     {"pareto", Family::Pareto, 2},
        {"empirical", Family::Empirical, 0},
    };
    return table;
}

std::optional<Distribution> Distribution::make(std::string_view family,
                                               const std::vector<double> &parameters)
{
    const auto &table = rows();
    const auto row =
        std::find_if(table.begin(), table.end(), [&](const Row &r) { return r.name == family; });
    if (row == table.end() || parameters.empty() ||
        (row->count != 0 && parameters.size() != row->count))
        return std::nullopt;
    if (!std::all_of(parameters.begin(), parameters.end(),
                     [](double p) { return std::isfinite(p) && p >= 0.0; }))
        return std::nullopt;
    Distribution distribution;
    distribution.m_family = row->family;
    if (!distribution.prepare(parameters))
        return std::nullopt;
    return distribution;
}

bool Distribution::prepare(const std::vector<double> &p)
{
    switch (m_family) {
    case Family::Constant:
    case Family::Exponential:
        m_mean = m_a = p[0];
        return true;
    case Family::Normal:
        m_mean = m_a = p[0];
        m_b = p[1];
        return true;
    case Family::Uniform:
        m_mean = 0.5 * (p[0] + p[1]);
        m_a = p[0];
        m_b = p[1] - p[0];
        return m_b >= 0.0;
    case Family::Empirical:
        m_values = p;
        m_mean = std::accumulate(p.begin(), p.end(), 0.0) / static_cast<double>(p.size());
        return true;
    case Family::Erlang:
    case Family::Hyperexponential:
    case Family::Lognormal:
    case Family::Gamma:
    case Family::Weibull:
    case Family::Pareto:
        return prepareShaped(p);
    }
    return false;
}

bool Distribution::prepareShaped(const std::vector<double> &p)
{
    // erlang, gamma, weibull and pareto give the shape first; hyperexponential and lognormal the
    // mean.
    const bool isMeanFirst = m_family == Family::Hyperexponential || m_family == Family::Lognormal;
    m_mean = isMeanFirst ? p[0] : p[1];
    const double shape = isMeanFirst ? p[1] : p[0];
    if (m_family == Family::Erlang) {
        m_a = shape;
        m_b = m_mean / shape;
        return shape >= 1.0 && shape == std::floor(shape);
    }
    if (m_family == Family::Hyperexponential) {
        const double square = shape * shape;
        m_a = 0.5 * (1.0 + std::sqrt((square - 1.0) / (square + 1.0)));
        m_b = 0.5 * m_mean / m_a;
        m_c = m_a < 1.0 ? 0.5 * m_mean / (1.0 - m_a) : 0.0;
        return shape >= 1.0;
    }
    if (m_family == Family::Lognormal) {
        const double variance = portableLog(1.0 + shape * shape);
        m_a = m_mean > 0.0 ? portableLog(m_mean) - 0.5 * variance : 0.0;
        m_b = std::sqrt(variance);
        return true;
    }
    if (m_family == Family::Gamma) {
        m_a = shape;
        m_b = m_mean / shape;
        return shape > 0.0;
    }
    if (m_family == Family::Weibull) {
        if (!(shape > 0.0) || 1.0 / shape > 98.0)
            return false;
        m_a = 1.0 / shape;
        m_b = m_mean / portableGamma(1.0 + m_a);
        return true;
    }
    if (!(shape > 1.0))
        return false;
    m_a = -1.0 / shape;
    m_b = m_mean * (shape - 1.0) / shape;
    return true;
}

double Distribution::sampleOther(Random &random) const
{
    switch (m_family) {
    case Family::Constant:
        return m_a;
    case Family::Exponential:
        return m_a * standardExponential(random);
    case Family::Erlang: {
        if (m_a > kLargestErlangSum)
            return m_b * standardGamma(random, m_a);
        double sum = 0.0;
        for (double k = 0.0; k < m_a; k += 1.0)
            sum += standardExponential(random);
        return m_b * sum;
    }
    case Family::Hyperexponential:
        return (random.uniform() < m_a ? m_b : m_c) * standardExponential(random);
    case Family::Lognormal:
        return m_mean > 0.0 ? portableExp(m_a + m_b * standardNormal(random)) : 0.0;
    case Family::Gamma:
        return m_b * standardGamma(random, m_a);
    case Family::Normal:
        for (;;) {
            const double value = m_a + m_b * standardNormal(random);
            if (value >= 0.0)
                return value;
        }
    case Family::Uniform:
        return m_a + m_b * random.uniform();
    case Family::Weibull:
        return m_b * portableExp(m_a * portableLog(standardExponential(random) + 1e-300));
    case Family::Pareto:
        return m_b * portableExp(m_a * portableLog(random.openUniform()));
    case Family::Empirical:
        return m_values[random.below(static_cast<std::uint32_t>(m_values.size()))];
    }
    return 0.0;
}

} // namespace loadstar::sim::engine
