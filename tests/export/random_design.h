// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"

#include <QRandomGenerator>

namespace loadstar::tests {

/// Text that tries to break out of wherever it is put.
QString hostileText(QRandomGenerator &random);

/// A valid design with up to three balancers and up to six nodes, random connections between them,
/// random settings, and hostile text wherever a person may type.
model::Design randomDesign(QRandomGenerator &random);

} // namespace loadstar::tests
