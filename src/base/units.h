// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

namespace loadstar::base {

/// What a number measures; decides which unit suffixes a text may carry and how the number is
/// shown.
enum class Quantity {
    Plain,       ///< no unit
    Seconds,     ///< stored in seconds; us ms s min h d
    Hours,       ///< stored in hours; the same suffixes
    Gibibytes,   ///< stored in GiB; MiB GiB TiB
    Dollars,     ///< stored in US dollars; may start with $
    PerSecond,   ///< stored per second; /s /min /h
    Probability, ///< stored 0..1; %
};

/// Reads "250 ms", "4 h", "99.9 %" or a bare number (in the stored unit) with a decimal point.
/// Errors: units.not-a-number, units.unknown-unit (the message lists the allowed ones).
Result<double> parseQuantity(const QString &text, Quantity quantity);

/// Shows a stored number with the suffix that reads best, such that parseQuantity gives the same
/// number back.
QString formatQuantity(double value, Quantity quantity);

/// The shortest decimal text that reads back as the same double; no exponent between 1e-6 and 1e15.
QString formatNumber(double value);

} // namespace loadstar::base
