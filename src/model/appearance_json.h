// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/appearance.h"
#include "model/connection.h"

#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace loadstar::model {

/// Reads how a component is drawn from its object at `path`. Errors: file.wrong-type.
base::Result<void> readAppearance(const nlohmann::json &object, const QString &path,
                                  Appearance &appearance);

/// Reads one layer, whose name none of the `others` may have. Errors: file.wrong-type,
/// file.bad-layer.
base::Result<void> readLayer(const nlohmann::json &object, const QString &path,
                             const std::vector<Layer> &others, Layer &layer);

/// Reads name and label of a connection from its object at `path`. Errors: file.wrong-type,
/// file.out-of-range.
base::Result<void> readLabel(const nlohmann::json &object, const QString &path,
                             Connection &connection);

/// The key "label" of a connection, without what is kept of it.
nlohmann::json labelJson(const LabelPlace &label);

/// Adds the keys of what is not as in a new component.
void addAppearance(nlohmann::json &object, const Appearance &appearance);

/// The layer without what is kept of it.
nlohmann::json layerJson(const Layer &layer);

} // namespace loadstar::model
