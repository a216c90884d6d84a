// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/goal_watch.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadstar::player {

GoalWatch::GoalWatch(sim::DesignSimulation &run, sim::TraceSink &sink)
    : m_run(run)
    , m_sink(sink)
{
    m_run.setTraceSink(this);
}

GoalWatch::~GoalWatch()
{
    m_run.setTraceSink(nullptr);
}

bool GoalWatch::runUntil(double seconds, const PlaybackGoal &goal, const base::TaskControl &control)
{
    m_goal = goal;
    m_isMet = false;
    m_place = sim::kNoElement;
    if (goal.kind == PlaybackGoal::Kind::Time) {
        const bool isThere = m_run.runUntil(std::min(seconds, goal.value), &control);
        m_isMet = m_run.now() >= goal.value;
        return isThere && !m_isMet;
    }
    const sim::RequestCounts requests = m_run.requestCounts();
    const sim::SessionCounts sessions = m_run.sessionCounts();
    for (;;) {
        const sim::ComingEvent coming = m_run.comingEvent();
        if (coming.at >= seconds)
            return m_run.runUntil(seconds, &control);
        m_isTouched = m_hasEvent = false;
        m_place = coming.component;
        touch(m_place);
        constexpr double kForever = std::numeric_limits<double>::infinity();
        if (!m_run.runUntil(std::nextafter(coming.at, kForever), &control))
            return false;
        m_isMet = holds(requests, sessions);
        if (m_isMet)
            return false;
    }
}

bool GoalWatch::holds(const sim::RequestCounts &requests, const sim::SessionCounts &sessions) const
{
    using Kind = PlaybackGoal::Kind;
    const sim::RequestCounts &now = m_run.requestCounts();
    switch (m_goal.kind) {
    case Kind::NextMoment:
        return true;
    case Kind::EventOf:
        return m_isTouched;
    case Kind::Time:
        return m_run.now() >= m_goal.value;
    case Kind::Event:
    case Kind::ComponentDown:
        return m_hasEvent;
    case Kind::FailedRequest:
        return now.failed > requests.failed;
    case Kind::LostSession:
        return m_run.sessionCounts().lost > sessions.lost;
    case Kind::AvailabilityBelow: {
        const auto answered = static_cast<double>(now.completed);
        return answered < m_goal.value * (answered + static_cast<double>(now.failed));
    }
    }
    Q_UNREACHABLE();
}

void GoalWatch::touch(sim::ElementIndex element)
{
    const auto &wanted = m_goal.elements;
    if (element >= 0 && std::find(wanted.begin(), wanted.end(), element) != wanted.end())
        m_isTouched = true;
}

void GoalWatch::segment(const sim::TraceSegment &segment)
{
    // What departs does not concern the place where it will arrive before it does so.
    touch(segment.from);
    touch(segment.connection);
    if (segment.arrives <= segment.departs)
        touch(segment.to);
    m_sink.segment(segment);
}

void GoalWatch::outcome(const sim::TraceOutcome &outcome)
{
    touch(outcome.users);
    touch(outcome.where);
    m_sink.outcome(outcome);
}

void GoalWatch::check(const sim::TraceCheck &check)
{
    touch(check.balancer);
    touch(check.target);
    touch(check.connection);
    m_sink.check(check);
}

void GoalWatch::visit(const sim::TraceVisit &visit)
{
    touch(visit.node);
    touch(visit.storage);
    touch(visit.connection);
    m_sink.visit(visit);
}

void GoalWatch::work(const sim::TraceWork &work)
{
    touch(work.node);
    m_sink.work(work);
}

void GoalWatch::event(const sim::TraceEvent &event)
{
    touch(event.target);
    touch(event.by);
    const bool isDown = m_goal.kind == PlaybackGoal::Kind::ComponentDown;
    m_hasEvent = m_hasEvent || event.what == (isDown ? sim::EventWhat::Fail : m_goal.what);
    m_sink.event(event);
}

void GoalWatch::sessionLost(const sim::TraceSessionLoss &loss)
{
    touch(loss.node);
    m_sink.sessionLost(loss);
}

} // namespace loadstar::player
