// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theory/formulas/balancing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>

namespace loadstar::theory::formulas {

namespace {

constexpr int kMostServers = 4;
using Lengths = std::array<int, kMostServers>; ///< largest first, unused ones 0

/// One way into a state, at a rate relative to the service rate.
struct Inflow
{
    std::size_t from = 0;
    double rate = 0.0;
};

/// The chain of sorted queue lengths up to `longest`.
class SortedQueues
{
public:
    SortedQueues(int servers, double load, int longest)
        : m_servers(servers)
        , m_arrivals(load * servers)
    {
        Lengths state{};
        enumerate(state, 0, longest);
        m_in.resize(m_states.size());
        m_out.assign(m_states.size(), 0.0);
        for (std::size_t i = 0; i < m_states.size(); ++i)
            addMoves(i, longest);
    }

    /// Sweeps until the mean number in system stands still.
    ShortestQueueAnswer solve()
    {
        std::vector<double> p(m_states.size(), 1.0);
        double before = 0.0;
        for (int sweep = 0; sweep < 200000; ++sweep) {
            double sum = 0.0;
            double number = 0.0;
            for (std::size_t i = 0; i < p.size(); ++i) {
                double inflow = 0.0;
                for (const Inflow &in : m_in[i])
                    inflow += p[in.from] * in.rate;
                p[i] = inflow / m_out[i];
                sum += p[i];
                number += p[i] * total(m_states[i]);
            }
            for (double &value : p)
                value /= sum;
            number /= sum;
            if (std::abs(number - before) < 1e-13 * number)
                break;
            before = number;
        }
        ShortestQueueAnswer answer;
        double number = 0.0;
        for (std::size_t i = 0; i < p.size(); ++i) {
            number += p[i] * total(m_states[i]);
            answer.allBusy += m_states[i][static_cast<std::size_t>(m_servers - 1)] > 0 ? p[i] : 0.0;
        }
        answer.meanResponse = number / m_arrivals;
        return answer;
    }

private:
    void enumerate(Lengths &state, int place, int most)
    {
        if (place == m_servers) {
            m_index[state] = m_states.size();
            m_states.push_back(state);
            return;
        }
        for (int length = 0; length <= most; ++length) {
            state[static_cast<std::size_t>(place)] = length;
            enumerate(state, place + 1, length);
        }
        state[static_cast<std::size_t>(place)] = 0;
    }

    double total(const Lengths &state) const
    {
        double sum = 0.0;
        for (const int length : state)
            sum += length;
        return sum;
    }

    void addMove(std::size_t from, Lengths to, double rate)
    {
        std::sort(to.begin(), to.begin() + m_servers, std::greater<>());
        m_in[m_index.at(to)].push_back({from, rate});
        m_out[from] += rate;
    }

    void addMoves(std::size_t from, int longest)
    {
        const Lengths state = m_states[from];
        const auto last = static_cast<std::size_t>(m_servers - 1);
        if (state[last] < longest) {
            Lengths to = state;
            ++to[last];
            addMove(from, to, m_arrivals);
        }
        for (std::size_t i = 0; i <= last; ++i) {
            if (state[i] == 0)
                continue;
            Lengths to = state;
            --to[i];
            addMove(from, to, 1.0);
        }
    }

    int m_servers;
    double m_arrivals;
    std::vector<Lengths> m_states;
    std::map<Lengths, std::size_t> m_index;
    std::vector<std::vector<Inflow>> m_in;
    std::vector<double> m_out;
};

} // namespace

double supermarketResponse(int choices, double load)
{
    double sum = 0.0;
    double exponent = 0.0; // (d^i - d) / (d - 1): next = d * exponent + d
    for (int i = 0; i < 1000000; ++i) {
        const double term = std::pow(load, exponent);
        sum += term;
        if (choices == 1)
            return 1.0 / (1.0 - load);
        if (term < 1e-18 * sum)
            break;
        exponent = choices * exponent + choices;
    }
    return sum;
}

ShortestQueueAnswer joinShortestQueue(int servers, double load)
{
    // The total behaves as in M/M/n, so all lengths beyond m hold about load^(n m).
    const int longest = static_cast<int>(std::ceil(std::log(1e-12) / std::log(load) / servers)) + 6;
    return SortedQueues(servers, load, longest).solve();
}

double slowShare(double chance, int leaves)
{
    return -std::expm1(leaves * std::log1p(-chance));
}

double meanOfLargestExponential(int count, double mean)
{
    double sum = 0.0;
    for (int k = 1; k <= count; ++k)
        sum += 1.0 / k;
    return mean * sum;
}

double quantileOfLargestExponential(int count, double mean, double fraction)
{
    return -mean * std::log(-std::expm1(std::log(fraction) / count));
}

Tail hedgedExponential(double mean, double delay)
{
    return [mean, delay](double t) { return std::exp(-(t + std::max(0.0, t - delay)) / mean); };
}

double hedgedExponentialMean(double mean, double delay)
{
    return mean * (1.0 - 0.5 * std::exp(-delay / mean));
}

} // namespace loadstar::theory::formulas
