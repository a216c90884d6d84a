// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/plot_lines.h"

#include "player/scenario_offers.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace loadstar::player {

namespace {

using charts::PlotLine;
using Values = std::vector<std::optional<double>>;

QString words(const char *text)
{
    return QCoreApplication::translate("PlotLines", text);
}

constexpr std::array<const char *, sim::kFailureReasons> kReasons{
    QT_TRANSLATE_NOOP("PlotLines", "turned away"),
    QT_TRANSLATE_NOOP("PlotLines", "gave up"),
    QT_TRANSLATE_NOOP("PlotLines", "refused"),
    QT_TRANSLATE_NOOP("PlotLines", "nowhere to go"),
    QT_TRANSLATE_NOOP("PlotLines", "balancer down"),
    QT_TRANSLATE_NOOP("PlotLines", "node down"),
    QT_TRANSLATE_NOOP("PlotLines", "storage down"),
    QT_TRANSLATE_NOOP("PlotLines", "lost")};

/// Numbers of series colours; those of lines of one plot are well apart in each theme, and from the
/// colour of failures.
constexpr size_t kMedianColor = 3;
constexpr size_t kTailColor = 0;
constexpr size_t kFarTailColor = 4;
constexpr size_t kHeldColor = 3;
constexpr size_t kBrokenColor = 0;
constexpr std::array<size_t, sim::kFailureReasons> kReasonColors{1, 3, 0, 6, 4, 5, 7, 2};

/// The first `bins` values of a series, times `factor`.
Values firstBins(const sim::Timeline &timeline, const char *name, size_t bins, double factor)
{
    Values result;
    const sim::TimelineSeries *series = timeline.find(QString::fromLatin1(name));
    for (size_t i = 0; series && i < series->values.size() && i < bins; ++i) {
        result.push_back(series->values[i] ? std::optional(*series->values[i] * factor)
                                           : std::nullopt);
    }
    return result;
}

std::optional<double> percentOf(double part, double whole)
{
    return whole > 0.0 ? std::optional(100.0 * part / whole) : std::nullopt;
}

/// The mean or the sum of all, bin by bin.
Values together(const std::vector<const Values *> &all, bool isSummed)
{
    Values result;
    for (size_t i = 0; i < all.front()->size(); ++i) {
        double sum = 0.0;
        for (const Values *values : all)
            sum += (*values)[i].value_or(0.0);
        result.push_back(isSummed ? sum : sum / static_cast<double>(all.size()));
    }
    return result;
}

} // namespace

std::optional<double> costPerHour(const model::Design &design)
{
    std::optional<double> sum;
    for (const auto &[id, component] : design.components) {
        const auto found = component.properties.find(QStringLiteral("costPerHour"));
        const double *cost =
            found != component.properties.end() ? std::get_if<double>(&found->second) : nullptr;
        if (cost)
            sum = sum.value_or(0.0) + *cost;
    }
    return sum;
}

void PlotLines::setColors(std::vector<QColor> series, QColor failure)
{
    if (!series.empty())
        m_series = std::move(series);
    m_failure = std::move(failure);
}

QColor PlotLines::series(size_t number) const
{
    return m_series[number % m_series.size()];
}

QColor PlotLines::colorFor(size_t place, std::set<size_t> &taken) const
{
    size_t slot = place % m_series.size();
    while (taken.count(slot) > 0 && taken.size() < m_series.size())
        slot = (slot + 1) % m_series.size();
    taken.insert(slot);
    return series(slot);
}

std::vector<PlotLine> PlotLines::lines(RunPlot plot, const sim::RunReport &report, double now,
                                       int most)
{
    const sim::Timeline &timeline = report.timeline;
    const auto passed = static_cast<size_t>(std::floor(now / timeline.step + 1.0e-9));
    const size_t known = report.history ? std::min(passed, report.history->bins.size()) : 0;
    switch (plot) {
    case RunPlot::Throughput:
        return {{{}, series(0), firstBins(timeline, "throughput", passed, 1.0), false}};
    case RunPlot::ResponseTime:
        return {{QStringLiteral("p50"), series(kMedianColor),
                 firstBins(timeline, "p50", passed, 1e3), false},
                {QStringLiteral("p95"), series(kTailColor), firstBins(timeline, "p95", passed, 1e3),
                 false},
                {QStringLiteral("p99"), series(kFarTailColor),
                 firstBins(timeline, "p99", passed, 1e3), false}};
    case RunPlot::Errors:
        return errors(report, passed, most);
    case RunPlot::Sessions:
        return sessions(report, known);
    case RunPlot::Cost:
        return cost(report, passed);
    case RunPlot::Utilization:
    case RunPlot::Queue:
        break;
    }
    const bool isQueue = plot == RunPlot::Queue;
    std::vector<Part> parts;
    for (size_t p = 0; known > 0 && p < report.history->ids.size(); ++p) {
        Part part{report.history->ids[p], {}, 0.0, p}; // they are in id order
        bool hasAny = isQueue;
        for (size_t i = 0; i < known; ++i) {
            const sim::PartBin &bin = report.history->bins[i]->parts[p];
            const double value =
                isQueue ? double(bin.queue) : 100.0 * double(bin.utilization.value_or(0.0F));
            hasAny = hasAny || bin.utilization;
            part.values.emplace_back(value);
            part.peak = std::max(part.peak, value);
        }
        // Where nobody ever waited there is nothing to tell apart.
        const bool isWanted = !isQueue || part.peak > 0.0 || m_selection.count(part.id) > 0;
        if (hasAny && isWanted)
            parts.push_back(std::move(part));
    }
    return ofParts(std::move(parts), most, isQueue);
}

