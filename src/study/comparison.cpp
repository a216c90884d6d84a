// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "study/comparison.h"

#include "sim/design_simulation.h"

#include <QCoreApplication>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>

namespace loadstar::study {

namespace {

using RunFigures = std::array<std::optional<double>, kComparedFigures.size()>;

/// A run asks this often whether it is still wanted.
constexpr int kComparisonSlices = 50;

RunFigures comparedFigures(const sim::RunReport &report)
{
    const std::optional<double> failed =
        report.availability ? std::optional(1.0 - *report.availability) : std::nullopt;
    return {report.responseTime.p50,
            report.responseTime.p95,
            failed,
            static_cast<double>(report.sessions.lost),
            static_cast<double>(report.sessions.broken),
            report.availability};
}

/// What both sides have in each pair.
FigureComparison paired(ComparedFigure figure, const std::vector<RunFigures> &first,
                        const std::vector<RunFigures> &second)
{
    const auto index = static_cast<std::size_t>(figure);
    std::vector<double> one;
    std::vector<double> other;
    std::vector<double> differences;
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (!first[i][index] || !second[i][index])
            continue;
        one.push_back(*first[i][index]);
        other.push_back(*second[i][index]);
        differences.push_back(other.back() - one.back());
    }
    FigureComparison result;
    result.figure = figure;
    result.pairs = static_cast<int>(differences.size());
    if (differences.empty())
        return result;
    result.first = sim::engine::studentInterval(one);
    result.second = sim::engine::studentInterval(other);
    result.difference = sim::engine::studentInterval(differences);
    return result;
}

} // namespace

bool FigureComparison::isClear() const
{
    if (!difference.mean || !difference.low || !difference.high)
        return false;
    return *difference.low > 0.0 || *difference.high < 0.0;
}

base::Result<Comparison> compareDesigns(const model::Design &first, const model::Design &second,
                                        const sim::RunOptions &options, int replications,
                                        int threads, base::TaskControl *control)
{
    const auto pairs = static_cast<std::size_t>(std::max(2, replications));
    std::array<std::vector<RunFigures>, 2> figures{std::vector<RunFigures>(pairs),
                                                std::vector<RunFigures>(pairs)};
    std::mutex mutex;
    std::optional<base::Error> error;
    std::atomic<int> slices{0};
    const auto count = static_cast<int>(2 * pairs);
    const auto fail = [&](const base::Error &found) {
        const std::lock_guard lock(mutex);
        if (!error)
            error = found;
    };
    const auto runOne = [&](int index) {
        sim::RunOptions one = options;
        one.replication += static_cast<std::uint64_t>(index / 2);
        one.mostEvents = 0;
        one.wantsHistory = false;
        auto simulation = sim::DesignSimulation::create(index % 2 == 0 ? first : second, one);
        if (!simulation)
            return fail(simulation.error());
        for (int slice = 1; slice <= kComparisonSlices; ++slice) {
            if (!simulation.value()->runUntil(one.duration * slice / kComparisonSlices, control)) {
                if (const auto failure = simulation.value()->failure())
                    fail(*failure);
                return;
            }
            if (control)
                control->setProgress(static_cast<double>(++slices) /
                                     (static_cast<double>(kComparisonSlices) * count));
        }
        figures[static_cast<std::size_t>(index % 2)][static_cast<std::size_t>(index / 2)] =
            comparedFigures(simulation.value()->report());
    };
    base::forEachIndex(count, threads, runOne, control);
    if (error)
        return *error;
    if (control && control->isCancelled()) {
        return base::Error{
            QStringLiteral("sim.cancelled"),
            QCoreApplication::translate("Simulation", "the simulation was cancelled"),
            {}};
    }
    Comparison comparison;
    comparison.replications = static_cast<int>(pairs);
    for (const ComparedFigure figure : kComparedFigures)
        comparison.figures.push_back(paired(figure, figures[0], figures[1]));
    return comparison;
}

} // namespace loadstar::study
