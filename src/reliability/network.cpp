// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/network.h"

#include "reliability/diagram_probability.h"

#include <QCoreApplication>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <tuple>

namespace loadstar::reliability {

namespace {

std::vector<int> breadthFirst(const Network &network)
{
    std::vector<int> edges;
    std::vector<char> isKnown(static_cast<std::size_t>(network.vertices), 0);
    std::vector<char> isTaken(network.edges.size(), 0);
    std::deque<int> open{network.terminals.front()};
    isKnown[static_cast<std::size_t>(open.front())] = 1;
    while (!open.empty()) {
        const int vertex = open.front();
        open.pop_front();
        for (std::size_t e = 0; e < network.edges.size(); ++e) {
            const auto [from, to] = network.edges[e];
            if (isTaken[e] != 0 || (from != vertex && to != vertex))
                continue;
            isTaken[e] = 1;
            edges.push_back(static_cast<int>(e));
            const int other = from == vertex ? to : from;
            if (isKnown[static_cast<std::size_t>(other)] == 0) {
                isKnown[static_cast<std::size_t>(other)] = 1;
                open.push_back(other);
            }
        }
    }
    return edges;
}

/// What the decided edges have connected: the block of each vertex that still has open edges, and
/// how many terminals each block holds. Blocks are numbered as the vertices meet them.
struct Connected
{
    std::vector<int> vertices;  ///< sorted
    std::vector<int> blocks;    ///< by place in `vertices`
    std::vector<int> terminals; ///< by block

    auto operator<=>(const Connected &) const = default;
};

/// Where one decision leads: another state, or the end.
struct Step
{
    enum class Kind { Goes, Connects, Separates } kind = Kind::Goes;
    Connected state;
};

class Frontier
{
public:
    Frontier(const Network &network, const std::vector<int> &order)
        : m_network(network)
        , m_order(order)
        , m_lastUse(static_cast<std::size_t>(network.vertices), -1)
        , m_isTerminal(static_cast<std::size_t>(network.vertices), 0)
    {
        for (const int terminal : network.terminals) {
            m_terminals += m_isTerminal[static_cast<std::size_t>(terminal)] == 0 ? 1 : 0;
            m_isTerminal[static_cast<std::size_t>(terminal)] = 1;
        }
        for (std::size_t level = 0; level < order.size(); ++level) {
            const auto [a, b] = edgeOf(level);
            m_lastUse[static_cast<std::size_t>(a)] = static_cast<int>(level);
            m_lastUse[static_cast<std::size_t>(b)] = static_cast<int>(level);
        }
    }

    int terminals() const { return m_terminals; }

    Step decide(Connected state, std::size_t level, bool works) const
    {
        const auto [a, b] = edgeOf(level);
        enter(state, a);
        enter(state, b);
        if (works) {
            const int kept = blockOf(state, a);
            const int gone = blockOf(state, b);
            if (kept != gone)
                join(state, kept, gone);
            if (state.terminals[static_cast<std::size_t>(kept)] == m_terminals)
                return {Step::Kind::Connects, {}};
        }
        for (const int vertex : {a, b}) {
            if (m_lastUse[static_cast<std::size_t>(vertex)] == static_cast<int>(level) &&
                !leave(state, vertex))
                return {Step::Kind::Separates, {}};
        }
        if (level + 1 == m_order.size())
            return {Step::Kind::Separates, {}};
        return {Step::Kind::Goes, numbered(state)};
    }

private:
    std::pair<int, int> edgeOf(std::size_t level) const
    {
        return m_network.edges[static_cast<std::size_t>(m_order[level])];
    }

    static std::size_t placeOf(const Connected &state, int vertex)
    {
        return static_cast<std::size_t>(
            std::lower_bound(state.vertices.begin(), state.vertices.end(), vertex) -
            state.vertices.begin());
    }

    static int blockOf(const Connected &state, int vertex)
    {
        return state.blocks[placeOf(state, vertex)];
    }

    void enter(Connected &state, int vertex) const
    {
        const std::size_t place = placeOf(state, vertex);
        if (place < state.vertices.size() && state.vertices[place] == vertex)
            return;
        const auto at = static_cast<std::ptrdiff_t>(place);
        state.vertices.insert(state.vertices.begin() + at, vertex);
        state.blocks.insert(state.blocks.begin() + at, static_cast<int>(state.terminals.size()));
        state.terminals.push_back(m_isTerminal[static_cast<std::size_t>(vertex)]);
    }

    static void join(Connected &state, int kept, int gone)
    {
        std::replace(state.blocks.begin(), state.blocks.end(), gone, kept);
        state.terminals[static_cast<std::size_t>(kept)] +=
            std::exchange(state.terminals[static_cast<std::size_t>(gone)], 0);
    }

