// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/exact.h"

#include "reliability/boolean_algebra.h"
#include "reliability/diagram_probability.h"
#include "reliability/variable_order.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace loadstar::reliability {

namespace {

constexpr int kMostOrder = 3;
/// Sets of a list that anybody may read.
constexpr std::size_t kMostSets = 10'000;

/// Builds "the design is down" out of failures of variables.
class FailureBuilder
{
public:
    FailureBuilder(const Structure &structure, const std::vector<int> &order, std::size_t mostNodes)
        : m_structure(structure)
        , m_algebra(static_cast<int>(order.size()), mostNodes)
        , m_levels(structure.variables.size(), -1)
    {
        for (std::size_t level = 0; level < order.size(); ++level)
            m_levels[static_cast<std::size_t>(order[level])] = static_cast<int>(level);
        // More than there are is as good as one more than there are.
        qint64 servers = 0;
        for (const ServerPool &pool : structure.pools)
            servers += pool.most;
        m_required = static_cast<int>(std::min<qint64>(structure.required, servers + 1));
    }

    /// The failure as a value, or nothing where the table is full.
    std::optional<DecisionDiagram> build()
    {
        BooleanFunction isUp = m_algebra.constant(true);
        for (const int source : m_structure.sources)
            isUp = isUp & servesSource(source);
        const BooleanFunction isDown = !isUp;
        if (m_algebra.isExhausted())
            return std::nullopt;
        return m_algebra.diagram(isDown);
    }

private:
    BooleanFunction works(const Needs &needs) const
    {
        // From the last level up, so that each step adds one node.
        std::vector<int> levels;
        for (const int variable : needs)
            levels.push_back(m_levels[static_cast<std::size_t>(variable)]);
        std::sort(levels.rbegin(), levels.rend());
        BooleanFunction all = m_algebra.constant(true);
        for (const int level : levels)
            all = (!m_algebra.variable(level)) & all;
        return all;
    }

    /// By vertex: when the source reaches it. Repeated until nothing is new, since balancers may
    /// form cycles.
    std::vector<BooleanFunction> reachFrom(int source) const
    {
        std::vector<BooleanFunction> reached(static_cast<std::size_t>(m_structure.vertices),
                                             m_algebra.constant(false));
        reached[static_cast<std::size_t>(source)] = m_algebra.constant(true);
        const BooleanFunction never = m_algebra.constant(false);
        for (bool isNew = true; isNew && !m_algebra.isExhausted();) {
            isNew = false;
            for (const Arc &arc : m_structure.arcs) {
                const BooleanFunction &from = reached[static_cast<std::size_t>(arc.from)];
                if (from == never || m_algebra.isExhausted())
                    continue;
                BooleanFunction &to = reached[static_cast<std::size_t>(arc.to)];
                BooleanFunction more = to | (from & works(arc.needs));
                isNew = isNew || !(more == to);
                to = std::move(more);
            }
        }
        return reached;
    }

    BooleanFunction servesSource(int source) const
    {
        const std::vector<BooleanFunction> reached = reachFrom(source);
        const BooleanFunction never = m_algebra.constant(false);
        const auto required = static_cast<std::size_t>(m_required);
        // enough[j]: those from here to the last pool have j servers.
        std::vector<BooleanFunction> enough(required + 1, m_algebra.constant(false));
        enough[0] = m_algebra.constant(true);
        for (const ServerPool *pool : pools()) {
            const BooleanFunction &isReached = reached[static_cast<std::size_t>(pool->vertex)];
            if (isReached == never)
                continue;
            const BooleanFunction isThere = isReached & works(pool->needs);
            const std::vector<BooleanFunction> has = serversOf(*pool, isThere);
            for (std::size_t j = required; j > 0 && !m_algebra.isExhausted(); --j) {
                BooleanFunction sum = enough[j];
                for (std::size_t m = 1; m <= has.size(); ++m)
                    sum = m_algebra.ifThenElse(has[m - 1], enough[j - std::min(j, m)], sum);
                enough[j] = sum;
            }
        }
        return enough[required];
    }

    /// has[m - 1]: the pool is there with m servers or more.
    std::vector<BooleanFunction> serversOf(const ServerPool &pool,
                                           const BooleanFunction &isThere) const
    {
        const int most = std::min(pool.most, m_required);
        std::vector<BooleanFunction> has(static_cast<std::size_t>(most), m_algebra.constant(false));
        for (auto place = pool.places.rbegin(); place != pool.places.rend(); ++place) {
            const BooleanFunction isUp = works(place->needs);
            for (int m = most; m > 0; --m) {
                const int rest = m - place->capacity;
                const BooleanFunction with =
                    rest <= 0 ? m_algebra.constant(true) : has[static_cast<std::size_t>(rest - 1)];
                BooleanFunction &count = has[static_cast<std::size_t>(m - 1)];
                count = m_algebra.ifThenElse(isUp, with, count);
            }
        }
        for (BooleanFunction &count : has)
            count = count & isThere;
        return has;
    }

