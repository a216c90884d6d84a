// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace loadstar::exporting::haproxy {

/// Text for behind a #: one line, without control or invisible characters, at most 80 characters.
QString commentText(const QString &text);

/// One word of a configuration that HAProxy reads back as exactly `text`: as it is when it is
/// harmless, in single quotes, or with \xHH for everything else (configuration manual 2.6,
/// section 2.2).
QString word(const QString &text);

/// A cookie name that HAProxy and browsers take: letters, digits, dot, hyphen and underscore.
/// Another one is rewritten with a checksum behind, so that different names stay different.
QString cookieName(const QString &text);

/// A time with unit, for example 2s or 250ms; at least 1 ms, rounded to whole ms.
QString duration(double seconds);

/// Whole weights 0..256 in the same ratio as `weights` (each 0 or more); exact where that is
/// possible. A weight above 0 stays above 0.
std::vector<int> scaledWeights(const std::vector<double> &weights, bool *isExact);

} // namespace loadstar::exporting::haproxy
