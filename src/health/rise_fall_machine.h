// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clone_ptr.h"
#include "health/check_machine.h"

namespace loadstar::health {

/// Counting in a row, which all products share: `fall` failures take an up target down, `rise`
/// successes bring it back, and a check that agrees with the verdict starts the count again. A
/// pending target needs `rise` passed or `fall` failed checks in a row; after rise + fall checks
/// without either, the last one decides, so that a verdict always comes. Products override where
/// they differ.
class RiseFallMachine : public CheckMachine
{
public:
    RiseFallMachine(const CheckSettings &settings, Verdict initial)
        : m_settings(settings)
        , m_verdict(initial)
    {}

    Change record(CheckResult result) override;
    double nextStart(double started, double ended) const override;

    Verdict verdict() const final { return m_verdict; }
    int counted() const final { return m_counted; }
    bool isDegraded() const final { return m_isDegraded; }
    bool isStopping() const final { return m_isStopping; }

protected:
    /// Whether a failure takes an up target down whatever was counted.
    virtual bool isFinal(CheckResult) const { return false; }
    /// Checks in a row that end the wait for a first verdict.
    virtual int neededWhilePending(bool hasPassed) const;
    /// Seconds between two checks in the present state.
    virtual double pause() const { return m_settings.interval; }

    void setDegraded(bool isDegraded) { m_isDegraded = isDegraded; }
    void setStopping(bool isStopping) { m_isStopping = isStopping; }
    const CheckSettings &settings() const { return m_settings; }

private:
    Change recordWhilePending(bool hasPassed);
    Change decide(bool isUp);

    CheckSettings m_settings;
    Verdict m_verdict;
    int m_counted = 0;
    int m_pendingChecks = 0;
    bool m_pendingPassed = false;
    bool m_isDegraded = false;
    bool m_isStopping = false;
};

/// What the machines of the products derive from.
template <typename Self>
using RiseFallMachineOf = base::Cloneable<Self, CheckMachine, RiseFallMachine>;

} // namespace loadstar::health
