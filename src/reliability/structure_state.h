// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reliability/structure.h"

#include <vector>

namespace loadstar::reliability {

/// Says for one combination of what is down whether the design is up; holds its own working
/// memory, so that many questions cost no allocation. The structure must live as long as this.
class StructureState
{
public:
    explicit StructureState(const Structure &structure);

    /// `isDown` by variable.
    bool isUp(const std::vector<char> &isDown);
    /// Servers that one source reaches, by its number among the sources; more than are required
    /// are not counted.
    int serversOf(std::size_t source, const std::vector<char> &isDown);

private:
    void reachFrom(int vertex, const std::vector<char> &isDown);

    const Structure &m_structure;
    std::vector<std::size_t> m_firstArc; ///< by vertex, and one behind the last
    std::vector<char> m_isReached;
    std::vector<int> m_open;
};

} // namespace loadstar::reliability
