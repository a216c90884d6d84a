// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "probe/probe_report.h"
#include "render/diagram_painter.h"

namespace loadstar::panels {

/// The mark of a probed state.
render::Health healthOf(probe::ProbeState state);

/// A time as people read it: "850 µs", "12 ms", "1.3 s".
QString latencyText(double seconds);

/// How the diagram shows what the probes found: each target's state with its latency or since when
/// it is down, and connections into targets that are down as refused.
render::DiagramLooks liveLooks(const QList<probe::TargetReport> &reports,
                               const model::Design &design);

} // namespace loadstar::panels
