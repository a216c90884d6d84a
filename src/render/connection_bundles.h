// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"

#include <map>
#include <set>
#include <vector>

namespace loadstar::render {

/// Connections of one kind from the same component to the same component, as far as collapsed
/// containers make them so: one line is drawn for all of them.
class ConnectionBundles
{
public:
    ConnectionBundles() = default;
    /// Of those among the connections, in id order, that end inside a collapsed container.
    ConnectionBundles(const model::Design &design, const std::set<model::ElementId> &connections);

    /// The connection whose line stands for this one: the first of its bundle, or itself.
    const model::ElementId &leaderOf(const model::ElementId &connection) const;
    bool hasLeader(const model::ElementId &connection) const;
    /// How many connections the line of this one stands for.
    int countOf(const model::ElementId &leader) const;

    /// All connections of the bundles that only one of the two has.
    std::set<model::ElementId> differences(const ConnectionBundles &other) const;

    bool operator==(const ConnectionBundles &) const = default;

private:
    /// All connections of each bundle of at least two, by the first of them.
    std::map<model::ElementId, std::vector<model::ElementId>> m_members;
    std::map<model::ElementId, model::ElementId> m_leaders;
};

} // namespace loadstar::render
