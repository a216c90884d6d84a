// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace loadstar::probe {

/// When each target is checked next. Times are seconds on one monotonic clock of the caller;
/// nothing here waits.
class CheckSchedule
{
public:
    /// First checks are spread evenly over at most this long, in seconds, so that a long interval
    /// does not make people wait for the first verdict.
    static constexpr double kMaximumSpread = 10.0;
    /// A wake-up that comes later than this, in seconds, means that the machine or the process
    /// stood still.
    static constexpr double kStall = 1.0;

    /// Target i of n starts i/n of its interval after `now`.
    void start(const std::vector<double> &intervals, double now);

    /// Sets when the target is checked next.
    void set(size_t target, double due);

    /// The earliest due time; none when nothing is due ever.
    std::optional<double> next() const;

    /// Removes and returns the targets that are due, earliest first. After a stall all that are
    /// overdue are spread over their intervals again, as at the start, instead of coming in one
    /// burst.
    std::vector<size_t> takeDue(double now);

    void clear() { m_due.clear(); }

private:
    double offset(size_t target) const;

    std::vector<double> m_intervals;
    std::set<std::pair<double, size_t>> m_due;
};

} // namespace loadstar::probe
