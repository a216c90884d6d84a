// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/builtin_machines.h"
#include "health/rise_fall_machine.h"

namespace loadstar::health {

namespace {

/// AWS target groups: checks start an interval after each other however long the answer takes, and
/// a new target is healthy after one passed check.
/// Source: AWS, Application Load Balancers, "Health checks for your target groups".
class AlbMachine final : public RiseFallMachineOf<AlbMachine>
{
public:
    using Cloneable::Cloneable;

protected:
    int neededWhilePending(bool hasPassed) const override
    {
        return hasPassed ? 1 : settings().fall;
    }
};

} // namespace

std::unique_ptr<CheckMachine> makeAlbMachine(const CheckSettings &settings, Verdict initial)
{
    return std::make_unique<AlbMachine>(settings, initial);
}

} // namespace loadstar::health
