// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/builtin_machines.h"
#include "health/rise_fall_machine.h"

namespace loadstar::health {

namespace {

/// HAProxy: the next check starts an interval after the end of the last one; fastinter while
/// between up and down, downinter while down. With disable-on-404 a running server that answers 404
/// gets no new work until it passes again; one that is down stays down.
/// Source: HAProxy configuration manual 3.5, 5.2 (fastinter, downinter, fall, rise) and
/// http-check disable-on-404.
class HaproxyMachine final : public RiseFallMachineOf<HaproxyMachine>
{
public:
    using Cloneable::Cloneable;

    Change record(CheckResult result) override
    {
        if (result != CheckResult::Stopping) {
            if (isPass(result))
                setStopping(false);
            return RiseFallMachine::record(result);
        }
        if (verdict() == Verdict::Down)
            return Change::None;
        // It answers, so it runs: for the count the check has passed.
        const Change change = RiseFallMachine::record(CheckResult::Passed);
        setStopping(verdict() == Verdict::Up);
        return change;
    }

protected:
    double pause() const override
    {
        if (counted() > 0)
            return settings().fastInterval.value_or(settings().interval);
        if (verdict() == Verdict::Down)
            return settings().downInterval.value_or(settings().interval);
        return settings().interval;
    }
};

} // namespace

std::unique_ptr<CheckMachine> makeHaproxyMachine(const CheckSettings &settings, Verdict initial)
{
    return std::make_unique<HaproxyMachine>(settings, initial);
}

} // namespace loadstar::health
