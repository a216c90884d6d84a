// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/policies/builtin_policies.h"
#include "sim/policies/least_of.h"

namespace loadstar::sim {

namespace {

/// The target with the fewest requests per weight, ties broken uniformly at random. With equal
/// weights the targets lie in buckets by their number of requests, so that a pick and a change are
/// O(1); with unequal ones a pick looks at all. Source of the rule with countsNext: HAProxy 2.6,
/// src/lb_fwlc.c.
class LeastConnections final : public PolicyOf<LeastConnections>
{
public:
    explicit LeastConnections(const PolicyOptions &options)
        : m_countsNext(options.countsNext)
    {}

    void prepare(const TargetTable &table, const std::vector<std::uint32_t> &usable) override
    {
        m_usable = usable;
        m_isEqual = haveEqualWeights(table, usable);
        for (auto &level : m_levels)
            level.clear();
        m_places.assign(table.size(), Place{});
        m_lowest = 0;
        if (!m_isEqual)
            return;
        for (const std::uint32_t target : usable)
            insert(target, table.outstanding[target]);
        raiseLowest();
    }

    std::uint32_t pick(const TargetTable &table, const PickContext &,
                       engine::Random &random) override
    {
        if (!m_isEqual)
            return pickByScan(table, random);
        const std::vector<std::uint32_t> &least = m_levels[m_lowest];
        return least[random.below(static_cast<std::uint32_t>(least.size()))];
    }

    Foreseen foresee(engine::Random random) const override
    {
        if (!m_isEqual)
            return {};
        const std::vector<std::uint32_t> &least = m_levels[m_lowest];
        return {{least[random.below(static_cast<std::uint32_t>(least.size()))]}, 1};
    }

    bool watchesOutstanding() const override { return true; }

    void outstandingChanged(const TargetTable &table, std::uint32_t target) override
    {
        Place &place = m_places[target];
        if (!place.isMember)
            return;
        std::vector<std::uint32_t> &level = m_levels[place.level];
        const std::uint32_t last = level.back();
        level[place.position] = last;
        m_places[last].position = place.position;
        level.pop_back();
        const std::uint32_t now = table.outstanding[target];
        insert(target, now);
        if (now < m_lowest)
            m_lowest = now;
        else
            raiseLowest();
    }

private:
    struct Place
    {
        std::uint32_t level = 0;
        std::uint32_t position = 0;
        bool isMember = false;
    };

    void insert(std::uint32_t target, std::uint32_t level)
    {
        if (level >= m_levels.size())
            m_levels.resize(level + 1);
        m_places[target] = {level, static_cast<std::uint32_t>(m_levels[level].size()), true};
        m_levels[level].push_back(target);
    }

    void raiseLowest()
    {
        while (m_lowest < m_levels.size() && m_levels[m_lowest].empty())
            ++m_lowest;
        if (m_lowest == m_levels.size())
            m_lowest = 0;
    }

    std::uint32_t pickByScan(const TargetTable &table, engine::Random &random)
    {
        LeastOf<double> least(random);
        for (const std::uint32_t target : m_usable)
            least.offer(target, loadOf(table, target));
        return least.best();
    }

    double loadOf(const TargetTable &table, std::uint32_t target) const
    {
        const double requests = table.outstanding[target];
        const bool countsNext = m_countsNext && requests > 0.0;
        return (countsNext ? requests + 1.0 : requests) / table.weight[target];
    }

    std::vector<std::uint32_t> m_usable;
    std::vector<std::vector<std::uint32_t>> m_levels;
    std::vector<Place> m_places;
    std::uint32_t m_lowest = 0;
    bool m_isEqual = true;
    bool m_countsNext;
};

} // namespace

std::unique_ptr<BalancingPolicy> makeLeastConnections(const PolicyOptions &options)
{
    return std::make_unique<LeastConnections>(options);
}

} // namespace loadstar::sim
