// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/story/history_recorder.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

/// What a sum grew by; sums begin anew at the end of the warm-up.
template <typename Number>
double grownBy(Number now, Number before)
{
    return static_cast<double>(now >= before ? now - before : now);
}

PartBin partBin(const ComponentSums &now, const ComponentSums &before, double step)
{
    PartBin bin;
    const double capacity = grownBy(now.capacityArea, before.capacityArea);
    if (now.busyArea && capacity > 0.0) {
        const double busy = grownBy(*now.busyArea, before.busyArea.value_or(0.0));
        bin.utilization = static_cast<float>(std::clamp(busy / capacity, 0.0, 1.0));
    }
    bin.queue = static_cast<float>(grownBy(now.waitArea, before.waitArea) / step);
    const double answered = grownBy(now.completed, before.completed);
    bin.answered = static_cast<float>(answered / step);
    bin.failed = static_cast<float>(grownBy(now.failed, before.failed) / step);
    if (answered > 0.0)
        bin.responseTime =
            static_cast<float>(grownBy(now.responseSum, before.responseSum) / answered);
    return bin;
}

} // namespace

bool RunHistory::operator==(const RunHistory &other) const
{
    const auto isSame = [](const auto &one, const auto &another) { return *one == *another; };
    return step == other.step && ids == other.ids &&
           std::equal(bins.begin(), bins.end(), other.bins.begin(), other.bins.end(), isSame);
}

HistoryRecorder::HistoryRecorder(const model::Design &design, double step)
    : m_story(design, 0)
{
    m_history.step = step;
}

HistoryRecorder::HistoryRecorder(const HistoryRecorder &other)
    : TraceSink(other)
    , m_history(other.m_history)
    , m_story(other.m_story)
    , m_before(other.m_before)
    , m_failuresBefore(other.m_failuresBefore)
{}

void HistoryRecorder::segment(const TraceSegment &segment)
{
    if (m_next)
        m_next->segment(segment);
}

void HistoryRecorder::outcome(const TraceOutcome &outcome)
{
    m_story.outcome(outcome);
    if (m_next)
        m_next->outcome(outcome);
}

void HistoryRecorder::check(const TraceCheck &check)
{
    if (m_next)
        m_next->check(check);
}

void HistoryRecorder::visit(const TraceVisit &visit)
{
    if (m_next)
        m_next->visit(visit);
}

void HistoryRecorder::work(const TraceWork &work)
{
    if (m_next)
        m_next->work(work);
}

void HistoryRecorder::event(const TraceEvent &event)
{
    m_story.event(event);
    if (m_next)
        m_next->event(event);
}

void HistoryRecorder::sessionLost(const TraceSessionLoss &loss)
{
    if (m_next)
        m_next->sessionLost(loss);
}

void HistoryRecorder::session(const TraceSession &session)
{
    if (m_next)
        m_next->session(session);
}

double HistoryRecorder::binEnd() const
{
    return static_cast<double>(m_history.bins.size() + 1) * m_history.step;
}

void HistoryRecorder::closeBin(const std::vector<ComponentSums> &sums, const std::vector<int> &held,
                               const SessionCounts &sessions)
{
    if (m_history.ids.empty()) {
        for (const ComponentSums &one : sums)
            m_history.ids.push_back(one.id);
        m_before.resize(sums.size());
    }
    auto bin = std::make_shared<HistoryBin>();
    for (std::size_t i = 0; i < sums.size(); ++i) {
        bin->parts.push_back(partBin(sums[i], m_before[i], m_history.step));
        bin->parts.back().sessions = held[i];
        bin->sessionsHeld += held[i];
    }
    for (std::size_t i = 0; i < kFailureReasons; ++i) {
        const std::int64_t count = m_story.count(static_cast<FailureReason>(i));
        bin->failures[i] = count - m_failuresBefore[i];
        m_failuresBefore[i] = count;
    }
    bin->sessionsLost = sessions.lost;
    bin->sessionsBroken = sessions.broken;
    m_before = sums;
    m_history.bins.push_back(std::move(bin));
}

} // namespace loadstar::sim