    /// False when a terminal is left behind for good.
    static bool leave(Connected &state, int vertex)
    {
        const std::size_t place = placeOf(state, vertex);
        if (place == state.vertices.size() || state.vertices[place] != vertex)
            return true;
        const int block = state.blocks[place];
        const auto at = static_cast<std::ptrdiff_t>(place);
        state.vertices.erase(state.vertices.begin() + at);
        state.blocks.erase(state.blocks.begin() + at);
        return std::find(state.blocks.begin(), state.blocks.end(), block) != state.blocks.end() ||
               state.terminals[static_cast<std::size_t>(block)] == 0;
    }

    static Connected numbered(const Connected &state)
    {
        Connected result{state.vertices, {}, {}};
        std::map<int, int> numbers;
        for (const int block : state.blocks) {
            const auto [entry, isNew] = numbers.emplace(block, static_cast<int>(numbers.size()));
            if (isNew)
                result.terminals.push_back(state.terminals[static_cast<std::size_t>(block)]);
            result.blocks.push_back(entry->second);
        }
        return result;
    }

    const Network &m_network;
    const std::vector<int> &m_order;
    std::vector<int> m_lastUse; ///< by vertex: level of its last edge
    std::vector<char> m_isTerminal;
    int m_terminals = 0;
};

/// A state of one level and where its edge leads: places in the next level, or an end.
struct Branch
{
    Step::Kind worksKind = Step::Kind::Goes;
    Step::Kind failsKind = Step::Kind::Goes;
    std::size_t works = 0;
    std::size_t fails = 0;
};

/// Nodes from the last level to the first, each once.
DecisionDiagram diagramOf(const std::vector<std::vector<Branch>> &levels)
{
    DecisionDiagram diagram;
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::uint32_t> known;
    std::vector<std::uint32_t> next;
    for (std::size_t level = levels.size(); level-- > 0;) {
        std::vector<std::uint32_t> here;
        for (const Branch &branch : levels[level]) {
            const auto end = [&next](Step::Kind kind, std::size_t place) {
                return kind == Step::Kind::Connects    ? DecisionDiagram::kFalse
                       : kind == Step::Kind::Separates ? DecisionDiagram::kTrue
                                                       : next[place];
            };
            const std::uint32_t low = end(branch.worksKind, branch.works);
            const std::uint32_t high = end(branch.failsKind, branch.fails);
            if (low == high) {
                here.push_back(low);
                continue;
            }
            const auto variable = static_cast<std::uint32_t>(level);
            const auto [entry, isNew] = known.emplace(
                std::tuple(variable, low, high), static_cast<std::uint32_t>(diagram.nodes.size()));
            if (isNew)
                diagram.nodes.push_back({variable, low, high});
            here.push_back(entry->second);
        }
        next = std::move(here);
    }
    diagram.root = next.front();
    return diagram;
}

/// The levels of the diagram, or nothing when one of them is too wide.
std::optional<std::vector<std::vector<Branch>>> levelsOf(const Frontier &frontier,
                                                         std::size_t edges)
{
    std::vector<std::vector<Branch>> levels;
    std::vector<Connected> states{{}};
    for (std::size_t level = 0; level < edges && !states.empty(); ++level) {
        std::map<Connected, std::size_t> places;
        std::vector<Connected> next;
        const auto placeOf = [&](const Step &step) -> std::size_t {
            if (step.kind != Step::Kind::Goes)
                return 0;
            const auto [entry, isNew] = places.emplace(step.state, next.size());
            if (isNew)
                next.push_back(step.state);
            return entry->second;
        };
        std::vector<Branch> branches;
        for (const Connected &state : states) {
            const Step works = frontier.decide(state, level, true);
            const Step fails = frontier.decide(state, level, false);
            branches.push_back({works.kind, fails.kind, placeOf(works), placeOf(fails)});
        }
        levels.push_back(std::move(branches));
        states = std::move(next);
        if (states.size() > kMostNetworkStates)
            return std::nullopt;
    }
    return levels;
}

} // namespace

base::Result<NetworkFunction> functionOf(const Network &network)
{
    std::vector<int> edges = breadthFirst(network);
    const Frontier frontier(network, edges);
    if (frontier.terminals() == 1 || edges.empty()) {
        DecisionDiagram constant;
        constant.root =
            frontier.terminals() == 1 ? DecisionDiagram::kFalse : DecisionDiagram::kTrue;
        return NetworkFunction{std::move(constant), std::move(edges)};
    }
    const auto levels = levelsOf(frontier, edges.size());
    if (!levels)
        return base::Error{QStringLiteral("reliability.too-large"),
                           QCoreApplication::translate(
                               "Reliability", "the network is too wide for an exact answer"),
                           {}};
    return NetworkFunction{diagramOf(*levels), std::move(edges)};
}

base::Result<double> networkReliability(const Network &network, double edgeAvailability)
{
    const base::Result<NetworkFunction> function = functionOf(network);
    if (!function)
        return function.error();
    return 1.0 - probabilityOf(function->diagram,
                               std::vector<double>(function->edges.size(), 1.0 - edgeAvailability));
}

} // namespace loadstar::reliability
