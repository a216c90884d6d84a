// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/traffic_painter.h"
#include "render/diagram_geometry.h"

namespace loadstar::film {

/// The stage for a run whose elements are numbered by `table`: what travels follows the lines as
/// they are drawn, with their round corners. Elements that the geometry does not have stay empty.
Stage makeStage(const ElementTable &table, const render::DiagramGeometry &geometry);

} // namespace loadstar::film
