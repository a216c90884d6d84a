// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/strong_id.h"

namespace loadstar::model {

/// Names one component or connection; both share one name space (contract, section 1).
using ElementId = base::StrongId<struct ElementIdTag>;

/// Whether `text` may be an id: a letter or digit, then up to 63 letters, digits, dots, hyphens or
/// underscores (ASCII).
bool isValidElementId(const QString &text);

} // namespace loadstar::model
