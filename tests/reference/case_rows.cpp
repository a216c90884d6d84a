// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/case_rows.h"

#include <algorithm>
#include <cmath>

namespace loadstar::tests {

namespace {

constexpr double kNormal975 = 1.959963985;

} // namespace

int Row::agreeing() const
{
    return static_cast<int>(std::count(agreements.begin(), agreements.end(), true));
}

Row exactRow(const QString &figure, double published, double ours)
{
    Row row{figure, published};
    row.ours = ours;
    row.agreements = {ours == published};
    return row;
}

Row theoryRow(const QString &figure, double published, double theory, double tolerance)
{
    Row row{figure, published, theory};
    row.agreements = {std::abs(theory - published) <= tolerance * std::abs(published)};
    return row;
}

Row sampledRow(const QString &figure, double published, const std::vector<Sampled> &bySeed,
               double slack)
{
    Row row{figure, published};
    const Sampled &first = bySeed.front();
    row.ours = first.value;
    row.interval = {first.value - kNormal975 * first.standardError,
                    first.value + kNormal975 * first.standardError};
    for (const Sampled &found : bySeed)
        row.agreements.push_back(std::abs(found.value - published) <=
                                 3.0 * found.standardError + slack);
    row.mayMiss = bySeed.size() >= 5 ? 1 : 0;
    return row;
}

Row rangeRow(const QString &figure, double published, const std::vector<double> &bySeed, double low,
             double high)
{
    Row row{figure, published};
    row.ours = bySeed.front();
    for (const double found : bySeed)
        row.agreements.push_back(low - 1e-9 <= found && found <= high + 1e-9);
    return row;
}

Sampled meanOf(const std::vector<double> &values)
{
    const auto count = static_cast<double>(values.size());
    double sum = 0.0;
    for (const double value : values)
        sum += value;
    const double mean = sum / count;
    double squares = 0.0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return {mean, std::sqrt(squares / (count - 1.0) / count)};
}

} // namespace loadstar::tests
