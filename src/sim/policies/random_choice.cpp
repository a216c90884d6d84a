// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/policies/builtin_policies.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

/// Draws a target with probability proportional to its weight. O(1) with equal weights, else O(log
/// n).
class RandomChoice final : public PolicyOf<RandomChoice>
{
public:
    void prepare(const TargetTable &table, const std::vector<std::uint32_t> &usable) override
    {
        m_usable = usable;
        m_isEqual = haveEqualWeights(table, usable);
        m_sums.clear();
        double sum = 0.0;
        for (const std::uint32_t target : usable)
            m_sums.push_back(sum += table.weight[target]);
    }

    std::uint32_t pick(const TargetTable &, const PickContext &, engine::Random &random) override
    {
        if (m_isEqual)
            return m_usable[random.below(static_cast<std::uint32_t>(m_usable.size()))];
        const double point = random.uniform() * m_sums.back();
        const auto found = std::upper_bound(m_sums.begin(), m_sums.end() - 1, point);
        return m_usable[static_cast<std::size_t>(found - m_sums.begin())];
    }

    Foreseen foresee(engine::Random random) const override
    {
        if (!m_isEqual)
            return {};
        return {{m_usable[random.below(static_cast<std::uint32_t>(m_usable.size()))]}, 1};
    }

private:
    std::vector<std::uint32_t> m_usable;
    std::vector<double> m_sums;
    bool m_isEqual = true;
};

/// The first usable target: the others are reserves for when it has all the connections it may
/// have.
class FirstUsable final : public PolicyOf<FirstUsable>
{
public:
    void prepare(const TargetTable &, const std::vector<std::uint32_t> &usable) override
    {
        m_first = usable.empty() ? 0 : usable.front();
    }

    std::uint32_t pick(const TargetTable &, const PickContext &, engine::Random &) override
    {
        return m_first;
    }

private:
    std::uint32_t m_first = 0;
};

} // namespace

std::unique_ptr<BalancingPolicy> makeRandom(const PolicyOptions &)
{
    return std::make_unique<RandomChoice>();
}

std::unique_ptr<BalancingPolicy> makeFirst(const PolicyOptions &)
{
    return std::make_unique<FirstUsable>();
}

} // namespace loadstar::sim
