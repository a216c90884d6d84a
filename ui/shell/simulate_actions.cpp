// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/simulate_actions.h"

#define SIMULATE_TEXT(text) QT_TRANSLATE_NOOP("Actions", text)

namespace loadstar::shell {

std::vector<ActionSpec> simulateActions()
{
    return {
        {.id = "simulate.run",
         .text = SIMULATE_TEXT("&Run the scenario"),
         .shortcut = "F5",
         .icon = "mode-simulate",
         .menu = "simulate",
         .when = When::DesignOpen},
        {.id = "simulate.playPause",
         .text = SIMULATE_TEXT("&Play or pause"),
         .shortcut = "Space",
         .icon = "play",
         .menu = "simulate",
         .section = 1,
         .when = When::Simulating,
         .reach = Reach::Canvas},
        {.id = "simulate.step",
         .text = SIMULATE_TEXT("Step &one event"),
         .shortcut = ".",
         .icon = "step-one",
         .menu = "simulate",
         .section = 1,
         .when = When::Simulating,
         .reach = Reach::Canvas},
        {.id = "simulate.stepSelected",
         .text = SIMULATE_TEXT("Step to the &next event of the selection"),
         .shortcut = "N",
         .icon = "step-one",
         .menu = "simulate",
         .section = 1,
         .when = When::Simulating,
         .reach = Reach::Canvas},
        {.id = "simulate.until",
         .text = SIMULATE_TEXT("Run &until…"),
         .shortcut = "U",
         .icon = "step-one",
         .menu = "simulate",
         .section = 1,
         .when = When::Simulating,
         .reach = Reach::Canvas},
        {.id = "simulate.restart",
         .text = SIMULATE_TEXT("Re&start"),
         .shortcut = "Ctrl+R",
         .icon = "restart",
         .menu = "simulate",
         .section = 1,
         .when = When::Simulating},
        {.id = "simulate.end",
         .text = SIMULATE_TEXT("Run to the &end"),
         .shortcut = "Ctrl+Shift+R",
         .icon = "step",
         .menu = "simulate",
         .section = 1,
         .when = When::Simulating},
        {.id = "simulate.stop",
         .text = SIMULATE_TEXT("S&top and clear"),
         .shortcut = "Ctrl+.",
         .icon = "stop",
         .menu = "simulate",
         .section = 1,
         .when = When::Simulating},
        {.id = "simulate.exportEvents",
         .text = SIMULATE_TEXT("E&xport events…"),
         .menu = "simulate",
         .section = 2,
         .when = When::Simulating},
    };
}

} // namespace loadstar::shell
