// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/action_registry.h"

namespace loadstar::canvas {
class CanvasView;
}

namespace loadstar::shell {

/// The rows of the menu "Arrange".
std::vector<ActionSpec> arrangeActions();

/// Lets them act on what is selected on the canvas; each is one step of the history.
void bindArrangeActions(ActionRegistry &actions, canvas::CanvasView &canvas);

} // namespace loadstar::shell
