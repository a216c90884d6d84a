// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/story/run_series.h"

#include <algorithm>

namespace loadstar::sim {

SeriesRecorder::SeriesRecorder(const DesignSimulation &simulation, double step)
    : m_components(static_cast<std::size_t>(simulation.componentCount()))
{
    const int count = simulation.componentCount() + simulation.connectionCount();
    m_series.step = step;
    for (ElementIndex element = 0; element < count; ++element) {
        const QString id = simulation.elementId(element);
        if (element < simulation.componentCount())
            m_series.components.push_back({id, {}, {}, {}, {}});
        else
            m_series.connections.push_back({id, {}, {}, {}, {}});
    }
    m_now.resize(static_cast<std::size_t>(count));
    m_inFlight.resize(m_series.connections.size());
}

void SeriesRecorder::segment(const TraceSegment &segment)
{
    if (segment.connection < 0)
        return;
    Counts &counts = m_now[static_cast<std::size_t>(segment.connection)];
    std::int64_t &open = m_inFlight[static_cast<std::size_t>(segment.connection) - m_components];
    switch (segment.fate) {
    case Fate::Travelling:
    case Fate::Retry:
        ++counts.requests;
        ++open;
        break;
    case Fate::Answered:
        ++counts.answers;
        open = std::max<std::int64_t>(0, open - 1);
        if (segment.from >= 0)
            ++m_now[static_cast<std::size_t>(segment.from)].answers;
        break;
    default:
        ++counts.refused;
        open = std::max<std::int64_t>(0, open - 1);
        break;
    }
}

void SeriesRecorder::outcome(const TraceOutcome &outcome)
{
    if (outcome.fate != Fate::Answered && outcome.where >= 0)
        ++m_now[static_cast<std::size_t>(outcome.where)].failures;
}

void SeriesRecorder::closeBin(const Snapshot &snapshot)
{
    for (std::size_t i = 0; i < m_now.size(); ++i) {
        Counts &counts = m_now[i];
        if (i < m_components) {
            ComponentSeries &series = m_series.components[i];
            series.utilization.push_back(snapshot.components[i].utilization);
            series.queue.push_back(snapshot.components[i].queueLength);
            series.answers.push_back(counts.answers);
            series.failures.push_back(counts.failures);
        } else {
            ConnectionSeries &series = m_series.connections[i - m_components];
            series.requests.push_back(counts.requests);
            series.answers.push_back(counts.answers);
            series.refused.push_back(counts.refused);
            series.inFlight.push_back(m_inFlight[i - m_components]);
        }
        counts = {};
    }
}

} // namespace loadstar::sim
