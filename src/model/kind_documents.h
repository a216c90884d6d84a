// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kind_registry.h"

#include <QByteArray>

namespace loadstar::model {

/// `loadstarctl kinds --json`: every kind with its properties, types, units, ranges, defaults and
/// one-line docs.
QByteArray kindsJson(const KindRegistry &kinds);

/// `loadstarctl schema`: a JSON Schema (draft 2020-12) of the design file.
QByteArray designSchema(const KindRegistry &kinds);

} // namespace loadstar::model
