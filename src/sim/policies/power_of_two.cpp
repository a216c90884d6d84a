// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/variates.h"
#include "sim/policies/builtin_policies.h"
#include "sim/policies/least_of.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

/// Draws a few usable targets, with or without replacement.
class Sampler
{
public:
    explicit Sampler(const PolicyOptions &options)
        : m_choices(options.choices)
        , m_areDistinct(options.areDistinct)
    {}

    void prepare(const std::vector<std::uint32_t> &usable) { m_usable = usable; }

    /// Calls `look(target)` for each target drawn.
    template <typename Look>
    void draw(engine::Random &random, Look look)
    {
        const auto count = static_cast<std::uint32_t>(m_usable.size());
        if (!m_areDistinct) {
            for (std::uint32_t i = 0; i < m_choices; ++i)
                look(m_usable[random.below(count)]);
            return;
        }
        if (m_choices >= count) {
            for (const std::uint32_t target : m_usable)
                look(target);
            return;
        }
        if (m_choices == 2) {
            const std::uint32_t first = random.below(count);
            const std::uint32_t second = random.below(count - 1);
            look(m_usable[first]);
            look(m_usable[second < first ? second : second + 1]);
            return;
        }
        // A partial shuffle: the first m_choices places become a uniform sample; any order is a
        // valid start.
        for (std::uint32_t i = 0; i < m_choices; ++i) {
            std::swap(m_usable[i], m_usable[i + random.below(count - i)]);
            look(m_usable[i]);
        }
    }

    Foreseen foresee(engine::Random random) const
    {
        const auto count = static_cast<std::uint32_t>(m_usable.size());
        if (m_choices != 2 || count <= 2)
            return {};
        const std::uint32_t first = random.below(count);
        std::uint32_t second = random.below(m_areDistinct ? count - 1 : count);
        second += m_areDistinct && second >= first ? 1 : 0;
        return {{m_usable[first], m_usable[second]}, 2};
    }

private:
    std::uint32_t m_choices;
    bool m_areDistinct;
    std::vector<std::uint32_t> m_usable;
};

/// Of `choices` random targets the one with the fewest requests per weight, ties at random.
/// Source: Mitzenmacher, "The power of two choices in randomized load balancing", IEEE TPDS 12
/// (2001).
class PowerOfTwo final : public PolicyOf<PowerOfTwo>
{
public:
    explicit PowerOfTwo(const PolicyOptions &options)
        : m_sampler(options)
    {}

    void prepare(const TargetTable &table, const std::vector<std::uint32_t> &usable) override
    {
        m_sampler.prepare(usable);
        m_isEqual = haveEqualWeights(table, usable);
    }

    std::uint32_t pick(const TargetTable &table, const PickContext &,
                       engine::Random &random) override
    {
        if (m_isEqual)
            return pickLeast(random, [&](std::uint32_t t) { return table.outstanding[t]; });
        return pickLeast(random,
                         [&](std::uint32_t t) { return table.outstanding[t] / table.weight[t]; });
    }

    Foreseen foresee(engine::Random random) const override { return m_sampler.foresee(random); }

private:
    template <typename Load>
    std::uint32_t pickLeast(engine::Random &random, Load loadOf)
    {
        LeastOf<decltype(loadOf(0U))> least(random);
        m_sampler.draw(random, [&](std::uint32_t target) { least.offer(target, loadOf(target)); });
        return least.best();
    }

    Sampler m_sampler;
    bool m_isEqual = true;
};

/// Of `choices` random targets the one with the least latency x (requests + 1), where the latency
/// is a moving average that jumps up to peaks at once and forgets them over ten seconds. Source:
/// Finagle, "P2C + Peak EWMA".
class PeakEwma final : public PolicyOf<PeakEwma>
{
public:
    explicit PeakEwma(const PolicyOptions &options)
        : m_sampler(options)
    {}

    void prepare(const TargetTable &table, const std::vector<std::uint32_t> &usable) override
    {
        m_sampler.prepare(usable);
        m_averages.resize(table.size());
    }

    std::uint32_t pick(const TargetTable &table, const PickContext &context,
                       engine::Random &random) override
    {
        LeastOf<double> least(random);
        m_sampler.draw(random, [&](std::uint32_t target) {
            const double cost = costOf(target, table.outstanding[target], context.now);
            least.offer(target, cost / table.weight[target]);
        });
        return least.best();
    }

    bool watchesAnswers() const override { return true; }

    void answered(std::uint32_t target, double now, double latency) override
    {
        Average &average = m_averages[target];
        const double old = average.value;
        const double kept = decay(now - average.at);
        average = {latency > old ? latency : old * kept + latency * (1.0 - kept), now, true};
    }

private:
    static constexpr double kForgetTime = 10.0;
    /// Stands for an unknown latency once a target has its first request.
    static constexpr double kPenalty = 1e6;

    struct Average
    {
        double value = 0.0;
        double at = 0.0;
        bool isKnown = false;
    };

    static double decay(double seconds)
    {
        return seconds > 600.0 ? 0.0 : engine::portableExp(-seconds / kForgetTime);
    }
    static double decayed(const Average &average, double now)
    {
        return average.value * decay(now - average.at);
    }

    double costOf(std::uint32_t target, std::uint32_t outstanding, double now) const
    {
        const Average &average = m_averages[target];
        if (!average.isKnown)
            return outstanding == 0 ? 0.0 : kPenalty + outstanding;
        return decayed(average, now) * (outstanding + 1.0);
    }

    Sampler m_sampler;
    std::vector<Average> m_averages;
};

} // namespace

std::unique_ptr<BalancingPolicy> makePowerOfTwo(const PolicyOptions &options)
{
    return std::make_unique<PowerOfTwo>(options);
}

std::unique_ptr<BalancingPolicy> makePeakEwma(const PolicyOptions &options)
{
    return std::make_unique<PeakEwma>(options);
}

} // namespace loadstar::sim
