// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clone_ptr.h"
#include "health/check_machine.h"

#include <memory>

namespace loadstar::health {

/// The verdict on one target: the machine that its settings ask for, and the settings.
class HealthTracker
{
public:
    explicit HealthTracker(const CheckSettings &settings = {}, Verdict initial = Verdict::Up)
        : m_settings(settings)
        , m_machine(makeMachine(settings, initial))
    {}

    /// Counts one check; tells whether the verdict changed.
    Change record(CheckResult result) { return m_machine->record(result); }

    Verdict verdict() const { return m_machine->verdict(); }
    bool isUp() const { return verdict() == Verdict::Up; }
    /// As CheckMachine::counted().
    int counted() const { return m_machine->counted(); }
    /// As CheckMachine::isDegraded().
    bool isDegraded() const { return m_machine->isDegraded(); }
    /// As CheckMachine::isStopping().
    bool isStopping() const { return m_machine->isStopping(); }
    const CheckSettings &settings() const { return m_settings; }

    /// As CheckMachine::nextStart().
    double nextStart(double started, double ended) const
    {
        return m_machine->nextStart(started, ended);
    }

private:
    CheckSettings m_settings;
    base::ClonePtr<CheckMachine> m_machine;
};

} // namespace loadstar::health
