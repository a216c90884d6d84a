// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace loadstar::tests {

/// Whether this process runs in the full tier (`packaging/test --full`).
inline bool isFullTier()
{
    return qEnvironmentVariableIntValue("LOADSTAR_FULL") == 1;
}

/// The number of rounds a test should do: `quick` in the quick tier, `full` in the full one.
inline int roundsFor(int quick, int full)
{
    return isFullTier() ? full : quick;
}

} // namespace loadstar::tests
