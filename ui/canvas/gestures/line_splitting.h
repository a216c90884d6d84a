// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"

#include <QPolygonF>
#include <QRectF>

#include <map>

namespace loadstar::canvas {

/// The connection that a card dropped at `rect` would be put into: one whose route runs through the
/// middle of the card, and that may lead over a component of its kind. Empty when there is none.
model::ElementId lineToSplit(const edit::DesignDocument &document,
                             const std::map<model::ElementId, QPolygonF> &routes,
                             const QRectF &rect, const model::Component &card);

} // namespace loadstar::canvas
