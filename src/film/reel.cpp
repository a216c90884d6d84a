// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/reel.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace loadstar::film {

namespace {

/// What goes before the first frame, so that it shows a run under way: film seconds …
constexpr double kLeadIn = 2.0;
/// … and simulated seconds at least.
constexpr double kLeastLeadIn = 3.0;
constexpr double kReadable = 0.4;     ///< film seconds between new looks
constexpr double kAveragedOver = 2.0; ///< simulated seconds of loads and rates, at least
constexpr double kRunAtOnce = 5.0;    ///< simulated seconds

} // namespace

base::Result<std::unique_ptr<Reel>> Reel::create(const model::Design &design,
                                                 const model::KindRegistry &kinds,
                                                 const FilmSettings &settings)
{
    const base::Result<int> frameCount = filmFrameCount(settings);
    if (!frameCount)
        return frameCount.error();
    auto simulation = sim::DesignSimulation::create(design, settings.run);
    if (!simulation)
        return simulation.error();
    return std::unique_ptr<Reel>(
        new Reel(design, kinds, settings, *frameCount, std::move(simulation.value())));
}

Reel::Reel(const model::Design &design, const model::KindRegistry &kinds,
           const FilmSettings &settings, int frameCount,
           std::unique_ptr<sim::DesignSimulation> simulation)
    : m_settings(settings)
    , m_frameCount(frameCount)
    , m_simulation(std::move(simulation))
    , m_recorder(ElementTable(design))
    , m_narrator(design, kinds)
    , m_runLooks(design, kinds)
    , m_traffic(ElementTable(design))
{
    m_simulation->setTraceSink(&m_recorder);
    m_recorder.setGap(std::numeric_limits<double>::infinity());
    m_traffic.setSpeed(settings.speed);
}

double Reel::partDone() const
{
    return std::clamp((now() - m_settings.from) / (m_settings.to - m_settings.from), 0.0, 1.0);
}

base::Result<void> Reel::advance(const base::TaskControl *control)
{
    const double step = 1.0 / m_settings.framesPerSecond;
    if (m_frame < 0) {
        const double leadIn = std::max(kLeadIn, kLeastLeadIn / m_settings.speed);
        const double begin =
            std::max(-m_settings.from / m_settings.speed, -std::ceil(leadIn / step) * step);
        if (const auto ran = runTo(begin, control); !ran)
            return ran;
        for (const sim::TraceEvent &event : m_recorder.take(m_simulation->now()).events)
            m_narrator.tell(event);
        m_recorder.skipTo(m_simulation->now());
        m_recorder.setGap(TrafficPainter::gapAt(m_settings.speed));
        m_filmTime = begin;
        for (double at = begin + step; at < -step / 2.0; at += step) {
            if (const auto ran = runTo(at, control); !ran)
                return ran;
            follow(m_recorder.take(m_simulation->now()), at);
        }
    }
    ++m_frame;
    const double at = m_frame * step;
    if (const auto ran = runTo(at, control); !ran)
        return ran;
    const TrafficChunk chunk = m_recorder.take(m_simulation->now());
    follow(chunk, at);
    m_hasNewLooks = m_frame == 0 || at >= m_looksAt + kReadable || !chunk.events.empty();
    if (m_hasNewLooks) {
        m_looksAt = at;
        m_looks = m_runLooks.looks(m_narrator);
        m_requests = m_simulation->requestCounts();
        m_sessions = m_simulation->sessionCounts();
    }
    return {};
}

base::Result<void> Reel::runTo(double filmTime, const base::TaskControl *control)
{
    const double until = std::min(m_settings.from + filmTime * m_settings.speed, m_settings.to);
    while (m_simulation->now() < until) {
        const double next = std::min(until, m_simulation->now() + kRunAtOnce);
        if (m_simulation->runUntil(next, control))
            continue;
        if (const std::optional<base::Error> failure = m_simulation->failure())
            return *failure;
        return base::Error{QStringLiteral("film.cancelled"),
                           QCoreApplication::translate("Film", "the film was called off"),
                           {}};
    }
    return {};
}

void Reel::follow(const TrafficChunk &chunk, double filmTime)
{
    m_traffic.add(chunk, m_filmTime, filmTime);
    m_filmTime = filmTime;
    m_runLooks.follow(m_simulation->snapshot(), chunk, std::max(kAveragedOver, m_settings.speed));
    for (const sim::TraceEvent &event : chunk.events) {
        if (const std::optional<RunCaption> caption = m_narrator.tell(event))
            m_captions.add(*caption, filmTime);
        if (event.at >= m_settings.from)
            m_eventMarks.push_back((event.at - m_settings.from) /
                                   (m_settings.to - m_settings.from));
    }
    m_captions.expire(filmTime);
}

} // namespace loadstar::film
