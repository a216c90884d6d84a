// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "sim/plan/design_reading.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

/// One kind of fault and what it may act on.
struct FaultRow
{
    const char *name;
    FailureMode mode;
    std::vector<PartKind> parts;
    bool isOfTraffic;    ///< a traffic connection may have it
    bool isOfAll;        ///< everything may, connections and containers included
    const char *targets; ///< in words
};

const std::vector<FaultRow> &faultRows()
{
    using Kind = PartKind;
    static const std::vector<FaultRow> rows{
        {"cpu", FailureMode::Cpu, {Kind::Node}, false, false, "a node"},
        {"memory", FailureMode::Memory, {Kind::Node}, false, false, "a node"},
        {"errors",
         FailureMode::Errors,
         {Kind::Node, Kind::Storage},
         false,
         false,
         "a node or a storage"},
        {"disk-full",
         FailureMode::DiskFull,
         {Kind::Node, Kind::Storage},
         false,
         false,
         "a node or a storage"},
        {"slow-io", FailureMode::SlowIo, {Kind::Storage}, false, false, "a storage"},
        {"delay", FailureMode::Delay, {}, true, false, "a traffic connection"},
        {"loss", FailureMode::Loss, {}, true, false, "a traffic connection"},
        {"partition", FailureMode::Partition, {}, false, true, "any component or connection"},
        {"dns", FailureMode::Dns, {Kind::Users}, false, false, "users"},
        {"certificate",
         FailureMode::Certificate,
         {Kind::Balancer},
         false,
         false,
         "a load balancer"},
        {"flapping", FailureMode::Flapping, {Kind::Node}, false, false, "a node"},
    };
    return rows;
}

bool canHave(const DesignReading &in, const FaultRow &row, ElementIndex target)
{
    if (row.isOfAll)
        return true;
    if (in.plan.isConnection(target)) {
        return row.isOfTraffic &&
               std::any_of(in.plan.links.begin(), in.plan.links.end(),
                           [&](const LinkSpec &link) { return link.connection == target; });
    }
    const PartKind kind = in.plan.part(target).kind;
    return std::find(row.parts.begin(), row.parts.end(), kind) != row.parts.end();
}

} // namespace

void readFault(DesignReading &in, const model::PropertyReader &read, const QString &where,
               ScenarioStep &step)
{
    const QString kind = read.text(QStringLiteral("kind"));
    const auto row = std::find_if(faultRows().begin(), faultRows().end(), [&](const FaultRow &one) {
        return kind == QLatin1String(one.name);
    });
    if (row == faultRows().end()) {
        in.fail("sim.bad-scenario", where, in.tr("\"%1\" is no kind of fault").arg(kind));
        return;
    }
    if (!canHave(in, *row, step.target)) {
        in.fail("sim.bad-scenario", where,
                in.tr("fault %1 cannot act on \"%2\"; it acts on %3")
                    .arg(kind, in.plan.idOf(step.target), in.tr(row->targets)));
        return;
    }
    step.mode = row->mode;
    step.intensity = read.number(QStringLiteral("intensity"));
    step.delay = read.number(QStringLiteral("delay"));
    step.duration = read.optionalNumber(QStringLiteral("for"));
    if (step.mode == FailureMode::Loss && step.intensity >= 1.0) {
        in.fail("sim.bad-scenario", where,
                in.tr("a loss of 1 lets nothing through; use a fault of kind partition"));
    }
    in.plan.hasFaults = true;
}

} // namespace loadstar::sim
