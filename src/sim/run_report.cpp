// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/run_report.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace loadstar::sim {

namespace {

using nlohmann::json;

json number(double value)
{
    return std::isfinite(value) ? json(value) : json(nullptr);
}

json number(const std::optional<double> &value)
{
    return value ? number(*value) : json(nullptr);
}

json interval(const engine::MeanInterval &mean)
{
    return {{"value", number(mean.mean)},
            {"ci95", json::array({number(mean.low), number(mean.high)})}};
}

json summary(const TimeSummary &time)
{
    return {{"mean", interval(time.mean)}, {"p50", number(time.p50)},
            {"p90", number(time.p90)},     {"p95", number(time.p95)},
            {"p99", number(time.p99)},     {"max", number(time.maximum)}};
}

json componentsOf(const RunReport &report)
{
    json components = json::object();
    for (const ComponentReport &component : report.components) {
        json &one = components[component.id.toStdString()];
        one = {{"utilization", number(component.utilization)},
               {"meanQueue", number(component.meanQueue)},
               {"completed", component.completed},
               {"failed", component.failed},
               {"share", number(component.share)},
               {"responseTime", {{"mean", number(component.responseMean)}}}};
        if (component.plannedDowntime > 0.0 || component.unplannedDowntime > 0.0)
            one["downtime"] = {{"planned", component.plannedDowntime},
                               {"unplanned", component.unplannedDowntime}};
    }
    return components;
}

json timelineOf(const Timeline &timeline)
{
    json series = json::object();
    for (const TimelineSeries &line : timeline.series) {
        json values = json::array();
        for (const std::optional<double> &value : line.values)
            values.push_back(number(value));
        series[line.name.toStdString()] = std::move(values);
    }
    return {{"step", timeline.step}, {"series", std::move(series)}};
}

json eventsOf(const RunReport &report)
{
    json events = json::array();
    for (const RunEvent &event : report.events) {
        json one{{"at", event.at},
                 {"what", event.what.toStdString()},
                 {"target", event.target.toStdString()},
                 {"by", event.by.toStdString()}};
        if (!event.mode.isEmpty())
            one["mode"] = event.mode.toStdString();
        events.push_back(std::move(one));
    }
    return events;
}

} // namespace

const TimelineSeries *Timeline::find(const QString &name) const
{
    for (const TimelineSeries &one : series) {
        if (one.name == name)
            return &one;
    }
    return nullptr;
}

json toJson(const RunReport &report)
{
    const RequestCounts &requests = report.requests;
    const double rate = report.wallSeconds > 0.0
                            ? static_cast<double>(report.engineEvents) / report.wallSeconds
                            : std::nan("");
    json all{
        {"seed", report.seed},
        {"replications", report.replications},
        {"duration", report.duration},
        {"warmup", report.warmup},
        {"requests",
         {{"offered", requests.offered},
          {"completed", requests.completed},
          {"failed", requests.failed},
          {"rejected", requests.rejected},
          {"timedOut", requests.timedOut},
          {"inFlight", requests.inFlight},
          {"retried", requests.retried}}},
        {"clients",
         {{"hedged", requests.hedged},
          {"reneged", requests.reneged},
          {"blocked", requests.blocked}}},
        {"responseTime", summary(report.responseTime)},
        {"waitingTime", summary(report.waitingTime)},
        {"throughput", interval(report.throughput)},
        {"availability", number(report.availability)},
        {"sessions",
         {{"started", report.sessions.started},
          {"lost", report.sessions.lost},
          {"broken", report.sessions.broken},
          {"moved", report.sessions.moved}}},
        {"components", componentsOf(report)},
        {"timeline", timelineOf(report.timeline)},
        {"events", eventsOf(report)},
        {"engine",
         {{"events", report.engineEvents},
          {"wallSeconds", number(report.wallSeconds)},
          {"eventsPerSecond", number(rate)}}},
    };
    if (report.eventsLeftOut > 0)
        all["eventsLeftOut"] = report.eventsLeftOut;
    if (report.recovery) {
        all["recovery"] = {{"rto", number(report.recovery->rto)},
                           {"rpo", number(report.recovery->rpo)},
                           {"lostWrites", report.recovery->lostWrites}};
    }
    if (report.jobs)
        all["jobs"] = toJson(*report.jobs);
    if (report.maintenance) {
        all["maintenance"] = {
            {"failed", report.maintenance->failed},
            {"availabilityOutside", number(report.maintenance->availabilityOutside)}};
    }
    return all;
}

} // namespace loadstar::sim
