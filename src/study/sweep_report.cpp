// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "study/sweep_report.h"

#include "base/csv_cell.h"
#include "base/units.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace loadstar::study {

namespace {

using nlohmann::json;
using sim::engine::MeanInterval;

json number(const std::optional<double> &value)
{
    return value && std::isfinite(*value) ? json(*value) : json(nullptr);
}

json interval(const MeanInterval &mean)
{
    return {{"value", number(mean.mean)},
            {"ci95", json::array({number(mean.low), number(mean.high)})}};
}

json valueJson(const model::PropertyValue &value)
{
    if (const double *held = std::get_if<double>(&value))
        return *held;
    return json::parse(model::jsonText(value).toStdString());
}

json differenceJson(const std::optional<PairedDifference> &difference)
{
    if (!difference)
        return nullptr;
    return {{"responseTime",
             {{"mean", interval(difference->responseMean)},
              {"p95", interval(difference->responseP95)}}},
            {"throughput", interval(difference->throughput)},
            {"availability", interval(difference->availability)}};
}

json pointJson(const Sweep &sweep, const SweepPoint &point)
{
    json all{{"settings", json::object()},
             {"difference", differenceJson(point.difference)},
             {"meetsObjective", point.meetsObjective ? json(*point.meetsObjective) : json()}};
    for (std::size_t v = 0; v < sweep.variations.size(); ++v)
        all["settings"][sweep.variations[v].name().toStdString()] = valueJson(point.settings[v]);
    const json report = sim::toJson(point.report);
    for (const char *key : {"requests", "responseTime", "waitingTime", "throughput", "availability",
                            "sessions", "components"})
        all[key] = report[key];
    return all;
}

QString cell(const std::optional<double> &value)
{
    return value && std::isfinite(*value) ? base::formatNumber(*value) : QString();
}

QString cell(const model::PropertyValue &value)
{
    return std::holds_alternative<double>(value) ? shownValue(value)
                                                 : base::csvCell(shownValue(value));
}

/// A value with its interval: three cells.
void append(QStringList &row, const MeanInterval &mean)
{
    row << cell(mean.mean) << cell(mean.low) << cell(mean.high);
}

void append(QStringList &row, const sim::TimeSummary &time)
{
    append(row, time.mean);
    row << cell(time.p50) << cell(time.p90) << cell(time.p95) << cell(time.p99)
        << cell(time.maximum);
}

QStringList heading(const Sweep &sweep)
{
    QStringList row;
    for (const Variation &variation : sweep.variations)
        row += base::csvCell(variation.name());
    for (const char *name : {"offered", "completed", "failed", "rejected", "timedOut", "inFlight",
                             "retried", "availability"})
        row += QString::fromLatin1(name);
    const auto withEnds = [&row](const char *name) {
        for (const char *end : {"", "Low", "High"})
            row += QString::fromLatin1(name) + QString::fromLatin1(end);
    };
    withEnds("throughput");
    for (const char *time : {"responseTime", "waitingTime"}) {
        withEnds((std::string(time) + "Mean").c_str());
        for (const char *rank : {"P50", "P90", "P95", "P99", "Max"})
            row += QString::fromLatin1(time) + QString::fromLatin1(rank);
    }
    for (const char *name : {"differenceResponseTimeMean", "differenceResponseTimeP95",
                             "differenceThroughput", "differenceAvailability"})
        withEnds(name);
    row += QStringLiteral("meetsObjective");
    return row;
}

QStringList cellsOf(const SweepPoint &point)
{
    QStringList row;
    for (const model::PropertyValue &value : point.settings)
        row += cell(value);
    const sim::RequestCounts &requests = point.report.requests;
    for (const std::int64_t count :
         {requests.offered, requests.completed, requests.failed, requests.rejected,
          requests.timedOut, requests.inFlight, requests.retried})
        row += QString::number(count);
    row += cell(point.report.availability);
    append(row, point.report.throughput);
    append(row, point.report.responseTime);
    append(row, point.report.waitingTime);
    const PairedDifference difference = point.difference.value_or(PairedDifference());
    append(row, difference.responseMean);
    append(row, difference.responseP95);
    append(row, difference.throughput);
    append(row, difference.availability);
    row += !point.meetsObjective   ? QString()
           : *point.meetsObjective ? QStringLiteral("true")
                                   : QStringLiteral("false");
    return row;
}

} // namespace

json toJson(const Sweep &sweep)
{
    json vary = json::array();
    for (const Variation &variation : sweep.variations) {
        json values = json::array();
        for (const model::PropertyValue &value : variation.values)
            values.push_back(valueJson(value));
        vary.push_back({{"name", variation.name().toStdString()}, {"values", std::move(values)}});
    }
    json points = json::array();
    for (const SweepPoint &point : sweep.points)
        points.push_back(pointJson(sweep, point));
    return {{"seed", sweep.options.run.seed},
            {"replications", sweep.options.replications},
            {"duration", sweep.options.run.duration},
            {"warmup", sweep.options.run.warmup},
            {"vary", std::move(vary)},
            {"points", std::move(points)}};
}

QByteArray toCsv(const Sweep &sweep)
{
    QByteArray bytes;
    const auto line = [&bytes](const QStringList &cells) {
        bytes += cells.join(u',').toUtf8() + "\r\n";
    };
    line(heading(sweep));
    for (const SweepPoint &point : sweep.points)
        line(cellsOf(point));
    return bytes;
}

} // namespace loadstar::study
