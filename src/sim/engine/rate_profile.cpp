// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/rate_profile.h"

#include "sim/engine/variates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace loadstar::sim::engine {

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kDay = 86400.0;
constexpr double kHour = 3600.0;
constexpr double kTwoPi = 6.283185307179586476925;

/// cos x and sin x for |x| <= pi/4. Source: fdlibm 5.3, k_cos.c and k_sin.c.
double kernelCosine(double x)
{
    const double z = x * x;
    const double tail =
        4.16666666666666019037e-02 +
        z * (-1.38888888888741095749e-03 +
             z * (2.48015872894767294178e-05 +
                  z * (-2.75573143513906633035e-07 +
                       z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11))));
    return 1.0 - (0.5 * z - z * z * tail);
}

double kernelSine(double x)
{
    const double z = x * x;
    const double tail =
        -1.66666666666666324348e-01 +
        z * (8.33333333332248946124e-03 +
             z * (-1.98412698298579493134e-04 +
                  z * (2.75573137070700676789e-06 +
                       z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10))));
    return x + x * z * tail;
}

/// The cosine of that many full turns; from + - * only, so the same bits everywhere.
double cosineOfTurns(double turns)
{
    const double part = std::abs(turns - std::floor(turns + 0.5));
    if (part <= 0.125)
        return kernelCosine(kTwoPi * part);
    if (part <= 0.375)
        return kernelSine(kTwoPi * (0.25 - part));
    return -kernelCosine(kTwoPi * (0.5 - part));
}

double dayFactor(const std::vector<double> &p, double time)
{
    const double middle = 0.5 * (p[0] + p[1]);
    const double swing = 0.5 * (p[1] - p[0]);
    return std::max(0.0, middle + swing * cosineOfTurns((time + p[3] - p[2]) / kDay));
}

double rampFactor(const std::vector<double> &p, double time)
{
    const double part = std::clamp((time - p[3]) / p[2], 0.0, 1.0);
    return p[0] + (p[1] - p[0]) * part;
}

/// The factor of the hour that holds `time`, and when that hour ends, which is after `time`
/// whatever the rounding.
double hourFactor(const std::vector<double> &p, double time, double &end)
{
    double hour = std::floor((time + p[0]) / kHour);
    while ((hour + 1.0) * kHour - p[0] <= time)
        hour += 1.0;
    end = (hour + 1.0) * kHour - p[0];
    return p[1 + static_cast<std::size_t>(hour - 24.0 * std::floor(hour / 24.0))];
}

double spikeFactor(const std::vector<double> &p, double time, double &end)
{
    const double period = p[3];
    double begin = p[0];
    double next = kNever;
    if (period > 0.0 && time >= begin) {
        double round = std::floor((time - p[0]) / period);
        while (p[0] + (round + 1.0) * period <= time)
            round += 1.0;
        begin = p[0] + round * period;
        next = p[0] + (round + 1.0) * period;
    }
    if (time < begin) {
        end = begin;
        return 1.0;
    }
    if (time < begin + p[1]) {
        end = std::min(begin + p[1], next);
        return p[2];
    }
    end = next;
    return 1.0;
}

} // namespace

bool RateProfile::add(std::string_view shape, const std::vector<double> &parameters)
{
    struct Row
    {
        std::string_view name;
        Shape shape;
        std::size_t count;
    };
    static constexpr std::array kRows{
        Row{"day", Shape::Day, 4},     Row{"hours", Shape::Hours, 25},  Row{"ramp", Shape::Ramp, 4},
        Row{"spike", Shape::Spike, 4}, Row{"bursts", Shape::Bursts, 4},
    };
    for (const Row &row : kRows) {
        if (row.name != shape || row.count != parameters.size())
            continue;
        m_terms.push_back({row.shape, parameters});
        return true;
    }
    return false;
}

RatePath::RatePath(const RateProfile &profile, const RandomStreams &streams,
                   const std::string &name)
    : m_profile(profile)
{
    for (const RateProfile::Term &term : m_profile.terms()) {
        if (term.shape != RateProfile::Shape::Bursts)
            continue;
        Bursts bursts;
        bursts.random = streams.stream(name + "/" + std::to_string(m_bursts.size()));
        const double shareOn = term.parameters[0] / (term.parameters[0] + term.parameters[1]);
        bursts.isOn = bursts.isOnAtEnd = bursts.random.uniform() < shareOn;
        m_bursts.push_back(std::move(bursts));
    }
}

