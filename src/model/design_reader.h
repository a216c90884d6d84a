// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/design_file.h"
#include "model/kind_registry.h"

#include <nlohmann/json_fwd.hpp>

namespace loadstar::model {

/// Turns the JSON of a design file into a design. Errors are those of parseDesign(); `where` is the
/// JSON path.
base::Result<LoadedDesign> readDesign(const nlohmann::json &root, const KindRegistry &kinds);

/// Brings JSON written by an older version up to kDesignFileVersion, one version at a time.
/// Errors: file.missing-key, file.wrong-type, file.wrong-version.
base::Result<void> migrateDesign(nlohmann::json &root);

} // namespace loadstar::model
