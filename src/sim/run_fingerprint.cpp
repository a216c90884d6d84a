// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/run_fingerprint.h"

#include "sim/design_simulation.h"
#include "sim/engine/random_streams.h"

#include <cmath>

namespace loadstar::sim {

namespace {

/// What a record is, so that two kinds with the same numbers differ.
enum class Record : std::uint64_t { Segment = 1, Outcome, Check, Event };

} // namespace

RunFingerprint::RunFingerprint(const DesignSimulation &simulation)
    : m_ticksPerSecond(1e9 / simulation.options().duration)
{
    const int count = simulation.componentCount() + simulation.connectionCount();
    for (ElementIndex element = 0; element < count; ++element)
        m_identities.push_back(engine::stableHash(simulation.elementId(element).toStdString()));
}

void RunFingerprint::mix(std::uint64_t value)
{
    m_hash = engine::mixBits(m_hash ^ value) + 0x9e3779b97f4a7c15U;
}

void RunFingerprint::mixTime(double seconds)
{
    mix(static_cast<std::uint64_t>(std::llround(seconds * m_ticksPerSecond)));
}

void RunFingerprint::mixElement(ElementIndex element)
{
    // Negative numbers are causes that are no element; they stand for themselves.
    mix(element < 0 ? static_cast<std::uint64_t>(element)
                    : m_identities[static_cast<std::size_t>(element)]);
}

void RunFingerprint::segment(const TraceSegment &segment)
{
    ++m_segments;
    mix(static_cast<std::uint64_t>(Record::Segment));
    mixTime(segment.departs);
    mixTime(segment.arrives);
    mix(segment.request);
    mix(segment.client);
    mixElement(segment.from);
    mixElement(segment.to);
    mixElement(segment.connection);
    mix(static_cast<std::uint64_t>(segment.fate) * 2 + (segment.hasCookie ? 1 : 0));
}

void RunFingerprint::outcome(const TraceOutcome &outcome)
{
    ++m_outcomes;
    mix(static_cast<std::uint64_t>(Record::Outcome));
    mixTime(outcome.at);
    mixTime(outcome.sentAt);
    mix(outcome.request);
    mix(outcome.client);
    mixElement(outcome.users);
    mixElement(outcome.where);
    mix(static_cast<std::uint64_t>(outcome.fate));
}

void RunFingerprint::check(const TraceCheck &check)
{
    ++m_checks;
    mix(static_cast<std::uint64_t>(Record::Check));
    mixTime(check.at);
    mixElement(check.connection);
    mix(static_cast<std::uint64_t>(check.phase));
}

void RunFingerprint::event(const TraceEvent &event)
{
    ++m_events;
    mix(static_cast<std::uint64_t>(Record::Event));
    mixTime(event.at);
    // By name: a new kind of event in between must not change the others.
    mix(engine::stableHash(eventName(event.what)));
    mixElement(event.target);
    mixElement(event.by);
    mix(static_cast<std::uint64_t>(event.mode));
}

QString RunFingerprint::text() const
{
    return QStringLiteral("%1,%2,%3,%4,%5")
        .arg(m_segments)
        .arg(m_outcomes)
        .arg(m_checks)
        .arg(m_events)
        .arg(m_hash, 16, 16, QLatin1Char('0'));
}

} // namespace loadstar::sim
