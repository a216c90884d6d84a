// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/fault_tree.h"

#include "reliability/boolean_algebra.h"

#include <QCoreApplication>

#include <optional>
#include <set>

namespace loadstar::reliability {

namespace {

base::Error treeError(const char *code, const char *message, const std::string &where)
{
    return {QString::fromLatin1(code), QCoreApplication::translate("Reliability", message),
            QString::fromStdString(where)};
}

/// Numbers the basic events in the order of a depth-first walk, which keeps together what belongs
/// together.
class EventOrder
{
public:
    explicit EventOrder(const FaultTree &tree)
        : m_tree(tree)
    {}

    std::optional<base::Error> visit(const std::string &name)
    {
        const auto gate = m_tree.gates.find(name);
        if (gate == m_tree.gates.end()) {
            if (!m_tree.events.contains(name))
                return treeError("reliability.no-such-event",
                                 "found a name that is neither a gate nor a basic event", name);
            if (variables.emplace(name, static_cast<int>(events.size())).second)
                events.push_back(name);
            return std::nullopt;
        }
        if (m_done.contains(name))
            return std::nullopt;
        if (!m_open.insert(name).second)
            return treeError("reliability.loop", "a gate leads to itself", name);
        for (const std::string &argument : gate->second.arguments) {
            if (std::optional<base::Error> error = visit(argument))
                return error;
        }
        m_open.erase(name);
        m_done.insert(name);
        gates.push_back(name);
        return std::nullopt;
    }

    std::map<std::string, int> variables;
    std::vector<std::string> events;
    std::vector<std::string> gates; ///< arguments before those that use them

private:
    const FaultTree &m_tree;
    std::set<std::string> m_open;
    std::set<std::string> m_done;
};

BooleanFunction gateFunction(const BooleanAlgebra &algebra, const Gate &gate,
                             const std::vector<BooleanFunction> &arguments)
{
    if (gate.kind == Gate::Kind::AtLeast)
        return algebra.atLeast(gate.count, arguments);
    const bool isAll = gate.kind == Gate::Kind::All;
    BooleanFunction function = algebra.constant(isAll);
    for (const BooleanFunction &argument : arguments)
        function = isAll ? function & argument : function | argument;
    return function;
}

} // namespace

base::Result<FaultTreeFunction> functionOf(const FaultTree &tree)
{
    EventOrder order(tree);
    if (const std::optional<base::Error> error = order.visit(tree.top))
        return *error;
    const BooleanAlgebra algebra(static_cast<int>(order.events.size()));
    std::map<std::string, BooleanFunction> functions;
    for (const auto &[name, variable] : order.variables)
        functions.emplace(name, algebra.variable(variable));
    for (const std::string &name : order.gates) {
        const Gate &gate = tree.gates.at(name);
        std::vector<BooleanFunction> arguments;
        for (const std::string &argument : gate.arguments)
            arguments.push_back(functions.at(argument));
        functions.emplace(name, gateFunction(algebra, gate, arguments));
        if (algebra.isExhausted())
            return treeError("reliability.too-large",
                             "the decision diagram does not fit into its table", name);
    }
    FaultTreeFunction result{algebra.diagram(functions.at(tree.top)), order.events, {}};
    for (const std::string &event : order.events)
        result.probabilities.push_back(tree.events.at(event));
    return result;
}

} // namespace loadstar::reliability
