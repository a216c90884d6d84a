// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/availability_figures.h"

#include "reliability/repairable.h"

#include <cmath>

namespace loadstar::reliability {

namespace {

const QString kMtbf = QStringLiteral("mtbf");
const QString kMttr = QStringLiteral("mttr");
const QString kAvailability = QStringLiteral("availability");

/// With `availability` given: down - up cycles from the time to failure, or from that to repair.
std::optional<double> failuresPerHour(double availability, std::optional<double> mtbf,
                                      std::optional<double> mttr)
{
    if (availability >= 1.0 || availability <= 0.0)
        return 0.0;
    if (mtbf)
        return availability / *mtbf;
    if (mttr)
        return (1.0 - availability) / *mttr;
    return std::nullopt;
}

} // namespace

std::optional<AvailabilityFigures> unitFigures(const model::PropertyReader &read)
{
    const std::optional<double> mtbf = read.optionalNumber(kMtbf);
    const std::optional<double> mttr = read.optionalNumber(kMttr);
    if (const std::optional<double> availability = read.optionalNumber(kAvailability))
        return AvailabilityFigures{1.0 - *availability, failuresPerHour(*availability, mtbf, mttr)};
    if (!mtbf || !mttr)
        return std::nullopt;
    return AvailabilityFigures{*mttr / (*mtbf + *mttr), 1.0 / (*mtbf + *mttr)};
}

std::optional<AvailabilityFigures> figuresOf(const model::PropertyReader &read, int units,
                                             int crews)
{
    const std::optional<AvailabilityFigures> unit = unitFigures(read);
    if (!unit || units == 1)
        return unit;
    if (crews > 0 && crews < units && !read.isGiven(kAvailability)) {
        const PoolAvailability pool = availabilityOf(
            {units, 1, *read.optionalNumber(kMtbf), *read.optionalNumber(kMttr), crews});
        return AvailabilityFigures{pool.unavailability, pool.failuresPerHour};
    }
    AvailabilityFigures all{std::pow(unit->unavailability, units), std::nullopt};
    if (unit->failuresPerHour)
        all.failuresPerHour =
            units * *unit->failuresPerHour * std::pow(unit->unavailability, units - 1);
    return all;
}

} // namespace loadstar::reliability