void RatePath::limitByBursts(const RateProfile::Term &term, Bursts &bursts, double time,
                             Piece &piece)
{
    const std::vector<double> &p = term.parameters;
    while (bursts.last <= time) {
        bursts.last += p[bursts.isOnAtEnd ? 0 : 1] * standardExponential(bursts.random);
        bursts.isOnAtEnd = !bursts.isOnAtEnd;
        bursts.switches.push_back(bursts.last);
    }
    const auto next = std::upper_bound(bursts.switches.begin(), bursts.switches.end(), time);
    const bool isOn = bursts.isOn != ((next - bursts.switches.begin()) % 2 != 0);
    piece.constant *= p[isOn ? 2 : 3];
    piece.end = std::min(piece.end, *next);
}

RatePath::Piece RatePath::pieceAt(double time)
{
    using Shape = RateProfile::Shape;
    Piece piece{kNever, 1.0};
    m_smooth.clear();
    std::size_t burst = 0;
    for (std::size_t number = 0; number < m_profile.terms().size(); ++number) {
        const RateProfile::Term &term = m_profile.terms()[number];
        const std::vector<double> &p = term.parameters;
        double end = kNever;
        switch (term.shape) {
        case Shape::Day:
            m_smooth.push_back(number);
            end = time + kHour;
            break;
        case Shape::Hours:
            piece.constant *= hourFactor(p, time, end);
            break;
        case Shape::Ramp:
            if (time < p[3]) {
                piece.constant *= p[0];
                end = p[3];
            } else if (time < p[3] + p[2]) {
                m_smooth.push_back(number);
                end = p[3] + p[2];
            } else {
                piece.constant *= p[1];
            }
            break;
        case Shape::Spike:
            piece.constant *= spikeFactor(p, time, end);
            break;
        case Shape::Bursts:
            limitByBursts(term, m_bursts[burst++], time, piece);
            break;
        }
        piece.end = std::min(piece.end, end);
    }
    return piece;
}

double RatePath::value(const Piece &piece, double time) const
{
    double factor = piece.constant;
    for (const std::size_t number : m_smooth) {
        const RateProfile::Term &term = m_profile.terms()[number];
        factor *= term.shape == RateProfile::Shape::Day ? dayFactor(term.parameters, time)
                                                        : rampFactor(term.parameters, time);
    }
    return factor;
}

double RatePath::factorAt(double time)
{
    return value(pieceAt(time), time);
}

double RatePath::integral(const Piece &piece, double from, double to) const
{
    if (m_smooth.empty() || piece.constant <= 0.0)
        return piece.constant * (to - from);
    // Gauss-Legendre with 8 points: exact for products of up to 15 ramps, and to the last digit for
    // an hour of a day curve. Source: Abramowitz, Stegun, table 25.4.
    static constexpr std::array<std::array<double, 2>, 4> kPoints{
        {{0.1834346424956498049, 0.3626837833783619830},
         {0.5255324099163289858, 0.3137066458778872873},
         {0.7966664774136267396, 0.2223810344533744706},
         {0.9602898564975362317, 0.1012285362903762591}}};
    const double middle = 0.5 * (from + to);
    const double half = 0.5 * (to - from);
    double sum = 0.0;
    for (const auto &[place, weight] : kPoints)
        sum += weight * (value(piece, middle - half * place) + value(piece, middle + half * place));
    return sum * half;
}

double RatePath::amountBetween(double from, double to)
{
    double amount = 0.0;
    while (from < to) {
        const Piece piece = pieceAt(from);
        const double end = std::min(piece.end, to);
        amount += integral(piece, from, end);
        from = end;
    }
    return amount;
}

double RatePath::solve(const Piece &piece, double from, double to, double area, double amount) const
{
    double low = from;
    double high = to;
    double time = from + (to - from) * (amount / area);
    for (int round = 0; round < 100; ++round) {
        const double error = integral(piece, from, time) - amount;
        if (std::abs(error) <= 1e-15 * amount)
            break;
        (error > 0.0 ? high : low) = time;
        const double slope = value(piece, time);
        double next = slope > 0.0 ? time - error / slope : low;
        if (!(next > low && next < high))
            next = 0.5 * (low + high);
        if (next == time || !(next > low && next < high))
            break;
        time = next;
    }
    return time;
}

double RatePath::timeAfter(double from, double amount, double limit)
{
    forget(from);
    double time = from;
    while (time < limit) {
        const Piece piece = pieceAt(time);
        const double end = std::min(piece.end, limit);
        const double area = integral(piece, time, end);
        if (area >= amount && area > 0.0) {
            if (m_smooth.empty())
                return std::min(end, time + amount / piece.constant);
            return solve(piece, time, end, area, amount);
        }
        amount -= area;
        time = end;
    }
    return kNever;
}

void RatePath::forget(double time)
{
    for (Bursts &bursts : m_bursts) {
        while (!bursts.switches.empty() && bursts.switches.front() <= time) {
            bursts.isOn = !bursts.isOn;
            bursts.switches.pop_front();
        }
    }
}

} // namespace loadstar::sim::engine
