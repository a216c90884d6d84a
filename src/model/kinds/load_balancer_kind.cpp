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

std::vector<PropertySpec> balancingProperties()
{
    return grouped(
        kindText("Balancing"),
        {documented(
             choice("layer", kindText("Layer"), {QStringLiteral("http"), QStringLiteral("tcp")}),
             kindText("Whether it reads requests (http) or only passes connections on (tcp).")),
         documented(choice("algorithm", kindText("Algorithm"),
                           {QStringLiteral("round-robin"), QStringLiteral("random"),
                            QStringLiteral("least-connections"), QStringLiteral("power-of-two"),
                            QStringLiteral("peak-ewma"), QStringLiteral("least-load"),
                            QStringLiteral("first"), QStringLiteral("source-hash"),
                            QStringLiteral("consistent-hash"), QStringLiteral("weighted-random"),
                            QStringLiteral("uri-hash"), QStringLiteral("cookie-hash"),
                            QStringLiteral("user-hash"), QStringLiteral("sessions"),
                            QStringLiteral("system-load")}),
                    kindText("How it chooses the node for a new session or request.")),
         documented(atMost(1000.0, integer("choices", kindText("Choices"), 2.0, 1.0)),
                    kindText("Power of two: how many nodes are drawn and compared.")),
         documented(boolean("distinctChoices", kindText("Distinct choices"), true),
                    kindText("Power of two: whether the drawn nodes differ from each other.")),
         documented(choice("hashType", kindText("Hash type"),
                           {QStringLiteral("map-based"), QStringLiteral("consistent"),
                            QStringLiteral("maglev")}),
                    kindText("How the hash algorithms map a hash to a node; consistent and maglev "
                             "move few keys when a node comes or goes.")),
         documented(
             atMost(100000.0, integer("ringPoints", kindText("Points on the ring"), 160.0, 1.0)),
             kindText("Consistent hashing: points of a node of weight 1."), kindText("libketama")),
         documented(above(0.0, optionalNumber("loadBound", kindText("Load bound"), Quantity::Plain,
                                              kindText("no bound"))),
                    kindText("Consistent hashing: how far above its fair share of the requests a "
                             "node may be; 0.25 is HAProxy's hash-balance-factor 125.")),
         documented(choice("leastRule", kindText("Least connections by"),
                           {QStringLiteral("requests"), QStringLiteral("next-request")}),
                    kindText("Unequal weights: requests / weight, or as HAProxy (requests + 1) / "
                             "weight with idle nodes first.")),
         documented(boolean("crossZone", kindText("Across zones"), true),
                    kindText("Whether it sends traffic to nodes outside its own zone.")),
         documented(atLeast(1.0, number("overprovisioning", kindText("Over-provisioning"),
                                        Quantity::Plain, 1.4)),
                    kindText("Nodes of several priority levels by Envoy's rules: a level can "
                             "carry so many times what its healthy nodes are a part of. By other "
                             "rules a level is used only when no node of those before it is up."),
                    kindText("Envoy, Priority levels")),
         documented(optionalInteger("maxConnectionsPerNode", kindText("Connections per node"),
                                    kindText("no limit"), 1.0),
                    kindText("Requests that may be at one node; more wait at the balancer.")),
         documented(atMost(1000.0, integer("retries", kindText("Retries"), 0.0, 0.0)),
                    kindText("Further attempts of one request after a refused connection.")),
         documented(boolean("redispatch", kindText("Redispatch"), false),
                    kindText("Whether the last retry goes to another node at once."))});
}

std::vector<PropertySpec> limitProperties()
{
    const QString envoy = kindText("Envoy, circuit breaking");
    return grouped(
        kindText("Queue and retries"),
        {documented(
             optionalInteger("maxQueue", kindText("Queue per node"), kindText("no limit"), 0.0),
             kindText("Sticky requests that may wait for one node; further ones go to "
                      "another node, and stickiness follows."),
             kindText("HAProxy configuration manual, \"maxqueue\"")),
         documented(above(0.0, optionalNumber("queueTimeout", kindText("Queue time-out"),
                                              Quantity::Seconds, kindText("never"))),
                    kindText("Seconds that a request may wait at the balancer before it fails."),
                    kindText("HAProxy configuration manual, \"timeout queue\"")),
         documented(
             optionalInteger("maxPending", kindText("Waiting at most"), kindText("no limit"), 0.0),
             kindText("Requests that may wait at the balancer; further ones are rejected."), envoy),
         documented(optionalInteger("maxRequests", kindText("Requests at most"),
                                    kindText("no limit"), 1.0),
                    kindText("Requests under way through the balancer; further ones are rejected."),
                    envoy),
         documented(number("retryDelay", kindText("Pause before a retry"), Quantity::Seconds, 1.0),
                    kindText("Seconds before a refused connection is tried again."),
                    kindText("HAProxy configuration manual, \"retries\"")),
         documented(
             [] {
                 PropertySpec spec =
                     number("retryBackoff", kindText("Back-off"), Quantity::Plain, 1.0);
                 spec.minimum = 1.0;
                 return spec;
             }(),
             kindText("Each further pause is so many times as long.")),
         documented(number("retryJitter", kindText("Jitter"), Quantity::Probability, 0.0),
                    kindText("Part of a pause that is left to chance, so that retries spread."))});
}

