// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/check_rules.h"

#include <memory>

namespace loadstar::health {

/// One target's verdict by one product's rules, for simulated, real and recorded checks alike. It
/// has no clock and no randomness.
class CheckMachine
{
public:
    virtual ~CheckMachine() = default;

    virtual std::unique_ptr<CheckMachine> clone() const = 0;

    /// Counts one check; tells whether the verdict changed.
    virtual Change record(CheckResult result) = 0;
    /// When the next check starts, given when the last one started and ended (seconds on any one
    /// clock).
    virtual double nextStart(double started, double ended) const = 0;

    virtual Verdict verdict() const = 0;
    /// Checks in a row that speak against the verdict: failures while up, successes while down;
    /// while pending, checks in a row that ended alike.
    virtual int counted() const = 0;
    /// Up, and the last passed check said that less is served than should be.
    virtual bool isDegraded() const = 0;
    /// Up, and to get nothing but what belongs to it already.
    virtual bool isStopping() const = 0;
};

/// The machine that the settings ask for.
std::unique_ptr<CheckMachine> makeMachine(const CheckSettings &settings, Verdict initial);

} // namespace loadstar::health
