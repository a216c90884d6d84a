// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/plan/design_reading.h"

#include <algorithm>

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

/// Times to failure of that mean, in seconds, of the component's pattern.
std::optional<engine::Distribution> timeToFailure(DesignReading &in, const QString &id,
                                                  const model::PropertyReader &read, double mean)
{
    const double shape = read.number(QStringLiteral("failureShape"));
    return shape == 1.0 ? made(in, id + QStringLiteral(".mtbf"), "exponential", {mean})
                        : made(in, id + QStringLiteral(".failureShape"), "weibull", {shape, mean});
}

/// Of the failures of a part, common ones; less would mean none within any run.
constexpr double kSmallestShare = 1e-12;

/// Failures per second of a component that fails by chance.
double failureRate(const model::PropertyReader &read)
{
    return 1.0 / (*read.optionalNumber(QStringLiteral("mtbf")) * kSecondsPerHour);
}

/// The beta-factor model for the parts of one kind: `beta` of the smallest of their rates is
/// common, and each keeps what is left of its own, so that it fails as often as before.
void shareCause(DesignReading &in, ElementIndex container, double beta,
                std::vector<ElementIndex> members)
{
    const auto readerOf = [&in](ElementIndex member) {
        return in.reader(*in.design.component(model::ElementId(in.plan.idOf(member))));
    };
    double smallest = failureRate(readerOf(members.front()));
    for (const ElementIndex member : members)
        smallest = std::min(smallest, failureRate(readerOf(member)));
    const double common = beta * smallest;
    for (const ElementIndex member : members) {
        PartSpec &part = in.plan.parts[static_cast<std::size_t>(member)];
        const double own = failureRate(readerOf(member)) - common;
        if (own > 0.0)
            part.upTime = timeToFailure(in, part.id, readerOf(member), 1.0 / own);
        else
            part.upTime.reset();
    }
    const QString where = in.plan.idOf(container) + QStringLiteral(".commonCause");
    if (beta < kSmallestShare) {
        in.fail("sim.bad-value", where,
                in.tr("found %1, but 0, for no common cause, or a share from %2 to 1 is allowed")
                    .arg(base::formatNumber(beta), base::formatNumber(kSmallestShare)));
        return;
    }
    if (const auto interval = made(in, where, "exponential", {1.0 / common}))
        in.plan.commonCauses.push_back({container, std::move(members), *interval});
}

} // namespace

void readCommonCauses(DesignReading &in)
{
    for (std::size_t i = 0; i < in.plan.parts.size(); ++i) {
        const auto container = static_cast<ElementIndex>(i);
        if (in.plan.parts[i].kind != PartKind::Container)
            continue;
        const QString id = in.plan.parts[i].id;
        const double beta = in.reader(*in.design.component(model::ElementId(id)))
                                .number(QStringLiteral("commonCause"));
        bool hasMembers = false;
        for (const PartKind kind : {PartKind::Balancer, PartKind::Node, PartKind::Storage}) {
            std::vector<ElementIndex> members;
            for (std::size_t k = 0; k < in.plan.parts.size(); ++k) {
                const PartSpec &part = in.plan.parts[k];
                if (part.parent == container && part.kind == kind && part.upTime)
                    members.push_back(static_cast<ElementIndex>(k));
            }
            hasMembers = hasMembers || !members.empty();
            if (beta > 0.0 && !members.empty())
                shareCause(in, container, beta, std::move(members));
        }
        if (beta > 0.0 && !hasMembers)
            in.warn("sim.no-common-cause", id + QStringLiteral(".commonCause"),
                    in.tr("nothing directly inside \"%1\" fails by chance, so there is no common "
                          "cause")
                        .arg(id));
    }
}

void readReliability(DesignReading &in, const model::Component &component, PartSpec &part)
{
    const model::PropertyReader read = in.reader(component);
    const QString id = component.id.text();
    readMaintenance(read, part);
    if (part.maintenance && part.maintenance->every)
        in.refuseShort(id + QStringLiteral(".maintenanceEvery"), *part.maintenance->every);
    const std::optional<double> mtbf = read.optionalNumber(QStringLiteral("mtbf"));
    if (!mtbf)
        return;
    in.refuseShort(id + QStringLiteral(".mtbf"), *mtbf * kSecondsPerHour);
    part.upTime = timeToFailure(in, id, read, *mtbf * kSecondsPerHour);
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
