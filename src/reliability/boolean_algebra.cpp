// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/boolean_algebra.h"

#include <QtGlobal>

#include <algorithm>
#include <bdd.h>
#include <limits>
#include <unordered_map>
#include <utility>

// Nodes are counted by BooleanFunction, so the functions of C are used and not the class that the
// header puts before them.
#undef bdd_init
#undef bdd_ithvar

/// The package's stack of intermediate results, two for each variable.
extern "C" int *bddrefstack;

namespace loadstar::reliability {

namespace {

/// The nodes that a table begins with; it grows as needed.
constexpr int kFirstNodes = 20'000;
constexpr int kMostIncrease = 500'000;
/// Tables full of nodes that may be made in the course of one construction.
constexpr long kMostTables = 3;

std::mutex &tableMutex()
{
    static std::mutex mutex;
    return mutex;
}

/// Whether the package reported an error; written and read in the turn of one algebra only.
bool hasTableFailed = false;

void onTableError(int /*code*/)
{
    hasTableFailed = true;
}

bool isPrime(int number)
{
    for (int divisor = 2; divisor <= number / divisor; ++divisor) {
        if (number % divisor == 0)
            return false;
    }
    return number > 1;
}

/// The package has tables of prime size, and notices that one is full only when it has exactly the
/// largest allowed size.
int largestTable(std::size_t mostNodes)
{
    int size =
        static_cast<int>(std::clamp<std::size_t>(mostNodes, 1009, std::numeric_limits<int>::max()));
    while (!isPrime(size))
        --size;
    return size;
}

void onCollection(int /*isBefore*/, bddGbcStat * /*figures*/) {}

} // namespace

BooleanFunction::BooleanFunction(int node)
    : m_node(node)
{
    bdd_addref(m_node);
}

BooleanFunction::BooleanFunction(const BooleanFunction &other)
    : BooleanFunction(other.m_node)
{}

BooleanFunction::BooleanFunction(BooleanFunction &&other) noexcept
    : m_node(std::exchange(other.m_node, 0))
{}

BooleanFunction &BooleanFunction::operator=(BooleanFunction other) noexcept
{
    std::swap(m_node, other.m_node);
    return *this;
}

BooleanFunction::~BooleanFunction()
{
    bdd_delref(m_node);
}

BooleanFunction BooleanFunction::operator&(const BooleanFunction &other) const
{
    return BooleanFunction(bdd_apply(m_node, other.m_node, bddop_and));
}

BooleanFunction BooleanFunction::operator|(const BooleanFunction &other) const
{
    return BooleanFunction(bdd_apply(m_node, other.m_node, bddop_or));
}

BooleanFunction BooleanFunction::operator!() const
{
    return BooleanFunction(bdd_not(m_node));
}

BooleanAlgebra::BooleanAlgebra(int variables, std::size_t mostNodes)
    : m_turn(tableMutex())
{
    const int most = largestTable(mostNodes);
    hasTableFailed = false;
    bdd_init(std::min(kFirstNodes, most), std::min(kFirstNodes, most) / 4);
    bdd_error_hook(onTableError);
    bdd_gbc_hook(onCollection);
    m_mostMade = kMostTables * most;
    bdd_setmaxnodenum(most);
    bdd_setmaxincrease(kMostIncrease);
    bdd_setcacheratio(4);
    const int count = std::max(variables, 1);
    bdd_setvarnum(count);
    // The package reserves a place on this stack before it computes the value that belongs there,
    // and its garbage collection reads the place meanwhile: it must not hold what was in memory.
    std::fill_n(bddrefstack, 2 * count, 0);
}

BooleanAlgebra::~BooleanAlgebra()
{
    bdd_clear_error();
    bdd_done();
}

BooleanFunction BooleanAlgebra::constant(bool value) const
{
    return BooleanFunction(value ? 1 : 0);
}

BooleanFunction BooleanAlgebra::variable(int index) const
{
    Q_ASSERT_X(index >= 0 && index < bdd_varnum(), "BooleanAlgebra::variable", "no such variable");
    return BooleanFunction(bdd_ithvar(index));
}

BooleanFunction BooleanAlgebra::ifThenElse(const BooleanFunction &condition,
                                           const BooleanFunction &then,
                                           const BooleanFunction &otherwise) const
{
    return BooleanFunction(bdd_ite(condition.m_node, then.m_node, otherwise.m_node));
}

BooleanFunction BooleanAlgebra::atLeast(int count,
                                        const std::vector<BooleanFunction> &functions) const
{
    if (count <= 0)
        return constant(true);
    // After each function, from the last to the first: enough[j] says whether j hold from it on.
    std::vector<BooleanFunction> enough(static_cast<std::size_t>(count) + 1, constant(false));
    enough[0] = constant(true);
    for (auto function = functions.rbegin(); function != functions.rend(); ++function) {
        for (std::size_t j = enough.size() - 1; j > 0; --j)
            enough[j] = ifThenElse(*function, enough[j - 1], enough[j]);
    }
    return enough.back();
}

bool BooleanAlgebra::isExhausted() const
{
    bddStat made{};
    bdd_stats(&made);
    return hasTableFailed || made.produced > m_mostMade;
}

DecisionDiagram BooleanAlgebra::diagram(const BooleanFunction &function) const
{
    DecisionDiagram diagram;
    std::unordered_map<int, std::uint32_t> places{{0, DecisionDiagram::kFalse},
                                                  {1, DecisionDiagram::kTrue}};
    std::vector<int> open{function.m_node};
    while (!open.empty()) {
        const int node = open.back();
        if (places.contains(node)) {
            open.pop_back();
            continue;
        }
        const auto low = places.find(bdd_low(node));
        const auto high = places.find(bdd_high(node));
        if (low != places.end() && high != places.end()) {
            places.emplace(node, static_cast<std::uint32_t>(diagram.nodes.size()));
            diagram.nodes.push_back(
                {static_cast<std::uint32_t>(bdd_var(node)), low->second, high->second});
            open.pop_back();
            continue;
        }
        if (low == places.end())
            open.push_back(bdd_low(node));
        if (high == places.end())
            open.push_back(bdd_high(node));
    }
    diagram.root = places.at(function.m_node);
    return diagram;
}

} // namespace loadstar::reliability
