// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/component.h"
#include "model/design.h"
#include "model/kinds/builtin_kinds.h"
#include "model/kinds/property_specs.h"

namespace loadstar::model {

namespace {

using namespace specs;
using base::Quantity;

std::vector<PropertySpec> trafficProperties()
{
    return grouped(
        kindText("Traffic"),
        {documented(choice("arrivals", kindText("Arrivals"),
                           {QStringLiteral("open"), QStringLiteral("closed")}),
                    kindText("Open: requests come at a rate, whatever the answer. Closed: each "
                             "person thinks, asks and waits.")),
         documented(number("rate", kindText("Rate"), Quantity::PerSecond, 1.0),
                    kindText("Open arrivals: requests per second, as a Poisson stream.")),
         [] {
             PropertySpec spec = distribution("interarrival", kindText("Time between requests"),
                                              Quantity::Seconds, {});
             spec.defaultValue = std::monostate();
             spec.isNullable = true;
             spec.nullLabel = kindText("Poisson at the rate");
             return documented(
                 std::move(spec),
                 kindText("Open arrivals: time from one request to the next; overrides the rate."));
         }(),
         documented(integer("population", kindText("Population"), 10.0, 1.0),
                    kindText("Closed arrivals: how many people work at the same time.")),
         documented(
             distribution("thinkTime", kindText("Think time"), Quantity::Seconds,
                          QStringLiteral("exponential(10)")),
             kindText("Closed arrivals: time from an answer to the same person's next request.")),
         documented(distribution("work", kindText("Work per request"), Quantity::Seconds,
                                 QStringLiteral("exponential(0.1)")),
                    kindText("Core-seconds that a request needs on a node of speed 1.")),
         documented(above(0.0, optionalNumber("timeout", kindText("Patience"), Quantity::Seconds,
                                              kindText("never gives up"))),
                    kindText("Seconds after which a person stops waiting for an answer."))});
}

std::vector<PropertySpec> peopleProperties()
{
    return grouped(
        kindText("People and sessions"),
        {documented(integer("clients", kindText("People"), 1000.0, 1.0),
                    kindText("Open arrivals: how many different people the requests come from.")),
         documented(
             optionalInteger("addresses", kindText("Source addresses"), kindText("one per person"),
                             1.0),
             kindText(
                 "How many network addresses these people share, as behind address translation.")),
         documented(number("addressSkew", kindText("Skew of addresses"), Quantity::Plain, 0.0),
                    kindText("How unequally people are spread over the addresses: the k-th one "
                             "has a share like k to the power of minus this (Zipf); 0 = evenly.")),
         documented(atMost(1e6, integer("paths", kindText("Paths"), 1.0, 1.0)),
                    kindText("How many different paths are asked for; what uri-hash hashes.")),
         documented(number("pathSkew", kindText("Skew of paths"), Quantity::Plain, 0.0),
                    kindText("How unequally popular the paths are (Zipf); 0 = evenly.")),
         documented(
             [] {
                 PropertySpec spec = number("sessionLength", kindText("Requests per session"),
                                            Quantity::Plain, 1.0);
                 spec.minimum = 1.0;
                 return spec;
             }(),
             kindText("Mean number of requests in a session; 1 means there are no sessions.")),
         documented(
             choice("sessionState", kindText("Session state"),
                    {QStringLiteral("none"), QStringLiteral("node"), QStringLiteral("shared")}),
             kindText("Where the state of a session lives: nowhere, in the node's memory, or in "
                      "shared storage.")),
         documented(
             number("sessionMemory", kindText("Memory per session"), Quantity::Gibibytes, 0.0),
             kindText("Memory that an open session holds on its node."))});
}

QString usersDetail(const Component &component)
{
    const PropertyReader read(component.properties,
                              builtinKinds().component(component.kind)->properties);
    if (read.text(QStringLiteral("arrivals")) == u"closed")
        return kindText("%1 people")
            .arg(base::formatNumber(read.number(QStringLiteral("population"))));
    const QString interarrival = read.distribution(QStringLiteral("interarrival"));
    if (!interarrival.isEmpty())
        return kindText("every %1").arg(interarrival);
    return kindText("%1 requests/s").arg(base::formatNumber(read.number(QStringLiteral("rate"))));
}

} // namespace

ComponentKind usersKind()
{
    ComponentKind kind;
    kind.id = QStringLiteral("users");
    kind.role = ComponentRole::Users;
    kind.name = kindText("Users");
    kind.group = kindText("Traffic");
    kind.doc = kindText("People who send requests.");
    kind.aliases = {kindText("clients"), kindText("people"), kindText("analysts"),
                    kindText("data scientists")};
    kind.icon = QStringLiteral("users");
    kind.defaultSize = kCardSize;
    kind.properties = trafficProperties();
    append(kind.properties, peopleProperties());
    append(kind.properties, reliabilityProperties());
    kind.detail = usersDetail;
    return kind;
}

} // namespace loadstar::model
