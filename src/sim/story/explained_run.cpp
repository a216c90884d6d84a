// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/story/explained_run.h"

#include <QCoreApplication>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace loadstar::sim {

namespace {

using nlohmann::json;

/// Hands everything on to several.
class FanOut : public TraceSink
{
public:
    void add(TraceSink *sink) { m_sinks.push_back(sink); }

    void segment(const TraceSegment &one) override
    {
        for (TraceSink *sink : m_sinks)
            sink->segment(one);
    }
    void outcome(const TraceOutcome &one) override
    {
        for (TraceSink *sink : m_sinks)
            sink->outcome(one);
    }
    void event(const TraceEvent &one) override
    {
        for (TraceSink *sink : m_sinks)
            sink->event(one);
    }
    void session(const TraceSession &one) override
    {
        for (TraceSink *sink : m_sinks)
            sink->session(one);
    }
    void sessionLost(const TraceSessionLoss &one) override
    {
        for (TraceSink *sink : m_sinks)
            sink->sessionLost(one);
    }

private:
    std::vector<TraceSink *> m_sinks;
};

json numberOrNull(const std::optional<double> &value)
{
    return value ? json(*value) : json(nullptr);
}

json eventNumber(EventNumber event)
{
    return event == kNoEvent ? json(nullptr) : json(event);
}

json outageJson(const RunStory &story, const Outage &outage)
{
    json one{{"detect", numberOrNull(outage.detect)},     {"decide", numberOrNull(outage.decide)},
             {"switch", numberOrNull(outage.switchOver)}, {"repair", numberOrNull(outage.repair)},
             {"warmUp", numberOrNull(outage.warmUp)},     {"failedRequests", outage.failedRequests},
             {"lostSessions", outage.lostSessions}};
    if (outage.event != kNoEvent) {
        one["event"] = outage.event;
        one["target"] = story.idOf(outage.target).toStdString();
        one["from"] = outage.from;
        one["until"] = numberOrNull(outage.until);
    }
    return one;
}

json failedRequestsJson(const RunStory &story)
{
    json all = json::array();
    for (const RunStory::FailedRequest &failed : story.failedRequests()) {
        json causes = json::array();
        for (const EventNumber event : story.chain(failed.cause))
            causes.push_back(event);
        all.push_back({{"request", failed.outcome.request},
                       {"sentAt", failed.outcome.sentAt},
                       {"at", failed.outcome.at},
                       {"users", story.idOf(failed.outcome.users).toStdString()},
                       {"where", story.idOf(failed.outcome.where).toStdString()},
                       {"reason", failureReasonName(failed.reason)},
                       {"causes", std::move(causes)}});
    }
    return all;
}

json seriesJson(const RunSeries &series)
{
    json components = json::object();
    for (const ComponentSeries &one : series.components) {
        components[one.id.toStdString()] = {{"utilization", one.utilization},
                                            {"queue", one.queue},
                                            {"answers", one.answers},
                                            {"failures", one.failures}};
    }
    json connections = json::object();
    for (const ConnectionSeries &one : series.connections) {
        connections[one.id.toStdString()] = {{"requests", one.requests},
                                             {"answers", one.answers},
                                             {"refused", one.refused},
                                             {"inFlight", one.inFlight}};
    }
    return {{"step", series.step}, {"components", components}, {"connections", connections}};
}

/// Why a run that nobody cancelled did not come to its end.
base::Error endedEarly(const DesignSimulation &simulation)
{
    return simulation.failure().value_or(
        base::Error{QStringLiteral("sim.cancelled"),
                    QCoreApplication::translate("Simulation", "the simulation was cancelled"),
                    {}});
}

} // namespace

base::Result<ExplainedRun> explainRun(const model::Design &design, const RunOptions &options,
                                      const ExplainOptions &explain)
{
    auto created = DesignSimulation::create(design, options);
    if (!created)
        return created.error();
    DesignSimulation &simulation = *created.value();
    ExplainedRun run;
    run.story = std::make_unique<RunStory>(design, explain.mostFailedRequests);
    SeriesRecorder recorder(simulation, explain.step);
    FanOut sinks;
    sinks.add(run.story.get());
    if (explain.hasSeries)
        sinks.add(&recorder);
    simulation.setTraceSink(&sinks);
    bool isRunning = true;
    for (std::uint64_t bin = 1; explain.hasSeries && isRunning && !simulation.isFinished(); ++bin) {
        isRunning = simulation.runUntil(
            std::min(static_cast<double>(bin) * explain.step, options.duration));
        recorder.closeBin(simulation.snapshot());
    }
    if (!isRunning || !simulation.runUntil(options.duration))
        return endedEarly(simulation);
    simulation.setTraceSink(nullptr);
    run.ledger = downtimeLedger(*run.story);
    if (explain.hasSeries)
        run.series = recorder.series();
    return run;
}

base::Result<WarmupDetector::Cut> detectWarmup(const model::Design &design,
                                               const RunOptions &options)
{
    RunOptions whole = options;
    whole.warmup = 0.0;
    auto created = DesignSimulation::create(design, whole);
    if (!created)
        return created.error();
    WarmupDetector detector;
    created.value()->setTraceSink(&detector);
    if (!created.value()->runUntil(whole.duration))
        return endedEarly(*created.value());
    created.value()->setTraceSink(nullptr);
    const std::optional<WarmupDetector::Cut> cut = detector.cut();
    if (!cut)
        return base::Error{
            QStringLiteral("sim.no-warmup"),
            QCoreApplication::translate("Simulation",
                                        "fewer than 50 requests are answered, which is too little "
                                        "to tell a warm-up from; give one in seconds"),
            {}};
    return *cut;
}

void addTo(nlohmann::json &report, const ExplainedRun &run)
{
    const RunStory &story = *run.story;
    json &events = report["events"];
    for (std::size_t i = 0; i < std::min(events.size(), story.events().size()); ++i) {
        events[i]["id"] = i;
        events[i]["cause"] = eventNumber(story.events()[i].cause);
    }
    json failures = json::object();
    for (std::size_t i = 0; i < kFailureReasons; ++i) {
        const auto reason = static_cast<FailureReason>(i);
        failures[failureReasonName(reason)] = story.count(reason);
    }
    report["failures"] = std::move(failures);
    report["failedRequests"] = failedRequestsJson(story);
    json outages = json::array();
    for (const Outage &outage : run.ledger.outages)
        outages.push_back(outageJson(story, outage));
    report["ledger"] = {{"outages", std::move(outages)},
                        {"total", outageJson(story, run.ledger.total)}};
    if (!run.series.components.empty())
        report["series"] = seriesJson(run.series);
}

} // namespace loadstar::sim
