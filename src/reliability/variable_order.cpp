// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/variable_order.h"

#include <algorithm>
#include <deque>
#include <map>

namespace loadstar::reliability {

namespace {

class OrderWalk
{
public:
    explicit OrderWalk(const Structure &structure)
        : m_structure(structure)
        , m_isTaken(structure.variables.size(), 0)
        , m_isKnown(static_cast<std::size_t>(structure.vertices), 0)
        , m_arcs(static_cast<std::size_t>(structure.vertices))
    {
        for (const ServerPool &pool : structure.pools)
            m_pools[pool.vertex].push_back(&pool);
        for (const Needs &needs : allNeeds()) {
            for (const int variable : needs)
                ++m_uses[variable];
        }
        for (const Arc &arc : structure.arcs)
            m_arcs[static_cast<std::size_t>(arc.from)].push_back(&arc);
        // Targets that share what few share come one after another.
        for (std::vector<const Arc *> &arcs : m_arcs) {
            std::stable_sort(arcs.begin(), arcs.end(), [this](const Arc *a, const Arc *b) {
                return placeOf(*a) < placeOf(*b);
            });
        }
    }

    std::vector<int> order(WalkKind kind)
    {
        for (const int source : m_structure.sources)
            open(source);
        while (!m_open.empty()) {
            const int vertex = kind == WalkKind::DepthFirst ? m_open.back() : m_open.front();
            if (kind == WalkKind::DepthFirst)
                m_open.pop_back();
            else
                m_open.pop_front();
            visit(vertex, kind);
        }
        return std::move(m_order);
    }

private:
    std::vector<Needs> allNeeds() const
    {
        std::vector<Needs> all;
        for (const Arc &arc : m_structure.arcs)
            all.push_back(arc.needs);
        for (const ServerPool &pool : m_structure.pools) {
            all.push_back(pool.needs);
            for (const PoolPlace &place : pool.places)
                all.push_back(place.needs);
        }
        return all;
    }

    /// Most used first: what many need stands nearer to the root.
    Needs byUse(Needs needs) const
    {
        std::stable_sort(needs.begin(), needs.end(),
                         [this](int a, int b) { return m_uses.at(a) > m_uses.at(b); });
        return needs;
    }

    /// What the target needs beside itself, the most shared first.
    Needs placeOf(const Arc &arc) const
    {
        const auto pools = m_pools.find(arc.to);
        return pools == m_pools.end() ? Needs() : byUse(pools->second.front()->needs);
    }

    void open(int vertex)
    {
        if (m_isKnown[static_cast<std::size_t>(vertex)] != 0)
            return;
        m_isKnown[static_cast<std::size_t>(vertex)] = 1;
        m_open.push_back(vertex);
    }

    void visit(int vertex, WalkKind kind)
    {
        for (const Arc *arc : m_into[vertex])
            take(arc->needs);
        if (const auto pools = m_pools.find(vertex); pools != m_pools.end()) {
            for (const ServerPool *pool : pools->second) {
                take(byUse(pool->needs));
                for (const PoolPlace &place : pool->places)
                    take(byUse(place.needs));
            }
        }
        std::vector<const Arc *> arcs = m_arcs[static_cast<std::size_t>(vertex)];
        if (kind == WalkKind::DepthFirst)
            std::reverse(arcs.begin(), arcs.end());
        for (const Arc *arc : arcs) {
            if (m_isKnown[static_cast<std::size_t>(arc->to)] != 0)
                take(arc->needs);
            else
                m_into[arc->to].push_back(arc);
            open(arc->to);
        }
    }

    void take(const Needs &needs)
    {
        for (const int variable : needs) {
            if (m_isTaken[static_cast<std::size_t>(variable)] == 0) {
                m_isTaken[static_cast<std::size_t>(variable)] = 1;
                m_order.push_back(variable);
            }
        }
    }

    const Structure &m_structure;
    std::vector<char> m_isTaken; ///< by variable
    std::vector<char> m_isKnown; ///< by vertex
    std::vector<std::vector<const Arc *>> m_arcs;
    std::map<int, std::vector<const ServerPool *>> m_pools; ///< by vertex
    std::map<int, std::vector<const Arc *>> m_into;         ///< arcs not taken yet, by vertex
    std::map<int, int> m_uses;                              ///< by variable
    std::deque<int> m_open;
    std::vector<int> m_order;
};

} // namespace

std::vector<int> variableOrder(const Structure &structure, WalkKind kind)
{
    return OrderWalk(structure).order(kind);
}

} // namespace loadstar::reliability
