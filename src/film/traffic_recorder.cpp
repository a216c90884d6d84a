// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/traffic_recorder.h"

#include <algorithm>
#include <utility>

namespace loadstar::film {

namespace {

/// Heartbeats are few; they may be this much sparser than requests before one misses them.
constexpr double kCheckGapFactor = 8.0;

} // namespace

PassageForm formOf(const sim::TraceSegment &segment)
{
    switch (segment.fate) {
    case sim::Fate::Answered:
        return PassageForm::Answer;
    case sim::Fate::Refused:
    case sim::Fate::Rejected:
    case sim::Fate::Failed:
    case sim::Fate::TimedOut:
        return PassageForm::Refused;
    case sim::Fate::Retry:
        return PassageForm::Retry;
    case sim::Fate::Travelling:
        return segment.hasCookie ? PassageForm::Sticky : PassageForm::Request;
    }
    Q_UNREACHABLE();
}

TrafficRecorder::TrafficRecorder(const ElementTable &table)
    : m_componentCount(table.componentCount())
    , m_connectionCount(table.connectionCount())
    , m_passages(static_cast<size_t>(m_connectionCount * kPassageForms))
    , m_failures(static_cast<size_t>(m_componentCount))
    , m_checks(static_cast<size_t>(m_connectionCount))
    , m_visits(static_cast<size_t>(2 * m_connectionCount))
{
    reset(0.0);
}

TrafficChunk TrafficRecorder::take(double now)
{
    m_chunk.to = now;
    TrafficChunk result = std::move(m_chunk);
    reset(now);
    return result;
}

void TrafficRecorder::skipTo(double now)
{
    reset(now);
    for (std::vector<Lane> *lanes : {&m_passages, &m_failures, &m_checks, &m_visits})
        std::fill(lanes->begin(), lanes->end(), Lane());
}

void TrafficRecorder::reset(double now)
{
    m_chunk = TrafficChunk();
    m_chunk.from = now;
    m_chunk.to = now;
    m_chunk.flows.resize(static_cast<size_t>(m_connectionCount));
}

int TrafficRecorder::admit(Lane &lane, double at) const
{
    if (at < lane.keptAt + m_gap) {
        ++lane.skipped;
        return 0;
    }
    lane.keptAt = at;
    return 1 + std::exchange(lane.skipped, 0);
}

void TrafficRecorder::segment(const sim::TraceSegment &segment)
{
    const int number = segment.connection - m_componentCount;
    if (number < 0 || number >= m_connectionCount)
        return;
    const PassageForm form = formOf(segment);
    ConnectionFlow &flow = m_chunk.flows[static_cast<size_t>(number)];
    if (form == PassageForm::Refused)
        ++flow.refused;
    else if (form != PassageForm::Answer)
        ++flow.sent;
    Lane &lane = m_passages[static_cast<size_t>(number * kPassageForms + static_cast<int>(form))];
    if (form == PassageForm::Refused && hasKeptWayOut(number, segment.request))
        lane.keptAt = -1.0e18;
    if (const int weight = admit(lane, segment.departs)) {
        lane.request = segment.request;
        m_chunk.segments.push_back({segment, weight});
    }
}

bool TrafficRecorder::hasKeptWayOut(int number, std::uint64_t request) const
{
    for (const PassageForm form : {PassageForm::Request, PassageForm::Sticky, PassageForm::Retry}) {
        const Lane &lane =
            m_passages[static_cast<size_t>(number * kPassageForms + static_cast<int>(form))];
        if (lane.request == request)
            return true;
    }
    return false;
}

void TrafficRecorder::outcome(const sim::TraceOutcome &outcome)
{
    if (outcome.fate == sim::Fate::Answered)
        return;
    const sim::ElementIndex where =
        outcome.where >= 0 && outcome.where < m_componentCount ? outcome.where : outcome.users;
    if (where < 0 || where >= m_componentCount)
        return;
    if (const int weight = admit(m_failures[static_cast<size_t>(where)], outcome.at)) {
        m_chunk.failures.push_back({outcome, weight});
        m_chunk.failures.back().outcome.where = where;
    }
}

void TrafficRecorder::check(const sim::TraceCheck &check)
{
    const int number = check.connection - m_componentCount;
    if (number < 0 || number >= m_connectionCount)
        return;
    Lane &lane = m_checks[static_cast<size_t>(number)];
    // A result belongs to the check before it: both are kept or neither.
    if (check.phase == sim::TraceCheck::Phase::Sent) {
        if (check.at < lane.keptAt + m_gap * kCheckGapFactor) {
            lane.skipped = 1;
            return;
        }
        lane.keptAt = check.at;
        lane.skipped = 0;
    } else if (lane.skipped != 0) {
        return;
    }
    m_chunk.checks.push_back(check);
}

void TrafficRecorder::visit(const sim::TraceVisit &visit)
{
    const int number = visit.connection - m_componentCount;
    if (number < 0 || number >= m_connectionCount)
        return;
    Lane &lane = m_visits[static_cast<size_t>(number + (visit.isDone ? m_connectionCount : 0))];
    if (admit(lane, visit.at) != 0)
        m_chunk.visits.push_back(visit);
}

void TrafficRecorder::event(const sim::TraceEvent &event)
{
    m_chunk.events.push_back(event);
}

} // namespace loadstar::film
