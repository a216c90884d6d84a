// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/design_text.h"

#include <cstdint>

namespace loadstar::tests {

/// users -> front -> nodes and back, back -> nodes; some nodes in zone za, some with a database,
/// and a scenario of 60 s. Everything that a design of virtual machines can say is drawn now and
/// then.
DesignText randomDesign(std::uint64_t seed);

} // namespace loadstar::tests
