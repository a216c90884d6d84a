// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rule_groups.h"

#include <algorithm>

namespace loadstar::lint {

using base::Severity;
using model::ComponentRole;
using model::ConnectionRole;
using model::ElementId;

namespace {

void checkSingleFrontDoor(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        if (in.nodesBehind(id).size() < 2 || in.usersBefore(id).empty() ||
            in.read(id).number(QStringLiteral("instances")) > 1.0)
            continue;
        // Others may lead the same users to the same nodes.
        const std::vector<ElementId> &balancers = in.playing(ComponentRole::Balancer);
        const bool hasTwin =
            std::any_of(balancers.begin(), balancers.end(), [&](const ElementId &other) {
                return other != id && in.nodesBehind(other) == in.nodesBehind(id) &&
                       in.usersBefore(other) == in.usersBefore(id);
            });
        if (!hasTwin)
            report({{},
                    {},
                    id,
                    lintText("\"%1\" is one machine, and everybody goes through it")
                        .arg(in.nameOf(id)),
                    lintText("Make it two instances"),
                    {put(id, "instances", 2.0)},
                    {}});
    }
}

void checkOneNode(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        const std::vector<ElementId> targets = in.targetsOf(id, ConnectionRole::Traffic);
        if (targets.size() != 1 || in.roleOf(targets.front()) != ComponentRole::Node ||
            in.sourcesOf(targets.front(), ConnectionRole::Traffic).size() != 1)
            continue;
        const model::Component &node = *in.design().component(targets.front());
        model::FreeIds ids(in.design());
        model::Component twin = node;
        twin.id = ids.take(ElementId(node.id.text() + QStringLiteral("-2")), node.id.text());
        twin.name = node.name.isEmpty() ? QString() : node.name + QStringLiteral(" 2");
        twin.position += QPointF(0.0, 96.0);
        std::vector<model::DesignEdit> edits{model::PutComponent{twin.id, twin}};
        for (const auto &[connectionId, connection] : in.design().connections) {
            if (connection.from != node.id && connection.to != node.id)
                continue;
            model::Connection copy = connection;
            copy.id = ids.take(ElementId(connectionId.text() + QStringLiteral("-2")),
                               connectionId.text());
            copy.waypoints.clear();
            (connection.from == node.id ? copy.from : copy.to) = twin.id;
            edits.push_back(model::PutConnection{copy.id, copy});
        }
        report({{},
                {},
                id,
                lintText("\"%1\" has one node behind it, \"%2\"")
                    .arg(in.nameOf(id), in.nameOf(node.id)),
                lintText("Add a second node like it"),
                std::move(edits),
                {}});
    }
}

void checkNlbCookie(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        const QString sticky = in.read(id).text(QStringLiteral("sticky"));
        if (in.read(id).text(QStringLiteral("product")) == u"aws-nlb" &&
            (sticky == u"cookie" || sticky == u"application"))
            report({{},
                    {},
                    id,
                    lintText("\"%1\" is a network load balancer and is to set a cookie")
                        .arg(in.nameOf(id)),
                    lintText("Stick by source address"),
                    {put(id, "sticky", QStringLiteral("source"))},
                    {}});
    }
}

void checkTcpCookie(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        const QString sticky = in.read(id).text(QStringLiteral("sticky"));
        if (in.read(id).text(QStringLiteral("layer")) == u"tcp" &&
            in.read(id).text(QStringLiteral("product")) != u"aws-nlb" &&
            (sticky == u"cookie" || sticky == u"application"))
            report({{},
                    {},
                    id,
                    lintText("\"%1\" is of layer tcp and is to set a cookie").arg(in.nameOf(id)),
                    lintText("Use layer http"),
                    {put(id, "layer", QStringLiteral("http"))},
                    {}});
    }
}

