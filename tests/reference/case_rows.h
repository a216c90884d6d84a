// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace loadstar::tests {

/// Seeds that a row is calculated at: 1 to this.
inline constexpr int kSeeds = 5;

/// What was found at one seed.
struct Sampled
{
    double value = 0.0;
    double standardError = 0.0;
};

/// One published number beside ours: a line of docs/validation.md, and a check of a test.
struct Row
{
    QString figure;
    double published = 0.0;
    std::optional<double> theory{};
    /// Ours at seed 1; nothing where the simulator has no such figure.
    std::optional<double> ours{};
    /// 95 %, of seed 1; nothing for exact numbers and for ends of a range.
    std::optional<std::pair<double, double>> interval{};
    /// Whether ours agrees, by seed from 1; one entry where chance plays no part.
    std::vector<bool> agreements{};
    /// So many seeds may disagree.
    int mayMiss = 0;

    int agreeing() const;
    bool agrees() const { return agreeing() + mayMiss >= static_cast<int>(agreements.size()); }
};

/// What there is to say about one case.
struct CaseRows
{
    std::vector<Row> rows;
    /// What of the case has no row, and why; else empty.
    QString remark;
};

/// A number without chance: a default, a rule.
Row exactRow(const QString &figure, double published, double ours);

/// A closed form, which has to agree within a part of `tolerance`; the simulator has no such
/// figure.
Row theoryRow(const QString &figure, double published, double theory, double tolerance = 1e-9);

/// A number that is sampled, by seed: it agrees within three standard errors and `slack`; one of
/// five may miss.
Row sampledRow(const QString &figure, double published, const std::vector<Sampled> &bySeed,
               double slack = 0.0);

/// The least or largest of a sample, by seed: it agrees from `low` to `high`; none may miss.
Row rangeRow(const QString &figure, double published, const std::vector<double> &bySeed, double low,
             double high);

/// Mean of the values with its standard error; at least two values.
Sampled meanOf(const std::vector<double> &values);

/// What `at` gives for each seed from 1.
template <typename At>
auto bySeed(const At &at)
{
    std::vector<decltype(at(std::uint64_t{1}))> all;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
        all.push_back(at(seed));
    return all;
}

} // namespace loadstar::tests
