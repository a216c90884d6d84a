// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/component.h"
#include "model/design.h"
#include "model/kinds/builtin_kinds.h"
#include "model/kinds/property_specs.h"
#include "model/profile_text.h"

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

PropertySpec profileProperty()
{
    PropertySpec spec = optionalText("profile", kindText("Rate over time"), kindText("steady"));
    spec.checkText = [](const QString &text) -> base::Result<void> {
        const base::Result<std::vector<ProfileTerm>> terms = parseProfile(text);
        return terms ? base::Result<void>() : base::Result<void>(terms.error());
    };
    spec.examples = profileExamples();
    return documented(
        std::move(spec),
        kindText("Open arrivals: factors of the rate over time, joined by *: day(trough=0.2, "
                 "peak=1, at=14 h, start=8 h), hours(24 factors, start=8 h), ramp(from=1, to=5, "
                 "over=600 s, at=0 s), spike(at=300 s, for=30 s, factor=10, every=1 h), "
                 "bursts(on=10 s, off=50 s, factor=5, rest=1). start is the time of day when the "
                 "run begins; bursts come and go at random."));
}

std::vector<PropertySpec> loadProperties()
{
    return grouped(
        kindText("Load over time"),
        {profileProperty(),
         documented(optionalText("traceFile", kindText("Trace file"), kindText("none")),
                    kindText("Open arrivals: a CSV file whose requests are sent again, one a line "
                             "as time[,work[,client]] in seconds; its path from the folder of the "
                             "design. Overrides rate and time between requests, and with clients "
                             "the people."))});
}

/// Which requests come first, and what people do about slow and failed ones.
std::vector<PropertySpec> urgencyProperties()
{
    return grouped(
        kindText("Priority and patience"),
        {documented(atMost(100.0, integer("priority", kindText("Priority"), 0.0, 0.0)),
                    kindText("Class of the requests; a node of discipline priority serves higher "
                             "ones first.")),
         documented(number("highPriorityShare", kindText("Share of higher priority"),
                           Quantity::Probability, 0.0),
                    kindText("Part of the requests that are one class higher.")),
         [] {
             PropertySpec spec = distribution("patience", kindText("Patience until service"),
                                              Quantity::Seconds, {});
             spec.defaultValue = std::monostate();
             spec.isNullable = true;
             spec.nullLabel = kindText("waits for its turn");
             return documented(std::move(spec),
                               kindText("Time after which a person leaves when service has not "
                                        "begun; once it has, they stay."));
         }()});
}

std::vector<PropertySpec> retryProperties()
{
    return grouped(
        kindText("Retries and hedging"),
        {documented(atMost(1000.0, integer("retries", kindText("Retries"), 0.0, 0.0)),
                    kindText("How many times a person sends a failed request again; a balancer's "
                             "own retries come before that.")),
         documented(above(0.0, optionalNumber("attemptTimeout", kindText("Time limit per attempt"),
                                              Quantity::Seconds, kindText("none"))),
                    kindText("Seconds after which an attempt counts as failed.")),
         documented(number("backoff", kindText("First back-off"), Quantity::Seconds, 0.1),
                    kindText("Seconds before the first retry; doubles with every further one.")),
         documented(number("backoffCap", kindText("Longest back-off"), Quantity::Seconds, 20.0),
                    kindText("Seconds that a back-off has at most."),
                    QStringLiteral("AWS SDKs and Tools reference guide, retry behavior")),
         documented(
             choice("backoffJitter", kindText("Jitter"),
                    {QStringLiteral("full"), QStringLiteral("equal"), QStringLiteral("none")}),
             kindText("Full: a pause from 0 to the back-off, all alike likely. Equal: from "
                      "half of it. None: the back-off itself."),
             QStringLiteral("Brooker, Exponential backoff and jitter, AWS 2015")),
         documented(above(0.0, optionalNumber("hedgeDelay", kindText("Hedge after"),
                                              Quantity::Seconds, kindText("never"))),
                    kindText("Seconds without an answer after which a second attempt is sent; the "
                             "first answer counts, the other attempt is called off."),
                    QStringLiteral("Dean, Barroso, The tail at scale, CACM 56 (2013)"))});
}

std::vector<PropertySpec> breakerProperties()
{
    const QString source = QStringLiteral("Netflix Hystrix 1.5, configuration");
    PropertySpec share = optionalNumber("breakerShare", kindText("Opens at failures"),
                                        Quantity::Probability, kindText("no circuit breaker"));
    return grouped(
        kindText("Circuit breaker"),
        {documented(above(0.0, std::move(share)),
                    kindText("Part of the attempts that failed lately at which nothing more is "
                             "sent; all people of this component share the breaker.")),
         documented(
             above(0.0, number("breakerWindow", kindText("Window"), Quantity::Seconds, 10.0)),
             kindText("Seconds that lately means."), source),
         documented(integer("breakerMinimum", kindText("Least attempts"), 20.0, 1.0),
                    kindText("Attempts in the window below which it does not open."), source),
         documented(
             above(0.0, number("breakerOpenTime", kindText("Open for"), Quantity::Seconds, 5.0)),
             kindText("Seconds until some attempts are let through again, to see."), source),
         documented(integer("breakerTrials", kindText("Trial attempts"), 1.0, 1.0),
                    kindText("Attempts let through then; it closes when all of them succeed."),
                    source)});
}

QString usersDetail(const Component &component)
{
    const PropertyReader read(component.properties,
                              builtinKinds().component(component.kind)->properties);
    if (read.text(QStringLiteral("arrivals")) == u"closed")
        return read.number(QStringLiteral("population")) == 1.0
                   ? kindText("1 person")
                   : kindText("%1 people")
                         .arg(base::formatNumber(read.number(QStringLiteral("population"))));
    const QString interarrival = read.distribution(QStringLiteral("interarrival"));
    const QString trace = read.text(QStringLiteral("traceFile"));
    if (!trace.isEmpty())
        return kindText("as in %1").arg(trace);
    if (!interarrival.isEmpty())
        return kindText("every %1").arg(interarrival);
    const double rate = read.number(QStringLiteral("rate"));
    return rate == 1.0 ? kindText("1 request/s")
                       : kindText("%1 requests/s").arg(base::formatNumber(rate));
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
    append(kind.properties, loadProperties());
    append(kind.properties, peopleProperties());
    append(kind.properties, urgencyProperties());
    append(kind.properties, retryProperties());
    append(kind.properties, breakerProperties());
    append(kind.properties, reliabilityProperties());
    kind.detail = usersDetail;
    return kind;
}

} // namespace loadstar::model