void checkWeights(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        const std::vector<ElementId> nodes = in.nodesBehind(id);
        const bool isNobody = std::all_of(nodes.begin(), nodes.end(), [&in](const ElementId &node) {
            return in.read(node).number(QStringLiteral("weight")) <= 0.0;
        });
        if (nodes.empty() || !isNobody)
            continue;
        std::vector<model::DesignEdit> edits;
        for (const ElementId &node : nodes)
            edits.push_back(put(node, "weight", 1.0));
        report({{},
                {},
                id,
                lintText("no node behind \"%1\" has a weight above 0").arg(in.nameOf(id)),
                lintText("Give all of them weight 1"),
                std::move(edits),
                {}});
    }
}

void checkAllStandby(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        const std::vector<ElementId> nodes = in.nodesBehind(id);
        const bool isNobody = std::all_of(nodes.begin(), nodes.end(), [&in](const ElementId &node) {
            return in.read(node).text(QStringLiteral("role")) == u"standby";
        });
        if (!nodes.empty() && isNobody)
            report({{},
                    {},
                    id,
                    lintText("all nodes behind \"%1\" are standbys").arg(in.nameOf(id)),
                    lintText("Make \"%1\" active").arg(in.nameOf(nodes.front())),
                    {put(nodes.front(), "role", QStringLiteral("active"))},
                    {}});
    }
}

void checkRedispatch(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        const model::PropertyReader read = in.read(id);
        if (in.nodesBehind(id).size() > 1 && read.number(QStringLiteral("retries")) > 0.0 &&
            !read.boolean(QStringLiteral("redispatch")))
            report({{},
                    {},
                    id,
                    lintText("\"%1\" retries, but never at another node").arg(in.nameOf(id)),
                    lintText("Let the last retry go elsewhere"),
                    {put(id, "redispatch", true)},
                    {}});
    }
}

} // namespace

std::vector<Rule> frontDoorRules()
{
    return {
        {QStringLiteral("front-door-single"),
         lintText("The front door is one machine"),
         lintText("A load balancer of one instance before several nodes takes them all with it "
                  "when it fails."),
         QStringLiteral("17"),
         {},
         Severity::Warning,
         checkSingleFrontDoor},
        {QStringLiteral("front-door-one-node"),
         lintText("A load balancer for one node"),
         lintText(
             "With one node behind it a load balancer adds a part that can fail and nothing else."),
         QStringLiteral("10"),
         {},
         Severity::Hint,
         checkOneNode},
        {QStringLiteral("front-door-nlb-cookie"),
         lintText("A network load balancer cannot set cookies"),
         lintText("It passes connections on without reading requests, so stickiness is by source "
                  "address only."),
         QStringLiteral("27"), lintText("Terraform AWS provider, lb_target_group, stickiness"),
         Severity::Error, checkNlbCookie},
        {QStringLiteral("front-door-tcp-cookie"),
         lintText("Cookies need layer http"),
         lintText("A balancer of layer tcp does not read requests, so it sees no cookie."),
         QStringLiteral("27"),
         {},
         Severity::Error,
         checkTcpCookie},
        {QStringLiteral("front-door-no-weight"), lintText("No node has a weight"),
         lintText("Weight 0 means no new traffic; with it on every node nobody is served."),
         QStringLiteral("21"), lintText("HAProxy configuration manual, weight"), Severity::Error,
         checkWeights},
        {QStringLiteral("front-door-all-standby"),
         lintText("Every node is a standby"),
         lintText("With no active node the standbys serve from the start, so there is nothing in "
                  "reserve."),
         QStringLiteral("36"),
         {},
         Severity::Warning,
         checkAllStandby},
        {QStringLiteral("front-door-retry-same"), lintText("Retries go to the node that refused"),
         lintText("Without redispatch the last retry asks the same node once more instead of "
                  "another one."),
         QStringLiteral("21"), lintText("HAProxy configuration manual, option redispatch"),
         Severity::Hint, checkRedispatch},
    };
}

} // namespace loadstar::lint
