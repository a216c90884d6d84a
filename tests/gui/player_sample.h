// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "sim/design_simulation.h"
#include "sim/run_report.h"

#include <QByteArray>

namespace loadstar::test {

/// Users, a balancer, three nodes and a database; n2 fails at 20 s, comes back at 40 s, then the
/// load doubles.
inline QByteArray sampleBytes()
{
    return R"({
  "loadstar": 1,
  "name": "Three nodes behind one front door",
  "components": [
    { "id": "users", "kind": "users", "name": "Analysts", "x": 0, "y": 120,
      "properties": { "rate": 12, "clients": 40, "sessionLength": 20, "sessionState": "node" } },
    { "id": "lb", "kind": "loadBalancer", "name": "Front door", "x": 240, "y": 120,
      "properties": { "algorithm": "least-connections", "sticky": "cookie" } },
    { "id": "zone", "kind": "zone", "name": "Zone a", "x": 460, "y": -20, "width": 240, "height": 380 },
    { "id": "n1", "kind": "node", "name": "rstudio-1", "parent": "zone", "x": 40, "y": 40, "properties": { "cores": 2 } },
    { "id": "n2", "kind": "node", "name": "rstudio-2", "parent": "zone", "x": 40, "y": 150, "properties": { "cores": 2 } },
    { "id": "n3", "kind": "node", "name": "rstudio-3", "parent": "zone", "x": 40, "y": 260, "properties": { "cores": 2 } },
    { "id": "db", "kind": "storage", "name": "PostgreSQL", "x": 800, "y": 120 } ],
  "connections": [
    { "id": "t0", "kind": "traffic", "from": "users", "to": "lb" },
    { "id": "t1", "kind": "traffic", "from": "lb", "to": "n1" },
    { "id": "t2", "kind": "traffic", "from": "lb", "to": "n2" },
    { "id": "t3", "kind": "traffic", "from": "lb", "to": "n3" },
    { "id": "s1", "kind": "state", "from": "n1", "to": "db" },
    { "id": "s2", "kind": "state", "from": "n2", "to": "db" },
    { "id": "s3", "kind": "state", "from": "n3", "to": "db" } ],
  "scenario": [
    { "at": 20, "action": "fail", "target": "n2" },
    { "at": 40, "action": "recover", "target": "n2" },
    { "at": 60, "action": "surge", "target": "users", "factor": 2, "for": 20 } ]
})";
}

inline model::Design sampleDesign()
{
    return model::parseDesign(sampleBytes(), model::builtinKinds()).value().design;
}

inline model::ElementId elementId(const char *text)
{
    return model::ElementId(QString::fromLatin1(text));
}

/// The figures of a run in one piece; what depends on the wall clock is left out.
inline sim::RunReport runInOnePiece(const model::Design &design, const sim::RunOptions &options)
{
    auto simulation = sim::DesignSimulation::create(design, options);
    simulation.value()->runUntil(options.duration);
    sim::RunReport report = simulation.value()->report();
    report.wallSeconds = 0.0;
    return report;
}

inline sim::RunReport withoutWallTime(sim::RunReport report)
{
    report.wallSeconds = 0.0;
    return report;
}

} // namespace loadstar::test
