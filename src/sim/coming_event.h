// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/trace.h"

namespace loadstar::sim {

/// What a run handles next.
struct ComingEvent
{
    /// Seconds since the start of the run; infinite when nothing is left.
    double at = 0.0;
    /// The component that it finds a request at: where the request arrives, is done or waits. None
    /// for events of no request and for those that come too late to matter.
    ElementIndex component = kNoElement;
};

} // namespace loadstar::sim
