// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kinds/builtin_kinds.h"
#include "model/kinds/property_specs.h"

namespace loadstar::model {

namespace {

using namespace specs;
using base::Quantity;

ActionKind action(const char *id, const QString &name, const QString &doc,
                  const QStringList &targets = {})
{
    ActionKind kind;
    kind.id = QString::fromLatin1(id);
    kind.name = name;
    kind.doc = doc;
    kind.targets = targets;
    return kind;
}

/// An argument without default: it is used only when it is given.
PropertySpec given(PropertySpec spec)
{
    spec.defaultValue = std::monostate();
    return spec;
}

ActionKind resizeAction()
{
    ActionKind kind =
        action("resize", kindText("Resize"),
               kindText("Makes a node bigger or smaller; it is down meanwhile."), {kNode});
    kind.arguments = {
        given(integer("cores", kindText("Cores"), 1.0, 1.0)),
        given(above(0.0, number("memory", kindText("Memory"), Quantity::Gibibytes, 4.0)))};
    return kind;
}

ActionKind scaleAction()
{
    ActionKind kind = action("scale", kindText("Scale"),
                             kindText("Changes how many replicas there should be."), {kWorkload});
    kind.arguments = {given(atMost(1000.0, integer("replicas", kindText("Replicas"), 2.0, 0.0)))};
    kind.required = {QStringLiteral("replicas")};
    return kind;
}

ActionKind cutoverAction()
{
    ActionKind kind =
        action("cutover", kindText("Cut over"),
               kindText("The nodes of one group give way to those of another."), {kLoadBalancer});
    kind.isTargetOptional = true;
    kind.arguments = {given(text("from", kindText("From group"), {})),
                      given(text("to", kindText("To group"), {}))};
    kind.required = {QStringLiteral("from"), QStringLiteral("to")};
    return kind;
}

ActionKind surgeAction()
{
    ActionKind kind = action("surge", kindText("Surge"),
                             kindText("More (or fewer) requests for a while."), {kUsers});
    kind.arguments = {given(number("factor", kindText("Factor"), Quantity::Plain, 2.0)),
                      given(above(0.0, number("for", kindText("For"), Quantity::Seconds, 60.0)))};
    kind.required = {QStringLiteral("factor")};
    return kind;
}

ActionKind maintainAction()
{
    ActionKind kind = action("maintain", kindText("Maintain"),
                             kindText("Out of service on purpose for a while, then back."));
    kind.arguments = {
        documented(given(above(0.0, number("for", kindText("For"), Quantity::Seconds, 3600.0))),
                   kindText("Seconds that it is out of service.")),
        documented(
            number("drain", kindText("Drain before"), Quantity::Seconds, 0.0),
            kindText("A node: seconds without new sessions before it goes out of service."))};
    kind.required = {QStringLiteral("for")};
    return kind;
}

ActionKind faultAction()
{
    ActionKind kind = action(
        "fault", kindText("Fault"), kindText("It works, but worse than it should, for a while."),
        {kUsers, kLoadBalancer, kNode, QStringLiteral("storage"), QStringLiteral("zone"),
         QStringLiteral("region"), kSite, QStringLiteral("traffic"), QStringLiteral("state"),
         QStringLiteral("replication")});
    kind.arguments = {
        documented(
            choice("kind", kindText("Kind"),
                   {QStringLiteral("cpu"), QStringLiteral("memory"), QStringLiteral("errors"),
                    QStringLiteral("disk-full"), QStringLiteral("slow-io"), QStringLiteral("delay"),
                    QStringLiteral("loss"), QStringLiteral("partition"), QStringLiteral("dns"),
                    QStringLiteral("certificate"), QStringLiteral("flapping")}),
            kindText("What is wrong.")),
        documented(number("intensity", kindText("Intensity"), Quantity::Probability, 1.0),
                   kindText("Part of the speed, memory, requests or messages that is lost.")),
        documented(number("delay", kindText("Delay"), Quantity::Seconds, 0.1),
                   kindText("Kind delay: seconds more for each message, one way.")),
        documented(given(above(0.0, number("for", kindText("For"), Quantity::Seconds, 60.0))),
                   kindText("Seconds after which it heals by itself; left out: when it "
                            "recovers."))};
    kind.required = {QStringLiteral("kind")};
    return kind;
}

ActionKind configureAction()
{
    const std::vector<PropertySpec> properties = loadBalancerKind().properties;
    const auto chosen = [&properties](const QString &key) {
        return given(*findSpec(properties, key));
    };
    ActionKind kind = action("configure", kindText("Configure"),
                             kindText("Changes how a load balancer works."), {kLoadBalancer});
    kind.arguments = {chosen(QStringLiteral("algorithm")), chosen(QStringLiteral("sticky")),
                      chosen(QStringLiteral("choices")),   chosen(QStringLiteral("hashType")),
                      chosen(QStringLiteral("loadBound")), chosen(QStringLiteral("retries")),
                      chosen(QStringLiteral("redispatch"))};
    return kind;
}

ActionKind reweightAction()
{
    ActionKind kind = action("reweight", kindText("Set weight"),
                             kindText("Changes a node's share of new traffic; 0 = only what is "
                                      "sticky."),
                             {kNode});
    kind.arguments = {given(number("weight", kindText("Weight"), Quantity::Plain, 1.0))};
    kind.required = {QStringLiteral("weight")};
    return kind;
}

ActionKind agentAction()
{
    ActionKind kind = action("agent", kindText("Agent says"),
                             kindText("What the node's agent answers from now on, to balancers "
                                      "with agent check."),
                             {kNode});
    kind.arguments = {documented(
        given(text("text", kindText("Text"), {})),
        kindText("Words such as 75%, weight:20, maxconn:30, drain, maint, ready, down and up."),
        kindText("HAProxy configuration manual, \"agent-check\""))};
    kind.required = {QStringLiteral("text")};
    return kind;
}

ActionKind respondAction()
{
    ActionKind kind = action("respond", kindText("Heartbeat answers"),
                             kindText("The HTTP status that the node's heartbeat answers from now "
                                      "on; its requests are served as before."),
                             {kNode});
    kind.arguments = {
        documented(given(atMost(599.0, integer("status", kindText("Status"), 200.0, 100.0))),
                   kindText("200 is normal."))};
    kind.required = {QStringLiteral("status")};
    return kind;
}

} // namespace

std::vector<ActionKind> builtinActions()
{
    ActionKind fail = action("fail", kindText("Fail"), kindText("It stops working."));
    fail.arguments = {documented(
        choice("mode", kindText("Mode"), {QStringLiteral("crash"), QStringLiteral("hang")}),
        kindText("Crash: refuses at once. Hang: accepts and never answers."))};
    ActionKind slow =
        action("slow", kindText("Slow down"), kindText("Divides the speed of a node."), {kNode});
    slow.arguments = {given(
        atMost(1000.0, above(0.0, number("factor", kindText("Factor"), Quantity::Plain, 2.0))))};
    slow.required = {QStringLiteral("factor")};
    const QStringList connections{QStringLiteral("traffic"), QStringLiteral("state"),
                                  QStringLiteral("replication")};
    return {
        fail,
        action("recover", kindText("Recover"), kindText("It works again.")),
        action("drain", kindText("Drain"), kindText("No new sessions; those it has may end there."),
               {kNode}),
        action("undrain", kindText("End drain"), kindText("It takes new sessions again."), {kNode}),
        resizeAction(),
        scaleAction(),
        cutoverAction(),
        surgeAction(),
        slow,
        action("disconnect", kindText("Disconnect"),
               kindText("Nothing passes along the connection."), connections),
        action("reconnect", kindText("Reconnect"), kindText("The connection works again."),
               connections),
        action("failover", kindText("Fail over"), kindText("The other site takes over."), {kSite}),
        action("failback", kindText("Fail back"), kindText("The site is in service again."),
               {kSite}),
        maintainAction(),
        faultAction(),
        configureAction(),
        reweightAction(),
        agentAction(),
        respondAction()};
}

} // namespace loadstar::model
