// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "study/sweep.h"

#include "sim/design_simulation.h"
#include "sim/plan_builder.h"
#include "sim/run_data.h"

#include <QCoreApplication>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>

namespace loadstar::study {

namespace {

using sim::engine::MeanInterval;

QString tr(const char *text)
{
    return QCoreApplication::translate("Study", text);
}

/// The figures of one replication that differences are made of.
struct Figures
{
    std::optional<double> responseMean;
    std::optional<double> responseP95;
    std::optional<double> throughput;
    std::optional<double> availability;
};

Figures figuresOf(const sim::RunData &run)
{
    const std::int64_t ended = run.requests.completed + run.requests.failed;
    Figures figures{run.responseMean.mean, run.responses.percentile(0.95), run.throughput.mean,
                    std::nullopt};
    if (ended > 0)
        figures.availability =
            static_cast<double>(run.requests.completed) / static_cast<double>(ended);
    return figures;
}

/// One point while its replications run. Held only until its last one is done, so that memory
/// does not grow with the number of points.
struct OpenPoint
{
    std::once_flag isOpen;
    std::vector<std::optional<sim::RunData>> runs;
    std::vector<std::optional<base::Error>> errors;
    std::atomic<int> missing{0};
};

struct ClosedPoint
{
    std::optional<base::Error> error; ///< of the first replication that has one
    sim::RunReport report;
    std::vector<Figures> figures; ///< by replication
};

ClosedPoint closed(OpenPoint &open)
{
    ClosedPoint point;
    for (const std::optional<base::Error> &error : open.errors) {
        if (error) {
            point.error = error;
            return point;
        }
    }
    std::vector<sim::RunData> runs;
    for (std::optional<sim::RunData> &run : open.runs) {
        point.figures.push_back(figuresOf(*run));
        runs.push_back(std::move(*run));
    }
    open.runs.clear();
    point.report = sim::joinRuns(runs);
    point.report.timeline = {};
    point.report.events.clear();
    point.report.events.shrink_to_fit();
    return point;
}

MeanInterval differenceOf(const std::vector<Figures> &first, const std::vector<Figures> &second,
                          std::optional<double> Figures::*figure)
{
    std::vector<double> differences;
    for (std::size_t r = 0; r < first.size(); ++r) {
        const std::optional<double> from = first[r].*figure;
        const std::optional<double> to = second[r].*figure;
        if (from && to)
            differences.push_back(*to - *from);
    }
    return sim::engine::studentInterval(differences);
}

QString settingsText(const std::vector<Variation> &variations, std::size_t index)
{
    const std::vector<model::PropertyValue> settings = settingsAt(variations, index);
    QStringList parts;
    for (std::size_t v = 0; v < variations.size(); ++v)
        parts += variations[v].name() + u'=' + shownValue(settings[v]);
    return parts.join(QStringLiteral(", "));
}

int replicationsOf(const SweepOptions &options)
{
    return std::max(1, options.replications);
}

base::Result<void> checkVariations(const std::vector<Variation> &variations,
                                   const SweepOptions &options)
{
    std::set<QString> names;
    for (const Variation &variation : variations) {
        if (!names.insert(variation.name()).second) {
            return base::Error{QStringLiteral("sweep.varied-twice"),
                               tr("found twice, but each property once is allowed"),
                               QStringLiteral("--vary ") + variation.name()};
        }
    }
    if (pointCount(variations, kMostPoints) > kMostPoints) {
        return base::Error{
            QStringLiteral("sweep.too-many-points"),
            tr("the values make more combinations than the %1 that are allowed").arg(kMostPoints),
            QStringLiteral("--vary")};
    }
    const std::size_t count = pointCount(variations, kMostPoints);
    if (static_cast<std::size_t>(replicationsOf(options)) > kMostRuns / count) {
        return base::Error{QStringLiteral("sweep.too-many-points"),
                           tr("%1 points with %2 replications each are more than the %3 runs that "
                              "are allowed")
                               .arg(count)
                               .arg(replicationsOf(options))
                               .arg(kMostRuns),
                           QStringLiteral("--replications")};
    }
    return {};
}

/// The error with the point's settings in front of its `where`.
base::Error atPoint(base::Error error, const Sweep &sweep, std::size_t index)
{
    QStringList where{settingsText(sweep.variations, index), error.where};
    where.removeAll(QString());
    error.where = where.join(QStringLiteral(": "));
    return error;
}

/// Builds the plan of every point, so that none fails after hours of running others.
base::Result<void> checkPoints(const model::Design &design, Sweep &sweep, std::size_t count)
{
    for (std::size_t index = 0; index < count; ++index) {
        const auto plan =
            sim::buildPlan(designAt(design, sweep.variations, index), sweep.options.run.inputs);
        if (!plan) {
            return atPoint(plan.error(), sweep, index);
        }
        for (const base::Diagnostic &warning : plan->warnings) {
            if (std::find(sweep.warnings.begin(), sweep.warnings.end(), warning) ==
                sweep.warnings.end())
                sweep.warnings.push_back(warning);
        }
    }
    return {};
}

/// Runs one replication of one point into its place.
void runOne(const model::Design &design, const Sweep &sweep, std::size_t index, int replication,
            OpenPoint &point, const base::TaskControl *control)
{
    std::call_once(point.isOpen, [&] {
        point.runs.resize(static_cast<std::size_t>(replicationsOf(sweep.options)));
        point.errors.resize(point.runs.size());
    });
    sim::RunOptions options = sweep.options.run;
    options.replication += static_cast<std::uint64_t>(replication);
    const auto simulation =
        sim::DesignSimulation::create(designAt(design, sweep.variations, index), options);
    Q_ASSERT_X(simulation, "runSweep", "the plan was built before");
    const auto place = static_cast<std::size_t>(replication);
    if (simulation.value()->runUntil(options.duration, control))
        point.runs[place] = simulation.value()->data();
    else
        point.errors[place] = simulation.value()->failure();
}

/// All points in order; empty when `control` asked to stop.
std::vector<ClosedPoint> runPoints(const model::Design &design, const Sweep &sweep,
                                   std::size_t count, base::TaskControl *control)
{
    const int replications = replicationsOf(sweep.options);
    const int total = static_cast<int>(count) * replications;
    std::vector<OpenPoint> open(count);
    std::vector<ClosedPoint> done(count);
    for (OpenPoint &point : open)
        point.missing = replications;
    std::atomic<int> finished{0};
    const auto isStopped = [control] { return control && control->isCancelled(); };
    base::forEachIndex(
        total, sweep.options.threads,
        [&](int job) {
            const auto index = static_cast<std::size_t>(job / replications);
            runOne(design, sweep, index, job % replications, open[index], control);
            const bool isLast = open[index].missing.fetch_sub(1) == 1;
            if (isLast && !isStopped())
                done[index] = closed(open[index]);
            if (control)
                control->setProgress(static_cast<double>(++finished) / total);
        },
        control);
    if (isStopped())
        done.clear();
    return done;
}

SweepPoint judged(const model::Design &design, const Sweep &sweep, std::size_t index,
                  const ClosedPoint &first, ClosedPoint &own)
{
    SweepPoint point;
    point.settings = settingsAt(sweep.variations, index);
    if (index > 0) {
        point.difference = PairedDifference{
            differenceOf(first.figures, own.figures, &Figures::responseMean),
            differenceOf(first.figures, own.figures, &Figures::responseP95),
            differenceOf(first.figures, own.figures, &Figures::throughput),
            differenceOf(first.figures, own.figures, &Figures::availability),
        };
    }
    point.report = std::move(own.report);
    const std::vector<sim::ObjectiveResult> objectives = sim::judgeObjectives(design, point.report);
    if (!objectives.empty()) {
        point.meetsObjective =
            std::all_of(objectives.begin(), objectives.end(),
                        [](const sim::ObjectiveResult &one) { return one.isMet; });
    }
    return point;
}

} // namespace

base::Result<Sweep> runSweep(const model::Design &design, const std::vector<Variation> &variations,
                             const SweepOptions &options, base::TaskControl *control)
{
    if (const base::Result<void> checked = checkVariations(variations, options); !checked)
        return checked.error();
    const std::size_t count = pointCount(variations, kMostPoints);
    Sweep sweep{options, variations, {}, {}};
    if (const base::Result<void> checked = checkPoints(design, sweep, count); !checked)
        return checked.error();
    std::vector<ClosedPoint> done = runPoints(design, sweep, count, control);
    if (done.empty())
        return base::Error{QStringLiteral("sim.cancelled"), tr("the sweep was cancelled"), {}};
    for (std::size_t index = 0; index < count; ++index) {
        if (done[index].error)
            return atPoint(*done[index].error, sweep, index);
    }
    for (std::size_t index = 0; index < count; ++index)
        sweep.points.push_back(judged(design, sweep, index, done.front(), done[index]));
    return sweep;
}

} // namespace loadstar::study
