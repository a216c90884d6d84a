// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kinds/builtin_kinds.h"

#include "model/kinds/property_specs.h"

namespace loadstar::model {

namespace {

using namespace specs;
using base::Quantity;

/// How failures and repairs come in simulation, and planned maintenance.
std::vector<PropertySpec> failureProperties()
{
    std::vector<PropertySpec> all = grouped(
        kindText("Failure pattern"),
        {documented(
             atLeast(0.05, number("failureShape", kindText("Failure shape"), Quantity::Plain, 1.0)),
             kindText("Weibull shape of the time to failure: 1 no ageing, above 1 wear-out, "
                      "below 1 early failures. The mean stays the MTBF."),
             kindText("Weibull, A statistical distribution function of wide applicability, "
                      "1951")),
         documented(
             atMost(100.0, number("repairSpread", kindText("Repair spread"), Quantity::Plain, 1.0)),
             kindText("Coefficient of variation of the repair time: 0 always the MTTR, 1 "
                      "exponential, others lognormal."))});
    append(all, grouped(kindText("Planned maintenance"),
                        {documented(optionalNumber("maintenanceFirst", kindText("First window"),
                                                   Quantity::Seconds, kindText("never")),
                                    kindText("Start of the first window in which it is out of "
                                             "service on purpose.")),
                         documented(above(0.0, optionalNumber("maintenanceEvery",
                                                              kindText("Repeated every"),
                                                              Quantity::Seconds, kindText("once"))),
                                    kindText("Seconds from the start of one window to the next.")),
                         documented(above(0.0, number("maintenanceTime", kindText("Window length"),
                                                      Quantity::Seconds, 3600.0)),
                                    kindText("Seconds that each window lasts."))}));
    return all;
}

std::vector<PropertySpec> objectiveProperties()
{
    PropertySpec availability = optionalNumber("availability", kindText("Availability"),
                                               Quantity::Probability, kindText("not judged"));
    PropertySpec required = integer("requiredNodes", kindText("Nodes required"), 1.0, 1.0);
    return grouped(
        kindText("Objective"),
        {documented(availability, kindText("Fraction of requests that must be answered, and of "
                                           "time that the system must be up.")),
         documented(above(0.0, optionalNumber("responseTimeP95", kindText("Response time p95"),
                                              Quantity::Seconds, kindText("not judged"))),
                    kindText("95 of 100 requests must be answered within this time.")),
         documented(required,
                    kindText("Nodes that must be reachable for the system to count as up.")),
         documented(optionalNumber("rpo", kindText("Recovery point objective"), Quantity::Seconds,
                                   kindText("not judged")),
                    kindText("Seconds of work that a disaster may lose.")),
         documented(optionalNumber("rto", kindText("Recovery time objective"), Quantity::Seconds,
                                   kindText("not judged")),
                    kindText("Seconds until service is back after a disaster.")),
         documented(optionalNumber("budgetPerMonth", kindText("Budget per month"),
                                   Quantity::Dollars, kindText("not judged")),
                    kindText("What the design may cost."))});
}

} // namespace

std::vector<PropertySpec> reliabilityProperties()
{
    std::vector<PropertySpec> all =
        grouped(kindText("Reliability and cost"),
                {documented(above(0.0, optionalNumber("mtbf", kindText("MTBF"), Quantity::Hours,
                                                      kindText("never fails"))),
                            kindText("Mean time between failures, in hours.")),
                 documented(above(0.0, optionalNumber("mttr", kindText("MTTR"), Quantity::Hours,
                                                      kindText("unknown"))),
                            kindText("Mean time to repair, detection included, in hours.")),
                 documented(optionalNumber("availability", kindText("Availability"),
                                           Quantity::Probability, kindText("from MTBF and MTTR")),
                            kindText("Fraction of time that it works; wins over MTBF and MTTR.")),
                 documented(optionalNumber("costPerHour", kindText("Cost per hour"),
                                           Quantity::Dollars, kindText("unknown")),
                            kindText("What it costs while it exists."))});
    append(all, failureProperties());
    return all;
}

const KindRegistry &builtinKinds()
{
    static const KindRegistry registry(
        {usersKind(), loadBalancerKind(), nodeKind(), kubernetesClusterKind(), workloadKind(),
         batchQueueKind(), storageKind(), zoneKind(), regionKind(), siteKind(), noteKind(),
         frameKind()},
        {trafficKind(), stateKind(), replicationKind()}, builtinActions(), objectiveProperties());
    return registry;
}

} // namespace loadstar::model
