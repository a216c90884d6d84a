// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

#include <vector>

namespace loadstar::model {

/// A distribution as the file writes it, for example lognormal(20 ms,1.5), with times in seconds.
struct DistributionText
{
    /// constant, exponential, erlang, hyperexponential, lognormal, gamma, normal, uniform, weibull,
    /// pareto or empirical.
    QString family;
    /// Parameters in the order of the contract.
    std::vector<double> parameters;

    bool operator==(const DistributionText &) const = default;

    /// The mean, in seconds (or cores); infinite never, since alpha must be above 1.
    double mean() const;
};

/// Reads a distribution; times may carry us, ms, s, min, h or d. Errors: distribution.syntax,
/// distribution.unknown-family, distribution.wrong-count, distribution.bad-parameter; each message
/// says what is allowed.
base::Result<DistributionText> parseDistribution(const QString &text);

/// The same distribution with units at times that have none: exponential(10) is exponential(10 s).
/// What is no distribution comes back as it is.
QString withTimeUnits(const QString &text);

} // namespace loadstar::model
