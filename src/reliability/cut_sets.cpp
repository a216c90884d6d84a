// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/cut_sets.h"

#include <algorithm>
#include <limits>
#include <set>

namespace loadstar::reliability {

namespace {

class CutSetSearch
{
public:
    CutSetSearch(const DecisionDiagram &diagram, const std::vector<int> &orders,
                 std::size_t mostSets)
        : m_diagram(diagram)
        , m_orders(orders)
        , m_mostSets(mostSets)
        , m_distance(diagram.nodes.size(), kNever)
    {
        m_distance[DecisionDiagram::kTrue] = 0;
        for (std::size_t i = 2; i < diagram.nodes.size(); ++i) {
            const DiagramNode &node = diagram.nodes[i];
            m_distance[i] = m_distance[node.low];
            if (m_distance[node.high] != kNever)
                m_distance[i] =
                    std::min(m_distance[i], m_distance[node.high] + m_orders[node.variable]);
        }
    }

    /// Adds the minimal sets of exactly this order; those of smaller ones are known.
    void findOrder(int order)
    {
        std::vector<std::vector<int>> found;
        m_found = &found;
        follow(m_diagram.root, order);
        std::sort(found.begin(), found.end());
        m_known.insert(found.begin(), found.end());
        m_sets.sets.insert(m_sets.sets.end(), found.begin(), found.end());
    }

    CutSets take() { return std::move(m_sets); }

private:
    static constexpr int kNever = std::numeric_limits<int>::max();

    void follow(std::uint32_t place, int left)
    {
        while (place != DecisionDiagram::kFalse && place != DecisionDiagram::kTrue) {
            if (m_sets.isCut || m_distance[place] > left)
                return;
            const DiagramNode &node = m_diagram.nodes[place];
            const int rest = left - m_orders[node.variable];
            if (rest >= 0 && m_distance[node.high] <= rest) {
                m_chosen.push_back(static_cast<int>(node.variable));
                if (!holdsKnownSet())
                    follow(node.high, rest);
                m_chosen.pop_back();
            }
            place = node.low;
        }
        if (place == DecisionDiagram::kTrue && left == 0)
            add();
    }

    void add()
    {
        if (m_sets.sets.size() + m_found->size() >= m_mostSets) {
            m_sets.isCut = true;
            return;
        }
        m_found->push_back(m_chosen);
        std::sort(m_found->back().begin(), m_found->back().end());
    }

    /// Whether the last one that was chosen makes a known set with some of the others.
    bool holdsKnownSet() const
    {
        const std::size_t others = m_chosen.size() - 1;
        for (unsigned part = 0; part < 1U << others; ++part) {
            std::vector<int> set{m_chosen.back()};
            for (std::size_t i = 0; i < others; ++i) {
                if ((part >> i & 1U) != 0)
                    set.push_back(m_chosen[i]);
            }
            std::sort(set.begin(), set.end());
            if (m_known.contains(set))
                return true;
        }
        return false;
    }

    const DecisionDiagram &m_diagram;
    const std::vector<int> &m_orders;
    std::size_t m_mostSets;
    std::vector<int> m_distance; ///< by node: least order that leads to "true" from it on
    std::vector<int> m_chosen;
    std::set<std::vector<int>> m_known;
    std::vector<std::vector<int>> *m_found = nullptr;
    CutSets m_sets;
};

} // namespace

CutSets minimalCutSets(const DecisionDiagram &diagram, const std::vector<int> &orders,
                       int mostOrder, std::size_t mostSets)
{
    if (diagram.root == DecisionDiagram::kTrue)
        return {};
    CutSetSearch search(diagram, orders, mostSets);
    for (int order = 1; order <= mostOrder; ++order)
        search.findOrder(order);
    return search.take();
}

} // namespace loadstar::reliability
