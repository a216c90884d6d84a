// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/time_steps.h"

#include <array>
#include <cmath>

namespace loadstar::charts {

double timeStep(double range, double room)
{
    constexpr double kDay = 86400.0;
    constexpr std::array kSteps{1.0,    2.0,    5.0,     10.0,    15.0,   30.0,
                                60.0,   120.0,  300.0,   600.0,   900.0,  1800.0,
                                3600.0, 7200.0, 10800.0, 21600.0, 43200.0};
    for (const double step : kSteps) {
        if (range / step <= room)
            return step;
    }
    return std::ceil(range / room / kDay) * kDay;
}

} // namespace loadstar::charts
