// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/diagram_probability.h"

namespace loadstar::reliability {

namespace {

/// Probability of being true, from every node on.
std::vector<double> probabilitiesFrom(const DecisionDiagram &diagram,
                                      const std::vector<double> &probabilities)
{
    std::vector<double> from(diagram.nodes.size(), 0.0);
    from[DecisionDiagram::kTrue] = 1.0;
    for (std::size_t i = 2; i < diagram.nodes.size(); ++i) {
        const DiagramNode &node = diagram.nodes[i];
        const double p = probabilities[node.variable];
        from[i] = p * from[node.high] + (1.0 - p) * from[node.low];
    }
    return from;
}

} // namespace

double probabilityOf(const DecisionDiagram &diagram, const std::vector<double> &probabilities)
{
    return probabilitiesFrom(diagram, probabilities)[diagram.root];
}

std::vector<double> birnbaumImportance(const DecisionDiagram &diagram,
                                       const std::vector<double> &probabilities)
{
    const std::vector<double> from = probabilitiesFrom(diagram, probabilities);
    std::vector<double> reached(diagram.nodes.size(), 0.0);
    reached[diagram.root] = 1.0;
    std::vector<double> importance(probabilities.size(), 0.0);
    for (std::size_t i = diagram.nodes.size() - 1; i >= 2; --i) {
        const DiagramNode &node = diagram.nodes[i];
        const double p = probabilities[node.variable];
        importance[node.variable] += reached[i] * (from[node.high] - from[node.low]);
        reached[node.high] += reached[i] * p;
        reached[node.low] += reached[i] * (1.0 - p);
    }
    return importance;
}

} // namespace loadstar::reliability
