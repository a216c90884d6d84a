// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/policies/builtin_policies.h"
#include "sim/policies/least_of.h"

namespace loadstar::sim {

namespace {

/// The target with the fewest open sessions per weight, ties at random. The nodes tell each other
/// their counts, so they are never stale. O(n). Source: Posit Workbench administration guide,
/// "Load balancing methods", sessions.
class FewestSessions final : public PolicyOf<FewestSessions>
{
public:
    void prepare(const TargetTable &, const std::vector<std::uint32_t> &usable) override
    {
        m_usable = usable;
    }

    std::uint32_t pick(const TargetTable &table, const PickContext &,
                       engine::Random &random) override
    {
        LeastOf<double> least(random);
        for (const std::uint32_t target : m_usable)
            least.offer(target, table.sessions[target] / table.weight[target]);
        return least.best();
    }

    bool readsSessions() const override { return true; }

private:
    std::vector<std::uint32_t> m_usable;
};

} // namespace

std::unique_ptr<BalancingPolicy> makeFewestSessions(const PolicyOptions &)
{
    return std::make_unique<FewestSessions>();
}

} // namespace loadstar::sim
