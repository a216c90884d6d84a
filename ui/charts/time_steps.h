// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstar::charts {

/// Seconds from one moment that is written below a plot to the next: round ones, so that at most
/// `room` (1 or more) fit into `range` seconds.
double timeStep(double range, double room);

} // namespace loadstar::charts
