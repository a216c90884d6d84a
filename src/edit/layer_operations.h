// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"
#include "model/design_edit.h"

#include <QString>

#include <functional>
#include <vector>

namespace loadstar::edit {

// Edits of layers and of what is on them. What changes nothing gives no edit.

/// A name that no layer has yet.
QString freeLayerName(const model::Design &design);

/// Adds a layer behind the others; nothing when the name is empty or taken, or there are
/// model::kMostLayers.
std::vector<model::DesignEdit> addLayer(const model::Design &design, const QString &name);

/// Changes whether a layer is hidden or locked.
std::vector<model::DesignEdit> changeLayer(const model::Design &design, const QString &name,
                                           const std::function<void(model::Layer &)> &change);

/// Gives a layer another name, which its components follow; nothing when that is empty or taken.
std::vector<model::DesignEdit> renameLayer(const model::Design &design, const QString &name,
                                           const QString &newName);

/// Takes a layer away; its components stay, on no layer.
std::vector<model::DesignEdit> removeLayer(const model::Design &design, const QString &name);

/// Puts the selected components, with what lies inside them, on a layer; an empty name takes them
/// off theirs.
std::vector<model::DesignEdit> moveToLayer(const model::Design &design, const Selection &selection,
                                           const QString &layer);

/// Puts the components that the edits add on the document's current layer, unless that is hidden
/// or locked.
void useCurrentLayer(const DesignDocument &document, std::vector<model::DesignEdit> &edits);

} // namespace loadstar::edit
