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

std::vector<PropertySpec> capacityProperties()
{
    return grouped(
        kindText("Capacity"),
        {documented(integer("cores", kindText("Cores"), 1.0, 1.0),
                    kindText("Requests that it can work on at the same time.")),
         documented(above(0.0, number("memory", kindText("Memory"), Quantity::Gibibytes, 4.0)),
                    kindText("Memory for sessions and work.")),
         documented(
             choice("memoryFull", kindText("When memory is full"),
                    {QStringLiteral("reject"), QStringLiteral("swap"), QStringLiteral("crash")}),
             kindText("What becomes of a session for which there is no memory: it is turned "
                      "away, all get slower, or the node dies and boots again.")),
         documented(above(0.0, number("speed", kindText("Speed"), Quantity::Plain, 1.0)),
                    kindText("Core-seconds of work that one core does in a second.")),
         documented(
             choice("discipline", kindText("Discipline"),
                    {QStringLiteral("fifo"), QStringLiteral("ps"), QStringLiteral("lifo"),
                     QStringLiteral("priority")}),
             kindText("Who gets a core next: the first to come, the last to come (lifo), the users "
                      "of highest priority; or all share the cores at once (ps).")),
         documented(
             optionalInteger("queueLimit", kindText("Queue limit"), kindText("no limit"), 0.0),
             kindText("Requests that may wait; one more is rejected."))});
}

std::vector<PropertySpec> roleProperties()
{
    return grouped(
        kindText("Role"),
        {documented(
             choice("role", kindText("Role"),
                    {QStringLiteral("active"), QStringLiteral("standby"), QStringLiteral("dr")}),
             kindText("Active takes traffic; standby only when no active node is up; dr only after "
                      "a failover of its site.")),
         documented(number("weight", kindText("Weight"), Quantity::Plain, 1.0),
                    kindText("Share of new traffic relative to the others; 0 gets none.")),
         documented(atMost(127.0, integer("priorityLevel", kindText("Priority level"), 0.0, 0.0)),
                    kindText("Traffic goes to the lowest level first, and over to the next as its "
                             "nodes fail: in parts by Envoy's check rules, else when none is up."),
                    kindText("Envoy, config.endpoint.v3.LocalityLbEndpoints, priority")),
         documented(text("group", kindText("Group"), {}),
                    kindText("Name that cut-overs and primaries refer to, such as blue.")),
         documented(boolean("primary", kindText("Primary"), false),
                    kindText("Whether it hands each new session to the node of its group that has "
                             "the fewest.")),
         documented(number("bootTime", kindText("Boot time"), Quantity::Seconds, 0.0),
                    kindText("Seconds from start to ready.")),
         documented(number("resizeTime", kindText("Resize time"), Quantity::Seconds, 0.0),
                    kindText("Seconds that it is down while it is made bigger or smaller."))});
}

std::vector<PropertySpec> endpointProperties()
{
    return grouped(
        kindText("Endpoint"),
        {documented(optionalText("address", kindText("Address"), kindText("unknown")),
                    kindText("Host and port, such as 10.0.0.11:8787.")),
         documented(text("heartbeat", kindText("Heartbeat"), QStringLiteral("/health-check")),
                    kindText("Path on that address, or a whole URL; empty means that it has none."),
                    kindText("Posit Workbench administration guide, server health checks")),
         documented(atMost(65535.0, optionalInteger("agentPort", kindText("Agent port"),
                                                    kindText("no agent"), 1.0)),
                    kindText("TCP port at which its agent tells a balancer with agent check what "
                             "the node can take; for exports."),
                    kindText("HAProxy configuration manual, \"agent-port\"")),
         documented(text("software", kindText("Software"), {}),
                    kindText("What runs on it, such as RStudio Server.")),
         documented(text("instanceType", kindText("Instance type"), {}),
                    kindText("The provider's name for its size."))});
}

} // namespace

ComponentKind nodeKind()
{
    ComponentKind kind;
    kind.id = QStringLiteral("node");
    kind.role = ComponentRole::Node;
    kind.name = kindText("Node");
    kind.group = kindText("Compute");
    kind.doc = kindText("A server that does the work.");
    kind.aliases = {kindText("server"), kindText("instance"), kindText("backend"),
                    kindText("vertical scaling")};
    kind.icon = QStringLiteral("node");
    kind.defaultSize = kCardSize;
    kind.properties = capacityProperties();
    append(kind.properties, roleProperties());
    append(kind.properties, endpointProperties());
    append(kind.properties, reliabilityProperties());
    kind.detail = [](const Component &component) {
        const PropertyReader read(component.properties,
                                  builtinKinds().component(component.kind)->properties);
        const int cores = int(read.number(QStringLiteral("cores")));
        const QString size = QCoreApplication::translate("Kinds", "%n core(s)", nullptr, cores);
        const QString role = read.text(QStringLiteral("role"));
        return role == u"active" ? size : size + QStringLiteral(", ") + role;
    };
    return kind;
}

} // namespace loadstar::model
