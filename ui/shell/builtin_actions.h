// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/action_registry.h"

namespace loadstar::shell {

/// The actions of the program, in menu order: the one place to add one.
std::vector<ActionSpec> builtinActions();

} // namespace loadstar::shell
