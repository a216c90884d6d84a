// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/policies/builtin_policies.h"

namespace loadstar::sim {

namespace {

/// The target whose last passed check reported the least load, ties at random. All traffic follows
/// the same stale report until the next check. O(1) between checks.
class LeastLoad final : public PolicyOf<LeastLoad>
{
public:
    void prepare(const TargetTable &, const std::vector<std::uint32_t> &usable) override
    {
        m_usable = usable;
        m_isStale = true;
    }

    std::uint32_t pick(const TargetTable &table, const PickContext &,
                       engine::Random &random) override
    {
        if (m_isStale)
            collect(table);
        return m_least[random.below(static_cast<std::uint32_t>(m_least.size()))];
    }

    void loadReported(const TargetTable &, std::uint32_t) override { m_isStale = true; }

private:
    void collect(const TargetTable &table)
    {
        m_isStale = false;
        m_least.clear();
        double least = 0.0;
        for (const std::uint32_t target : m_usable) {
            const double load = table.reportedLoad[target];
            if (m_least.empty() || load < least) {
                m_least.clear();
                least = load;
            }
            if (load == least)
                m_least.push_back(target);
        }
    }

    std::vector<std::uint32_t> m_usable;
    std::vector<std::uint32_t> m_least;
    bool m_isStale = true;
};

} // namespace

std::unique_ptr<BalancingPolicy> makeLeastLoad(const PolicyOptions &)
{
    return std::make_unique<LeastLoad>();
}

} // namespace loadstar::sim
