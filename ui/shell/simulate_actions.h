// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/action_registry.h"

#include <vector>

namespace loadstar::shell {

/// The rows of the menu "Simulate" about the present run.
std::vector<ActionSpec> simulateActions();

} // namespace loadstar::shell
