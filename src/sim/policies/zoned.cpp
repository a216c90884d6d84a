// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/policies/builtin_policies.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

/// Without cross-zone balancing: every zone with a usable target gets the same share, whatever the
/// number of its targets, and balances it over its own. Source: AWS, "Cross-zone load balancing".
class Zoned final : public PolicyOf<Zoned>
{
public:
    explicit Zoned(PolicyOptions options)
        : m_options(options)
    {
        m_options.staysInZone = false;
    }

    void prepare(const TargetTable &table, const std::vector<std::uint32_t> &usable) override
    {
        std::uint32_t zones = 0;
        for (const std::uint32_t zone : table.zone)
            zones = std::max(zones, zone + 1);
        while (m_policies.size() < zones)
            m_policies.push_back(makePolicy(m_options));
        std::vector<std::vector<std::uint32_t>> byZone(zones);
        for (const std::uint32_t target : usable)
            byZone[table.zone[target]].push_back(target);
        m_zones.clear();
        for (std::uint32_t zone = 0; zone < zones; ++zone) {
            m_policies[zone]->prepare(table, byZone[zone]);
            if (!byZone[zone].empty())
                m_zones.push_back(zone);
        }
    }

    std::uint32_t pick(const TargetTable &table, const PickContext &context,
                       engine::Random &random) override
    {
        const std::uint32_t zone =
            m_zones[random.below(static_cast<std::uint32_t>(m_zones.size()))];
        return m_policies[zone]->pick(table, context, random);
    }

    bool watchesOutstanding() const override { return true; }
    void outstandingChanged(const TargetTable &table, std::uint32_t target) override
    {
        m_policies[table.zone[target]]->outstandingChanged(table, target);
    }
    void loadReported(const TargetTable &table, std::uint32_t target) override
    {
        m_policies[table.zone[target]]->loadReported(table, target);
    }
    bool readsSessions() const override { return m_options.kind == PolicyKind::FewestSessions; }
    bool watchesAnswers() const override { return m_options.kind == PolicyKind::PeakEwma; }
    void answered(std::uint32_t target, double now, double latency) override
    {
        for (const auto &policy : m_policies)
            policy->answered(target, now, latency);
    }

private:
    PolicyOptions m_options;
    std::vector<base::ClonePtr<BalancingPolicy>> m_policies;
    std::vector<std::uint32_t> m_zones;
};

} // namespace

std::unique_ptr<BalancingPolicy> makeZoned(const PolicyOptions &options)
{
    return std::make_unique<Zoned>(options);
}

} // namespace loadstar::sim
