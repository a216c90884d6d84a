// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kinds/builtin_kinds.h"

#include "model/kinds/property_specs.h"

namespace loadstar::model {

namespace {

using namespace specs;
using base::Quantity;

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
    return grouped(
        kindText("Reliability and cost"),
        {documented(above(0.0, optionalNumber("mtbf", kindText("MTBF"), Quantity::Hours,
                                              kindText("never fails"))),
                    kindText("Mean time between failures, in hours.")),
         documented(above(0.0, optionalNumber("mttr", kindText("MTTR"), Quantity::Hours,
                                              kindText("unknown"))),
                    kindText("Mean time to repair, detection included, in hours.")),
         documented(optionalNumber("availability", kindText("Availability"), Quantity::Probability,
                                   kindText("from MTBF and MTTR")),
                    kindText("Fraction of time that it works; wins over MTBF and MTTR.")),
         documented(optionalNumber("costPerHour", kindText("Cost per hour"), Quantity::Dollars,
                                   kindText("unknown")),
                    kindText("What it costs while it exists."))});
}

const KindRegistry &builtinKinds()
{
    static const KindRegistry registry(
        {usersKind(), loadBalancerKind(), nodeKind(), storageKind(), zoneKind(), regionKind(),
         siteKind(), noteKind(), frameKind()},
        {trafficKind(), stateKind(), replicationKind()}, builtinActions(), objectiveProperties());
    return registry;
}

} // namespace loadstar::model
