// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/agent_check.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace loadstar::health {

namespace {

/// The largest weight of a HAProxy server.
constexpr int kMostWeight = 256;

/// A whole number of 0 or more that fills the text.
std::optional<int> wholeNumber(std::string_view text)
{
    int value = 0;
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc() || stop != end || value < 0)
        return std::nullopt;
    return value;
}

/// The rest of a word that begins with `prefix`.
std::optional<std::string_view> after(std::string_view prefix, std::string_view word)
{
    if (word.substr(0, prefix.size()) != prefix)
        return std::nullopt;
    return word.substr(prefix.size());
}

void readWeight(std::string_view text, AgentReply &reply)
{
    if (!text.empty() && text.back() == '%') {
        if (const std::optional<int> percent = wholeNumber(text.substr(0, text.size() - 1))) {
            reply.share = *percent / 100.0;
            reply.weight.reset();
        }
    } else if (const std::optional<int> weight = wholeNumber(text); weight <= kMostWeight) {
        if (weight) {
            reply.weight = weight;
            reply.share.reset();
        }
    }
}

void readWord(std::string_view word, AgentReply &reply)
{
    if (word == "up")
        reply.isUp = true;
    else if (word == "down" || word == "fail" || word == "stopped")
        reply.isUp = false;
    else if (word == "ready")
        reply.mode = AgentMode::Ready;
    else if (word == "drain")
        reply.mode = AgentMode::Drain;
    else if (word == "maint")
        reply.mode = AgentMode::Maint;
    else if (const auto limit = after("maxconn:", word))
        reply.maxConnections = wholeNumber(*limit) ? wholeNumber(*limit) : reply.maxConnections;
    else if (const auto weight = after("weight:", word))
        readWeight(*weight, reply);
    else if (word.back() == '%')
        readWeight(word, reply);
}

} // namespace

std::optional<AgentReply> parseAgentReply(std::string_view text)
{
    const std::size_t end = text.find_first_of("\r\n");
    if (end == std::string_view::npos)
        return std::nullopt;
    std::string line(text.substr(0, std::min(end, text.find('#'))));
    std::transform(line.begin(), line.end(), line.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    AgentReply reply;
    const std::string_view words(line);
    constexpr std::string_view kGaps = " \t,";
    std::size_t begin = words.find_first_not_of(kGaps);
    while (begin != std::string_view::npos) {
        const std::size_t stop = std::min(words.find_first_of(kGaps, begin), words.size());
        readWord(words.substr(begin, stop - begin), reply);
        begin = words.find_first_not_of(kGaps, stop);
    }
    return reply;
}

void AgentState::apply(const AgentReply &reply)
{
    m_isUp = reply.isUp.value_or(m_isUp);
    m_mode = reply.mode.value_or(m_mode);
    if (reply.share) {
        m_share = *reply.share;
        m_weight.reset();
    } else if (reply.weight) {
        m_weight = reply.weight;
    }
    if (reply.maxConnections)
        m_maxConnections = reply.maxConnections;
}

double AgentState::weightOf(double configured) const
{
    if (m_mode != AgentMode::Ready)
        return 0.0;
    return m_weight ? static_cast<double>(*m_weight) : configured * m_share;
}

} // namespace loadstar::health
