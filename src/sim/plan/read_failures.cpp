// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/plan/design_reading.h"

namespace loadstar::sim {

namespace {

constexpr double kSecondsPerHour = 3600.0;

/// The distribution, or an error at that property when its parameters cannot be drawn from.
std::optional<engine::Distribution> made(DesignReading &in, const QString &where,
                                         std::string_view family,
                                         const std::vector<double> &parameters)
{
    const std::optional<engine::Distribution> found =
        engine::Distribution::make(family, parameters);
    if (!found)
        in.fail("sim.bad-value", where, in.tr("times like these cannot be drawn"));
    return found;
}

void readMaintenance(const model::PropertyReader &read, PartSpec &part)
{
    const std::optional<double> first = read.optionalNumber(QStringLiteral("maintenanceFirst"));
    if (!first)
        return;
    part.maintenance = {*first, read.optionalNumber(QStringLiteral("maintenanceEvery")),
                        read.number(QStringLiteral("maintenanceTime"))};
}

} // namespace

void readReliability(DesignReading &in, const model::Component &component, PartSpec &part)
{
    const model::PropertyReader read = in.reader(component);
    const QString id = component.id.text();
    readMaintenance(read, part);
    const std::optional<double> mtbf = read.optionalNumber(QStringLiteral("mtbf"));
    if (!mtbf)
        return;
    const double up = *mtbf * kSecondsPerHour;
    const double shape = read.number(QStringLiteral("failureShape"));
    part.upTime = shape == 1.0
                      ? made(in, id + QStringLiteral(".mtbf"), "exponential", {up})
                      : made(in, id + QStringLiteral(".failureShape"), "weibull", {shape, up});
    const std::optional<double> mttr = read.optionalNumber(QStringLiteral("mttr"));
    if (!mttr)
        return;
    const double repair = *mttr * kSecondsPerHour;
    const double spread = read.number(QStringLiteral("repairSpread"));
    const QString where = id + QStringLiteral(".repairSpread");
    if (spread == 0.0)
        part.repairTime = made(in, where, "constant", {repair});
    else if (spread == 1.0)
        part.repairTime = made(in, where, "exponential", {repair});
    else
        part.repairTime = made(in, where, "lognormal", {repair, spread});
}

} // namespace loadstar::sim
