// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/trace.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace loadstar::sim {

class DesignSimulation;

/// Sums up a run in one number that changes when anything in it does: every passage, end of a
/// request, health check and event, in order, with its time rounded to 1e-9 of the duration, so
/// that the last bits of a platform's arithmetic play no part. Elements count by id.
class RunFingerprint : public TraceSink
{
public:
    /// For a run that has not begun; `simulation` must outlive it.
    explicit RunFingerprint(const DesignSimulation &simulation);

    void segment(const TraceSegment &segment) override;
    void outcome(const TraceOutcome &outcome) override;
    void check(const TraceCheck &check) override;
    void event(const TraceEvent &event) override;

    std::uint64_t segments() const { return m_segments; }
    std::uint64_t outcomes() const { return m_outcomes; }
    std::uint64_t checks() const { return m_checks; }
    std::uint64_t events() const { return m_events; }
    std::uint64_t hash() const { return m_hash; }

    /// "segments,outcomes,checks,events,hash": counts in decimals, the hash in 16 hexadecimal
    /// digits.
    QString text() const;

private:
    void mix(std::uint64_t value);
    void mixTime(double seconds);
    void mixElement(ElementIndex element);

    double m_ticksPerSecond;
    std::vector<std::uint64_t> m_identities; ///< by ElementIndex: hash of the id
    std::uint64_t m_segments = 0;
    std::uint64_t m_outcomes = 0;
    std::uint64_t m_checks = 0;
    std::uint64_t m_events = 0;
    std::uint64_t m_hash = 0;
};

} // namespace loadstar::sim
