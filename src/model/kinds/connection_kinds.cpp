// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "model/choice_label.h"
#include "model/connection.h"
#include "model/design.h"
#include "model/kind_registry.h"
#include "model/kinds/builtin_kinds.h"
#include "model/kinds/property_specs.h"

namespace loadstar::model {

namespace {

using namespace specs;
using base::Quantity;

PropertySpec availabilityProperty()
{
    return documented(optionalNumber("availability", kindText("Availability"),
                                     Quantity::Probability, kindText("never fails")),
                      kindText("Fraction of time that the connection works."));
}

PropertyReader reader(const Connection &connection)
{
    return {connection.properties, builtinKinds().connection(connection.kind)->properties};
}

/// The latency, where there is any.
QString trafficDetail(const Connection &connection)
{
    if (connection.properties.empty())
        return {};
    const double latency = reader(connection).number(QStringLiteral("latency"));
    return latency > 0.0 ? base::formatQuantity(latency, Quantity::Seconds) : QString();
}

QString replicationDetail(const Connection &connection)
{
    const PropertyReader read = reader(connection);
    const QString mode = choiceLabel(read.text(QStringLiteral("mode")));
    const double interval = read.number(QStringLiteral("interval"));
    if (read.text(QStringLiteral("mode")) != u"asynchronous" || interval <= 0.0)
        return mode;
    return kindText("%1, every %2").arg(mode, base::formatQuantity(interval, Quantity::Seconds));
}

} // namespace

ConnectionKind trafficKind()
{
    ConnectionKind kind;
    kind.id = QStringLiteral("traffic");
    kind.role = ConnectionRole::Traffic;
    kind.name = kindText("Traffic");
    kind.doc = kindText("Requests travel along it.");
    kind.rule =
        kindText("traffic goes from users or a load balancer to a load balancer, a node or a "
                 "workload");
    kind.ends = {{kUsers, kLoadBalancer}, {kUsers, kNode},
                 {kUsers, kWorkload},     {kLoadBalancer, kLoadBalancer},
                 {kLoadBalancer, kNode},  {kLoadBalancer, kWorkload}};
    kind.properties =
        grouped(kindText("Connection"),
                {documented(number("latency", kindText("Latency"), Quantity::Seconds, 0.0),
                            kindText("Seconds that a message takes one way.")),
                 availabilityProperty()});
    kind.detail = trafficDetail;
    return kind;
}

ConnectionKind stateKind()
{
    ConnectionKind kind;
    kind.id = QStringLiteral("state");
    kind.role = ConnectionRole::State;
    kind.name = kindText("State");
    kind.doc = kindText("A node, or each pod of a workload, reads and writes its state there.");
    kind.rule = kindText("state goes from a node or a workload to a storage");
    kind.line = ConnectionLine::Dotted;
    kind.ends = {{kNode, kStorage}, {kWorkload, kStorage}};
    kind.properties = grouped(kindText("Connection"), {availabilityProperty()});
    return kind;
}

ConnectionKind replicationKind()
{
    ConnectionKind kind;
    kind.id = QStringLiteral("replication");
    kind.role = ConnectionRole::Replication;
    kind.name = kindText("Replication");
    kind.doc = kindText("The second is kept in step with the first.");
    kind.rule = kindText("replication goes from a storage to a storage or from a site to a site");
    kind.line = ConnectionLine::Dashed;
    kind.ends = {{kStorage, kStorage}, {kSite, kSite}};
    kind.properties = grouped(
        kindText("Replication"),
        {documented(choice("mode", kindText("Mode"),
                           {QStringLiteral("synchronous"), QStringLiteral("asynchronous")}),
                    kindText("Whether a write waits for the copy.")),
         documented(number("interval", kindText("Interval"), Quantity::Seconds, 0.0),
                    kindText("Asynchronous: seconds between two copies.")),
         documented(number("copyTime", kindText("Time per copy"), Quantity::Seconds, 0.0),
                    kindText("Asynchronous: seconds until a copy is complete; it holds the state "
                             "of its start.")),
         documented(number("latency", kindText("Latency"), Quantity::Seconds, 0.0),
                    kindText("Synchronous: seconds one way that each write waits for, both ways.")),
         documented(choice("promote", kindText("Promotion"),
                           {QStringLiteral("automatic"), QStringLiteral("manual")}),
                    kindText("Whether the second takes over by itself.")),
         documented(number("activationTime", kindText("Activation time"), Quantity::Seconds, 0.0),
                    kindText("Seconds until the second is in service.")),
         documented(number("dnsTtl", kindText("DNS time to live"), Quantity::Seconds, 0.0),
                    kindText("Seconds that people may still be sent to the old address.")),
         availabilityProperty()});
    kind.detail = replicationDetail;
    return kind;
}

} // namespace loadstar::model
