// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "model/property_value.h"

#include <nlohmann/json_fwd.hpp>

namespace loadstar::model {

/// The JSON of the whole design, kept content included.
nlohmann::json designJson(const Design &design);

/// The JSON of one value.
nlohmann::json valueJson(const PropertyValue &value);

} // namespace loadstar::model
