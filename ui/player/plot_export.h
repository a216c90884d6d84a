// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/plot_line.h"

#include <QByteArray>

namespace loadstar::player {

/// Lines as a table (RFC 4180): one row per bin of `step` seconds with the second it begins at, one
/// column per line; `unit` names what has no name. A bin without value is an empty cell.
QByteArray linesCsv(double step, const std::vector<charts::PlotLine> &lines, const QString &unit);

} // namespace loadstar::player
