// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"

namespace loadstar::model {

/// The design's layer with that name, or null.
const Layer *findLayer(const Design &design, const QString &name);

/// What stands on the canvas for the component: itself, the outermost collapsed container around
/// it, or nothing (an empty id) when it, its layer, or a container around it is hidden.
ElementId shownAs(const Design &design, const ElementId &component);

/// Whether the component itself is drawn.
inline bool isShown(const Design &design, const ElementId &component)
{
    return shownAs(design, component) == component;
}

/// Whether it or its layer is locked; false for a connection.
bool isLocked(const Design &design, const ElementId &component);

/// The layer that counts for the component: its own, or that of the innermost container around it
/// that has one; empty where none is named or it is not in the list of layers.
QString layerOf(const Design &design, const ElementId &component);

/// What is on one layer as a design of its own, where it stands on the canvas: its components, the
/// connections between them, and the scenario events that act on them. The layer is shown there
/// even when it is hidden.
Design layerPart(const Design &design, const QString &layer);

} // namespace loadstar::model