std::vector<PropertySpec> stickinessProperties()
{
    return grouped(
        kindText("Sticky sessions"),
        {documented(choice("sticky", kindText("Sticky by"),
                           {QStringLiteral("none"), QStringLiteral("cookie"),
                            QStringLiteral("source"), QStringLiteral("application")}),
                    kindText("What keeps a person on the same node: nothing, a cookie, the source "
                             "address, or the application's own session cookie.")),
         documented(text("cookieName", kindText("Cookie name"), QStringLiteral("SERVERID")),
                    kindText("Name of the cookie that the balancer inserts.")),
         documented(above(0.0, optionalNumber("cookieDuration", kindText("Cookie duration"),
                                              Quantity::Seconds, kindText("never expires"))),
                    kindText("Seconds after which the cookie expires."))});
}

std::vector<PropertySpec> checkProperties()
{
    const QString haproxy =
        kindText("HAProxy configuration manual, \"inter\", \"fall\" and \"rise\"");
    return grouped(
        kindText("Health check"),
        {documented(
             boolean("healthCheck", kindText("Health check"), true),
             kindText(
                 "Whether it asks each node's heartbeat and leaves out those that do not answer.")),
         documented(
             choice("checkRules", kindText("Check rules"),
                    {QStringLiteral("haproxy"), QStringLiteral("alb"), QStringLiteral("envoy"),
                     QStringLiteral("kubernetes"), QStringLiteral("nginx")}),
             kindText("Whose rules turn check results into up and down.")),
         documented(
             optionalText("checkPath", kindText("Check path"), kindText("the node's heartbeat")),
             kindText("Path that is asked instead of the node's heartbeat.")),
         documented(
             boolean("disableOn404", kindText("Disable on 404"), false),
             kindText("HAProxy rules: a node that answers 404 gets no new work and keeps what "
                      "belongs to it."),
             kindText("HAProxy configuration manual, \"http-check disable-on-404\"")),
         documented(choice("checkDepth", kindText("Check depth"),
                           {QStringLiteral("shallow"), QStringLiteral("deep")}),
                    kindText("Shallow: the node answers. Deep: it also uses its disk and its "
                             "storages for the answer.")),
         documented(
             above(0.0, number("checkInterval", kindText("Interval"), Quantity::Seconds, 2.0)),
             kindText("Seconds from one check to the next."), haproxy),
         documented(
             above(0.0, number("checkTimeout", kindText("Time-out"), Quantity::Seconds, 2.0)),
             kindText("Seconds after which an unanswered check has failed."), haproxy),
         documented(above(0.0, optionalNumber("fastInterval", kindText("Interval while counting"),
                                              Quantity::Seconds, kindText("the interval"))),
                    kindText("HAProxy rules: interval while a node is between up and down.")),
         documented(above(0.0, optionalNumber("downInterval", kindText("Interval while down"),
                                              Quantity::Seconds, kindText("the interval"))),
                    kindText("HAProxy rules: interval while a node is down.")),
         documented(integer("fall", kindText("Fall"), 3.0, 1.0),
                    kindText("Failed checks in a row after which a node is down."), haproxy),
         documented(integer("rise", kindText("Rise"), 2.0, 1.0),
                    kindText("Passed checks in a row after which a node is up again."), haproxy),
         documented(text("expectStatus", kindText("Expected status"), QStringLiteral("200-399")),
                    kindText("HTTP status codes that pass, as numbers and ranges with commas.")),
         documented(optionalText("expectBody", kindText("Expected text"), kindText("any")),
                    kindText("Text that the answer must contain.")),
         documented(boolean("failOpen", kindText("Fail open"), false),
                    kindText("Whether all nodes get traffic when none is up.")),
         documented(
             optionalText("retriableStatus", kindText("Retriable status"), kindText("none")),
             kindText("Envoy rules: bad HTTP status codes that count to fall instead of taking a "
                      "node out at once.")),
         documented(
             choice("observe", kindText("Observe traffic"),
                    {QStringLiteral("none"), QStringLiteral("layer4"), QStringLiteral("layer7")}),
             kindText("HAProxy rules: whether refused connections (layer4) or all failed "
                      "requests (layer7) count against a node."),
             haproxy),
         documented(integer("errorLimit", kindText("Error limit"), 10.0, 1.0),
                    kindText("Observe: failed requests in a row that count."), haproxy),
         documented(choice("onError", kindText("On error"),
                           {QStringLiteral("fail-check"), QStringLiteral("fastinter"),
                            QStringLiteral("sudden-death"), QStringLiteral("mark-down")}),
                    kindText("Observe: what the error limit does: one failed check, a faster pace, "
                             "all but one failed check, or down at once."),
                    haproxy)});
}