std::vector<PlotLine> PlotLines::ofParts(std::vector<Part> parts, int most, bool isSummed) const
{
    std::stable_sort(parts.begin(), parts.end(), [this](const Part &a, const Part &b) {
        const bool isA = m_selection.count(a.id) > 0;
        const bool isB = m_selection.count(b.id) > 0;
        return isA != isB ? isA : a.peak > b.peak;
    });
    const auto room = static_cast<size_t>(std::max(2, most));
    const size_t count = parts.size() <= room ? parts.size() : room - 1;
    std::sort(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(count),
              [](const Part &a, const Part &b) { return a.id < b.id; });
    std::vector<PlotLine> lines;
    std::set<size_t> taken;
    for (size_t i = 0; i < count; ++i) {
        lines.push_back({elementName(m_design, model::ElementId(parts[i].id)),
                         colorFor(parts[i].place, taken), std::move(parts[i].values), false});
    }
    if (count < parts.size()) {
        std::vector<const Values *> rest;
        for (size_t i = count; i < parts.size(); ++i)
            rest.push_back(&parts[i].values);
        const QString name = isSummed ? words("%1 others, sum") : words("%1 others, mean");
        QColor grey = m_failure;
        grey.setHsv(0, 0, 140);
        lines.push_back({name.arg(rest.size()), grey, together(rest, isSummed), true});
    }
    return lines;
}

std::vector<PlotLine> PlotLines::errors(const sim::RunReport &report, size_t bins, int most) const
{
    const Values answered = firstBins(report.timeline, "throughput", bins, report.timeline.step);
    const Values failed = firstBins(report.timeline, "errors", bins, report.timeline.step);
    const auto ended = [&](size_t i) {
        return answered[i].value_or(0.0) + failed[i].value_or(0.0);
    };
    PlotLine all{words("all"), m_failure, {}, false};
    for (size_t i = 0; i < failed.size(); ++i)
        all.values.push_back(percentOf(failed[i].value_or(0.0), ended(i)));
    struct Cause
    {
        size_t reason = 0;
        std::int64_t count = 0;
    };
    std::vector<Cause> causes;
    const size_t known = report.history ? std::min(failed.size(), report.history->bins.size()) : 0;
    for (size_t reason = 0; reason < sim::kFailureReasons; ++reason) {
        Cause cause{reason, 0};
        for (size_t i = 0; i < known; ++i)
            cause.count += report.history->bins[i]->failures[reason];
        if (cause.count > 0)
            causes.push_back(cause);
    }
    std::stable_sort(causes.begin(), causes.end(),
                     [](const Cause &a, const Cause &b) { return a.count > b.count; });
    // One cause is the whole; causes beyond the room are in the whole.
    if (causes.size() <= 1) {
        all.name = causes.empty() ? QString() : words(kReasons[causes.front().reason]);
        return {all};
    }
    causes.resize(std::min(causes.size(), static_cast<size_t>(std::max(2, most)) - 1));
    std::vector<PlotLine> lines{all};
    for (const Cause &cause : causes) {
        PlotLine line{
            words(kReasons[cause.reason]), series(kReasonColors[cause.reason]), {}, false};
        for (size_t i = 0; i < known; ++i) {
            const auto count = static_cast<double>(report.history->bins[i]->failures[cause.reason]);
            line.values.push_back(percentOf(count, ended(i)));
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<PlotLine> PlotLines::sessions(const sim::RunReport &report, size_t bins) const
{
    PlotLine held{words("held"), series(kHeldColor), {}, false};
    PlotLine lost{words("lost"), m_failure, {}, false};
    PlotLine broken{words("broken"), series(kBrokenColor), {}, false};
    for (size_t i = 0; i < bins; ++i) {
        const sim::HistoryBin &bin = *report.history->bins[i];
        held.values.emplace_back(static_cast<double>(bin.sessionsHeld));
        lost.values.emplace_back(static_cast<double>(bin.sessionsLost));
        broken.values.emplace_back(static_cast<double>(bin.sessionsBroken));
    }
    return {held, lost, broken};
}

std::vector<PlotLine> PlotLines::cost(const sim::RunReport &report, size_t bins) const
{
    PlotLine line{{}, series(3), {}, false};
    const std::optional<double> perHour = costPerHour(m_design);
    for (size_t i = 0; perHour && i < bins; ++i) {
        const double hours = static_cast<double>(i + 1) * report.timeline.step / 3600.0;
        line.values.emplace_back(*perHour * hours);
    }
    return {line};
}

} // namespace loadstar::player
