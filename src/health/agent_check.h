// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace loadstar::health {

/// What an agent may order.
enum class AgentMode : std::uint8_t {
    Ready,
    Drain, ///< nothing new but what persistence brings
    Maint, ///< nothing at all, and no checks
};

/// What one answer of an agent says; what it does not mention stays as it was.
struct AgentReply
{
    std::optional<bool> isUp;
    std::optional<AgentMode> mode;
    /// Part of the configured weight, from "75%"; 0 or more.
    std::optional<double> share;
    /// "weight:20": the weight itself, 0 to 256.
    std::optional<int> weight;
    /// "maxconn:30".
    std::optional<int> maxConnections;

    bool operator==(const AgentReply &) const = default;
};

/// Reads an agent's answer up to its first CR or LF; none while there is neither, because more may
/// come. Words are separated by spaces, tabs and commas, in any order and case; of two that
/// contradict each other the last one counts; "#" begins a remark; unknown words mean nothing.
/// Source: HAProxy configuration manual 3.5, 5.2, agent-check.
std::optional<AgentReply> parseAgentReply(std::string_view text);

/// What the agent of one target has ordered so far. Only a further reply changes it: an agent that
/// cannot be reached is no error, and a passed check does not undo the agent's "down".
class AgentState
{
public:
    void apply(const AgentReply &reply);

    bool isUp() const { return m_isUp; }
    AgentMode mode() const { return m_mode; }
    /// The weight in force, given the configured one; 0 while draining.
    double weightOf(double configured) const;
    std::optional<int> maxConnections() const { return m_maxConnections; }

    bool operator==(const AgentState &) const = default;

private:
    bool m_isUp = true;
    AgentMode m_mode = AgentMode::Ready;
    double m_share = 1.0;
    std::optional<int> m_weight;
    std::optional<int> m_maxConnections;
};

} // namespace loadstar::health
