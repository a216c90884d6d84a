// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kinds/builtin_kinds.h"
#include "model/kinds/property_specs.h"

namespace loadstar::model {

namespace {

using namespace specs;
using base::Quantity;

std::vector<PropertySpec> queueProperties()
{
    return grouped(
        kindText("Jobs"),
        {documented(choice("policy", kindText("Policy"),
                           {QStringLiteral("fifo"), QStringLiteral("backfill")}),
                    kindText("First come, first served; or later jobs fill what the first in the "
                             "line cannot use yet, without delaying it."),
                    kindText("Lifka, The ANL/IBM SP scheduling system, 1995 (EASY)")),
         documented(number("rate", kindText("Rate"), Quantity::PerSecond, 0.01),
                    kindText("Jobs that are submitted, per second.")),
         documented(distribution("jobCores", kindText("Cores per job"), Quantity::Plain,
                                 QStringLiteral("constant(1)")),
                    kindText("Cores that a job asks for, rounded up.")),
         documented(distribution("jobWork", kindText("Work per job"), Quantity::Seconds,
                                 QStringLiteral("exponential(600)")),
                    kindText("Core-seconds that a job needs on one core of speed 1.")),
         documented(
             number("parallelFraction", kindText("Parallel fraction"), Quantity::Probability, 1.0),
             kindText("Part of the work that is shared out among the cores."),
             kindText("Amdahl, Validity of the single processor approach, 1967")),
         documented(above(0.0, optionalNumber("timeLimit", kindText("Time limit"),
                                              Quantity::Seconds, kindText("no limit"))),
                    kindText("Seconds after which a job is ended; backfill relies on it."))});
}

} // namespace

ComponentKind batchQueueKind()
{
    ComponentKind kind;
    kind.id = QStringLiteral("batchQueue");
    kind.role = ComponentRole::BatchQueue;
    kind.name = kindText("Batch queue");
    kind.group = kindText("Compute");
    kind.doc = kindText("A partition of compute nodes that run jobs from a queue.");
    kind.aliases = {kindText("HPC"), kindText("Slurm"), kindText("partition"), kindText("jobs")};
    kind.icon = QStringLiteral("batch-queue");
    kind.shape = ComponentShape::Container;
    kind.isContainer = true;
    kind.defaultSize = {360, 220};
    kind.properties = queueProperties();
    append(kind.properties, commonCauseProperties());
    append(kind.properties, reliabilityProperties());
    return kind;
}

} // namespace loadstar::model
