// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/random_streams.h"
#include "sim/engine/variates.h"

#include <optional>
#include <string_view>
#include <vector>

namespace loadstar::sim::engine {

/// A non-negative random quantity of contract section 1, in seconds. A plain value.
class Distribution
{
public:
    /// constant(0).
    Distribution() = default;

    /// `family` and `parameters` as in the contract, for example "erlang", {4, 1.0}; nothing when
    /// the family is unknown, the count is wrong or a parameter is out of range.
    static std::optional<Distribution> make(std::string_view family,
                                            const std::vector<double> &parameters);

    /// The mean of what sample() gives; of normal without regard to the redrawing.
    double mean() const { return m_mean; }

    bool isConstant() const { return m_family == Family::Constant; }

    double sample(Random &random) const
    {
        if (m_family == Family::Exponential) [[likely]]
            return m_a * standardExponential(random);
        if (m_family == Family::Constant)
            return m_a;
        return sampleOther(random);
    }

private:
    enum class Family {
        Constant,
        Exponential,
        Erlang,
        Hyperexponential,
        Lognormal,
        Gamma,
        Normal,
        Uniform,
        Weibull,
        Pareto,
        Empirical,
    };

    struct Row;
    static const std::vector<Row> &rows();

    bool prepare(const std::vector<double> &parameters);
    bool prepareShaped(const std::vector<double> &parameters);
    double sampleOther(Random &random) const;

    Family m_family = Family::Constant;
    double m_mean = 0.0;
    /// Meaning by family; see prepare().
    double m_a = 0.0;
    double m_b = 0.0;
    double m_c = 0.0;
    std::vector<double> m_values;
};

} // namespace loadstar::sim::engine