    /// From the last level to the first, as counting wants it.
    std::vector<const ServerPool *> pools() const
    {
        std::vector<std::pair<int, const ServerPool *>> byLevel;
        for (const ServerPool &pool : m_structure.pools) {
            int level = -1;
            for (const int variable : pool.needs)
                level = std::max(level, m_levels[static_cast<std::size_t>(variable)]);
            byLevel.emplace_back(level, &pool);
        }
        std::stable_sort(byLevel.begin(), byLevel.end(),
                         [](const auto &a, const auto &b) { return a.first > b.first; });
        std::vector<const ServerPool *> pools;
        for (const auto &[level, pool] : byLevel)
            pools.push_back(pool);
        return pools;
    }

    const Structure &m_structure;
    BooleanAlgebra m_algebra;
    std::vector<int> m_levels; ///< by variable; -1 where it does not matter
    int m_required = 1;
};

struct OrderedFailure
{
    DecisionDiagram diagram;
    std::vector<int> order; ///< by variable of the diagram: that of the structure
};

std::optional<OrderedFailure> failureOf(const Structure &structure)
{
    constexpr std::array<std::size_t, 2> kTables = {200'000, BooleanAlgebra::kMostNodes};
    for (const std::size_t mostNodes : kTables) {
        for (const WalkKind walk : {WalkKind::DepthFirst, WalkKind::BreadthFirst}) {
            std::vector<int> order = variableOrder(structure, walk);
            if (auto diagram = FailureBuilder(structure, order, mostNodes).build())
                return OrderedFailure{std::move(*diagram), std::move(order)};
        }
    }
    return std::nullopt;
}

std::optional<double> failuresPerYear(const Structure &structure,
                                      const std::vector<Importance> &importance)
{
    double perHour = 0.0;
    for (std::size_t i = 0; i < structure.variables.size(); ++i) {
        const Variable &variable = structure.variables[i];
        if (importance[i].birnbaum <= 0.0)
            continue;
        if (!variable.failuresPerHour)
            return std::nullopt;
        perHour += importance[i].birnbaum * *variable.failuresPerHour;
    }
    return perHour * kYearHours;
}

/// Sets of the diagram's variables as sets of the structure's.
CutSets structuralSets(const OrderedFailure &failure, const Structure &structure)
{
    std::vector<int> orders;
    for (const int variable : failure.order)
        orders.push_back(structure.variables[static_cast<std::size_t>(variable)].order);
    CutSets cutSets = minimalCutSets(failure.diagram, orders, kMostOrder, kMostSets);
    for (std::vector<int> &set : cutSets.sets) {
        for (int &variable : set)
            variable = failure.order[static_cast<std::size_t>(variable)];
        std::sort(set.begin(), set.end());
    }
    std::stable_sort(cutSets.sets.begin(), cutSets.sets.end(), [&](const auto &a, const auto &b) {
        return std::pair(orderOf(structure, a), a) < std::pair(orderOf(structure, b), b);
    });
    return cutSets;
}

} // namespace

std::optional<double> Availability::nines() const
{
    if (unavailability <= 0.0)
        return std::nullopt;
    return -std::log10(unavailability);
}

std::vector<int> singlePointsOfFailure(const Structure &structure, const CutSets &cutSets)
{
    std::vector<int> points;
    for (const std::vector<int> &set : cutSets.sets) {
        if (orderOf(structure, set) == 1)
            points.push_back(set.front());
    }
    return points;
}

int orderOf(const Structure &structure, const std::vector<int> &set)
{
    int order = 0;
    for (const int variable : set)
        order += structure.variables[static_cast<std::size_t>(variable)].order;
    return order;
}

base::Result<Availability> exactAvailability(const Structure &structure)
{
    const std::optional<OrderedFailure> failure = failureOf(structure);
    if (!failure)
        return base::Error{QStringLiteral("reliability.too-large"),
                           QCoreApplication::translate(
                               "Reliability", "the decision diagram does not fit into its table"),
                           {}};
    std::vector<double> probabilities;
    for (const int variable : failure->order)
        probabilities.push_back(
            structure.variables[static_cast<std::size_t>(variable)].unavailability);
    Availability result;
    result.unavailability = probabilityOf(failure->diagram, probabilities);
    result.importance.resize(structure.variables.size());
    if (result.unavailability > 0.0) {
        for (Importance &importance : result.importance)
            importance.share = 0.0;
    }
    const std::vector<double> birnbaum = birnbaumImportance(failure->diagram, probabilities);
    for (std::size_t i = 0; i < birnbaum.size(); ++i) {
        Importance &importance = result.importance[static_cast<std::size_t>(failure->order[i])];
        importance.birnbaum = birnbaum[i];
        if (importance.share)
            importance.share = birnbaum[i] * probabilities[i] / result.unavailability;
    }
    result.failuresPerYear = failuresPerYear(structure, result.importance);
    result.cutSets = structuralSets(*failure, structure);
    return result;
}

} // namespace loadstar::reliability
