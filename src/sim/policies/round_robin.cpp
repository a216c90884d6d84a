// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/policies/builtin_policies.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

/// Cyclic while all weights are equal. Otherwise each target has deadlines 1/weight apart, the
/// first after half of that, and the earliest is next: 5:1:1 gives a a a b c a a. O(1) and O(log
/// n).
class RoundRobin final : public PolicyOf<RoundRobin>
{
public:
    void prepare(const TargetTable &table, const std::vector<std::uint32_t> &usable) override
    {
        m_usable = usable;
        const auto next = std::upper_bound(m_usable.begin(), m_usable.end(), m_last);
        m_position = m_hasLast ? static_cast<std::size_t>(next - m_usable.begin()) : 0;
        m_isEqual = haveEqualWeights(table, usable);
        m_deadlines.resize(table.size(), -1.0);
        m_heap.clear();
        if (m_isEqual) {
            // Unequal weights later start afresh.
            std::fill(m_deadlines.begin(), m_deadlines.end(), -1.0);
            return;
        }
        for (const std::uint32_t target : usable) {
            double &deadline = m_deadlines[target];
            if (deadline < m_virtualTime)
                deadline = m_virtualTime + 0.5 / table.weight[target];
            m_heap.push_back({deadline, target});
        }
        std::make_heap(m_heap.begin(), m_heap.end(), isLater);
    }

    std::uint32_t pick(const TargetTable &table, const PickContext &, engine::Random &) override
    {
        if (m_isEqual) {
            if (m_position >= m_usable.size())
                m_position = 0;
            m_last = m_usable[m_position++];
            m_hasLast = true;
            return m_last;
        }
        std::pop_heap(m_heap.begin(), m_heap.end(), isLater);
        Turn &turn = m_heap.back();
        const std::uint32_t target = turn.target;
        m_virtualTime = turn.deadline;
        turn.deadline += 1.0 / table.weight[target];
        m_deadlines[target] = turn.deadline;
        std::push_heap(m_heap.begin(), m_heap.end(), isLater);
        m_last = target;
        m_hasLast = true;
        return target;
    }

    Foreseen foresee(engine::Random) const override
    {
        if (!m_isEqual)
            return {{m_heap.front().target}, 1};
        return {{m_usable[m_position < m_usable.size() ? m_position : 0]}, 1};
    }

private:
    struct Turn
    {
        double deadline;
        std::uint32_t target;
    };

    static bool isLater(const Turn &a, const Turn &b)
    {
        return a.deadline > b.deadline || (a.deadline == b.deadline && a.target > b.target);
    }

    std::vector<std::uint32_t> m_usable;
    std::size_t m_position = 0;
    std::uint32_t m_last = 0;
    bool m_hasLast = false;
    bool m_isEqual = true;
    double m_virtualTime = 0.0;
    std::vector<double> m_deadlines;
    std::vector<Turn> m_heap;
};

} // namespace

std::unique_ptr<BalancingPolicy> makeRoundRobin(const PolicyOptions &)
{
    return std::make_unique<RoundRobin>();
}

} // namespace loadstar::sim