std::vector<PropertySpec> agentProperties()
{
    const QString haproxy = kindText("HAProxy configuration manual, \"agent-check\"");
    return grouped(
        kindText("Agent check"),
        {documented(boolean("agentCheck", kindText("Agent check"), false),
                    kindText("HAProxy rules: whether it asks an agent on each node, which orders "
                             "the node's weight, limit of connections, drain, maintenance, down "
                             "and up."),
                    haproxy),
         documented(above(0.0, number("agentInterval", kindText("Agent interval"),
                                      Quantity::Seconds, 2.0)),
                    kindText("Seconds from one question to the next."), haproxy)});
}

std::vector<PropertySpec> outlierProperties()
{
    const QString envoy = kindText("Envoy, config.cluster.v3.OutlierDetection");
    return grouped(
        kindText("Outlier detection"),
        {documented(boolean("outlierDetection", kindText("Outlier detection"), false),
                    kindText("Whether nodes whose requests fail more than others' are left out for "
                             "a while.")),
         documented(integer("outlierErrors", kindText("Errors in a row"), 5.0, 0.0),
                    kindText("Failed requests in a row that eject a node at once; 0 = never."),
                    envoy),
         documented(above(0.0, number("outlierInterval", kindText("Sweep interval"),
                                      Quantity::Seconds, 10.0)),
                    kindText("Seconds between two looks at success rates and ejection times."),
                    envoy),
         documented(number("ejectionTime", kindText("Ejection time"), Quantity::Seconds, 30.0),
                    kindText("Seconds of the first ejection; the nth in a row takes n times that."),
                    envoy),
         documented(
             number("longestEjection", kindText("Longest ejection"), Quantity::Seconds, 300.0),
             kindText("Seconds beyond which ejections do not grow."), envoy),
         documented(number("mostEjected", kindText("Most ejected"), Quantity::Probability, 0.1),
                    kindText("Part of the nodes that may be ejected at once; one always may."),
                    envoy),
         documented(integer("outlierNodes", kindText("Nodes to compare"), 5.0, 1.0),
                    kindText("Nodes with enough requests that it takes to judge success rates."),
                    envoy),
         documented(integer("outlierRequests", kindText("Requests to judge"), 100.0, 1.0),
                    kindText("Requests of a node between two sweeps that it takes to judge it."),
                    envoy),
         documented(number("outlierDeviations", kindText("Deviations"), Quantity::Plain, 1.9),
                    kindText("Standard deviations below the mean success rate that eject a node."),
                    envoy)});
}

std::vector<PropertySpec> operationProperties()
{
    return grouped(
        kindText("Operation"),
        {documented(boolean("allBackups", kindText("All standby nodes"), true),
                    kindText("Whether all standby nodes share the traffic while no active one is "
                             "up, or the first alone takes it."),
                    kindText("HAProxy configuration manual, \"option allbackups\"")),
         documented(number("slowStart", kindText("Slow start"), Quantity::Seconds, 0.0),
                    kindText("Seconds over which a node that came back gets its full share.")),
         documented(
             optionalNumber("drainTimeout", kindText("Drain time-out"), Quantity::Seconds,
                            kindText("never")),
             kindText("Seconds after which a draining node loses the sessions it still has.")),
         documented(atMost(1000.0, integer("instances", kindText("Instances"), 1.0, 1.0)),
                    kindText("How many machines share this front door; one is in service.")),
         documented(number("failoverTime", kindText("Failover time"), Quantity::Seconds, 0.0),
                    kindText("Seconds until another instance has taken over.")),
         documented(
             choice("product", kindText("Product"),
                    {QStringLiteral("haproxy"), QStringLiteral("nginx"), QStringLiteral("caddy"),
                     QStringLiteral("traefik"), QStringLiteral("aws-alb"),
                     QStringLiteral("aws-nlb"), QStringLiteral("other")}),
             kindText("Which program or service it is."))});
}

} // namespace

ComponentKind loadBalancerKind()
{
    ComponentKind kind;
    kind.id = QStringLiteral("loadBalancer");
    kind.role = ComponentRole::Balancer;
    kind.name = kindText("Load balancer");
    kind.group = kindText("Traffic");
    kind.doc = kindText("The one front door: routes sessions and requests to the nodes behind it.");
    kind.aliases = {kindText("front door"), kindText("proxy"), kindText("horizontal scaling"),
                    kindText("reverse proxy")};
    kind.icon = QStringLiteral("load-balancer");
    kind.defaultSize = kCardSize;
    kind.properties = balancingProperties();
    append(kind.properties, limitProperties());
    append(kind.properties, stickinessProperties());
    append(kind.properties, checkProperties());
    append(kind.properties, agentProperties());
    append(kind.properties, outlierProperties());
    append(kind.properties, operationProperties());
    append(kind.properties, reliabilityProperties());
    kind.detail = [](const Component &component) {
        const PropertyReader read(component.properties,
                                  builtinKinds().component(component.kind)->properties);
        return read.text(QStringLiteral("algorithm")).replace(u'-', u' ');
    };
    return kind;
}

} // namespace loadstar::model
