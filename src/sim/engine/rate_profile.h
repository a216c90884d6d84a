// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/random_streams.h"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace loadstar::sim::engine {

/// How a rate changes over time: a product of shapes, each a factor of 0 or more. A plain value.
class RateProfile
{
public:
    enum class Shape { Day, Hours, Ramp, Spike, Bursts };

    struct Term
    {
        Shape shape = Shape::Day;
        /// day: trough, peak, time of the peak, time of day at 0. hours: time of day at 0, 24
        /// factors. ramp: from, to, length, begin. spike: begin, length, factor, period (0 = once).
        /// bursts: mean length on and off, factor on and off. Times in seconds.
        std::vector<double> parameters;
    };

    /// Adds a shape by its name, day, hours, ramp, spike or bursts; false when the name or the
    /// number of parameters is wrong.
    bool add(std::string_view shape, const std::vector<double> &parameters);

    const std::vector<Term> &terms() const { return m_terms; }

private:
    std::vector<Term> m_terms;
};

/// The course of a RateProfile in one run, with the bursts drawn as they are needed: on and off
/// lengths are exponential, and the first state is drawn from the long-run shares, so that the
/// course is stationary. Time must not go back by more than one step of timeAfter().
class RatePath
{
public:
    /// Bursts draw from streams of their own, named after `name`.
    RatePath(const RateProfile &profile, const RandomStreams &streams, const std::string &name);

    /// The integral of the factor over [from, to].
    double amountBetween(double from, double to);

    /// The time at which the integral of the factor since `from` reaches `amount`, infinite when
    /// that is not before `limit`. Inverts the integral to the last digits: closed form where the
    /// factor is constant, Newton's method with a bracket elsewhere. What lies before `from` is
    /// forgotten.
    double timeAfter(double from, double amount, double limit);

    /// The factor at a time.
    double factorAt(double time);

private:
    struct Bursts
    {
        Random random;
        bool isOn = false;           ///< before the first switch kept
        double last = 0.0;           ///< time of the last switch drawn
        bool isOnAtEnd = false;      ///< after the last switch drawn
        std::deque<double> switches; ///< times at which it goes on or off
    };

    /// A stretch of time in which the factor is smooth: `constant` times the values of m_smooth.
    struct Piece
    {
        double end = 0.0;
        double constant = 1.0;
    };

    Piece pieceAt(double time);
    void limitByBursts(const RateProfile::Term &term, Bursts &bursts, double time, Piece &piece);
    double value(const Piece &piece, double time) const;
    double integral(const Piece &piece, double from, double to) const;
    double solve(const Piece &piece, double from, double to, double area, double amount) const;
    void forget(double time);

    RateProfile m_profile;
    std::vector<Bursts> m_bursts; ///< one per term of that shape
    /// Numbers of the terms that change within the piece asked for last.
    std::vector<std::size_t> m_smooth;
};

} // namespace loadstar::sim::engine
