// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/design_text.h"

#include <map>
#include <set>

namespace loadstar::tests {

inline const std::string kQuick = R"j({"interarrival": "constant(1)", "work": "constant(0.1)"})j";

/// Nodes in the order in which requests reached them, with what else the tests ask.
class Recorder : public sim::TraceSink
{
public:
    explicit Recorder(sim::ElementIndex firstNode)
        : m_firstNode(firstNode)
    {}

    void segment(const sim::TraceSegment &segment) override
    {
        const bool isOutward =
            segment.fate == sim::Fate::Travelling || segment.fate == sim::Fate::Retry;
        if (!isOutward || segment.to < m_firstNode)
            return;
        order.push_back(segment.to);
        sent.push_back(segment);
        nodesOfClient[segment.client].insert(segment.to);
    }

    std::vector<int> order;
    std::vector<sim::TraceSegment> sent;
    std::map<std::uint32_t, std::set<int>> nodesOfClient;

private:
    sim::ElementIndex m_firstNode;
};

inline double shareOf(const sim::RunReport &report, const char *id)
{
    return componentOf(report, id).share.value_or(0.0);
}

} // namespace loadstar::tests
