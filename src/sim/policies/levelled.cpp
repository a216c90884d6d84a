// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/policies/builtin_policies.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

/// Priority levels: chance gives each level its share of the traffic (table.levelPercent), or the
/// hash where the algorithm hashes, so that a key keeps its level; then the algorithm chooses among
/// the level's own usable targets. What a level without any would get goes to the others in
/// proportion. Source: Envoy, "Priority levels"; LoadBalancerBase::choosePriority.
class Levelled final : public PolicyOf<Levelled>
{
public:
    explicit Levelled(PolicyOptions options)
        : m_options(options)
    {
        m_options.hasLevels = false;
    }

    void prepare(const TargetTable &table, const std::vector<std::uint32_t> &usable) override
    {
        const std::size_t levels = table.levelPercent.size();
        while (m_policies.size() < levels)
            m_policies.push_back(makePolicy(m_options));
        std::vector<std::vector<std::uint32_t>> byLevel(levels);
        for (const std::uint32_t target : usable)
            byLevel[table.level[target]].push_back(target);
        m_shares.clear();
        m_total = 0;
        for (std::uint32_t level = 0; level < levels; ++level) {
            m_policies[level]->prepare(table, byLevel[level]);
            if (byLevel[level].empty())
                continue;
            m_total += table.levelPercent[level];
            m_shares.push_back({level, m_total});
        }
    }

    std::uint32_t pick(const TargetTable &table, const PickContext &context,
                       engine::Random &random) override
    {
        const bool isHashed = hashKeyOf(m_options.kind) != HashKey::None;
        const std::uint32_t place =
            isHashed ? static_cast<std::uint32_t>(engine::mixBits(context.hash) % m_total)
                     : random.below(m_total);
        const auto share = std::find_if(m_shares.begin(), m_shares.end(),
                                        [place](const Share &one) { return place < one.end; });
        return m_policies[share->level]->pick(table, context, random);
    }

    bool watchesOutstanding() const override { return true; }
    void outstandingChanged(const TargetTable &table, std::uint32_t target) override
    {
        m_policies[table.level[target]]->outstandingChanged(table, target);
    }
    void loadReported(const TargetTable &table, std::uint32_t target) override
    {
        m_policies[table.level[target]]->loadReported(table, target);
    }
    bool readsSessions() const override { return m_options.kind == PolicyKind::FewestSessions; }
    bool watchesAnswers() const override { return m_options.kind == PolicyKind::PeakEwma; }
    void answered(std::uint32_t target, double now, double latency) override
    {
        for (const auto &policy : m_policies)
            policy->answered(target, now, latency);
    }

private:
    /// Of the levels that have a usable target.
    struct Share
    {
        std::uint32_t level;
        std::uint32_t end; ///< its percent and those of the levels before it
    };

    PolicyOptions m_options;
    std::vector<base::ClonePtr<BalancingPolicy>> m_policies; ///< by level
    std::vector<Share> m_shares;
    std::uint32_t m_total = 0;
};

} // namespace

std::unique_ptr<BalancingPolicy> makeLevelled(const PolicyOptions &options)
{
    return std::make_unique<Levelled>(options);
}

} // namespace loadstar::sim
