// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace loadstar::model {

/// One shape of a rate profile, with times in seconds and every parameter that was left out at its
/// default.
struct ProfileTerm
{
    /// day, hours, ramp, spike or bursts.
    QString shape;
    /// In the order of the shape's usage; of hours: start, then the 24 factors.
    std::vector<double> parameters;

    bool operator==(const ProfileTerm &) const = default;
};

/// Reads how a rate changes over time, as factors that are multiplied:
///
///     day(trough=0.2, peak=1, at=14 h, start=0 h)
///     hours(0.1, 0.1, … 24 factors, start=0 h)
///     ramp(from=1, to=5, over=600 s, at=0 s)
///     spike(at=300 s, for=30 s, factor=10, every=1 h)
///     bursts(on=10 s, off=50 s, factor=5, rest=1)
///
/// joined by " * ". Parameters may be given by name or, from the left, without; start, the ramp's
/// at, every and rest may be left out. Errors: profile.syntax, profile.unknown-shape and
/// profile.bad-parameter; each message says what is allowed.
base::Result<std::vector<ProfileTerm>> parseProfile(const QString &text);

/// One valid text per shape, for the inspector to offer.
QStringList profileExamples();

} // namespace loadstar::model
