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

/// Whether people before the balancer have sessions whose state lies on nodes.
bool hasNodeSessions(const ReviewedDesign &in, const ElementId &balancer)
{
    const std::vector<ElementId> users = in.usersBefore(balancer);
    return std::any_of(users.begin(), users.end(), [&in](const ElementId &id) {
        return in.read(id).text(QStringLiteral("sessionState")) == u"node" &&
               in.read(id).number(QStringLiteral("sessionLength")) > 1.0;
    });
}

void checkStickyMissing(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        const QString algorithm = in.read(id).text(QStringLiteral("algorithm"));
        const bool hashes = algorithm.endsWith(QStringLiteral("-hash"));
        if (in.nodesBehind(id).size() < 2 || hashes ||
            in.read(id).text(QStringLiteral("sticky")) != u"none" || !hasNodeSessions(in, id))
            continue;
        const bool readsRequests = in.read(id).text(QStringLiteral("layer")) == u"http" &&
                                   in.read(id).text(QStringLiteral("product")) != u"aws-nlb";
        report({{},
                {},
                id,
                lintText("\"%1\" sends people to any node, but their sessions live on one")
                    .arg(in.nameOf(id)),
                readsRequests ? lintText("Stick by cookie") : lintText("Stick by source address"),
                {put(id, "sticky",
                     readsRequests ? QStringLiteral("cookie") : QStringLiteral("source"))},
                {}});
    }
}

void checkStickyCrossZone(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        if (in.read(id).text(QStringLiteral("product")) == u"aws-alb" &&
            in.read(id).text(QStringLiteral("sticky")) != u"none" &&
            !in.read(id).boolean(QStringLiteral("crossZone")))
            report({{},
                    {},
                    id,
                    lintText("\"%1\" cannot stick while it stays within zones").arg(in.nameOf(id)),
                    lintText("Balance across zones"),
                    {put(id, "crossZone", true)},
                    {}});
    }
}

void checkOneAddress(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Balancer)) {
        if (in.nodesBehind(id).size() < 2 ||
            in.read(id).text(QStringLiteral("sticky")) != u"source")
            continue;
        for (const ElementId &users : in.usersBefore(id)) {
            const auto addresses = in.read(users).optionalNumber(QStringLiteral("addresses"));
            const bool isCrowd = in.read(users).number(QStringLiteral("clients")) > 1.0;
            const bool isNlb = in.read(id).text(QStringLiteral("product")) == u"aws-nlb" ||
                               in.read(id).text(QStringLiteral("layer")) == u"tcp";
            if (!addresses || *addresses > 1.0 || !isCrowd)
                continue;
            std::vector<model::DesignEdit> edits{put(id, "sticky", QStringLiteral("cookie"))};
            if (isNlb) {
                edits.push_back(put(id, "layer", QStringLiteral("http")));
                edits.push_back(put(id, "product", QStringLiteral("aws-alb")));
            }
            report(
                {{},
                 {},
                 id,
                 lintText(
                     "all people of \"%1\" come from one address, so \"%2\" sends them to one node")
                     .arg(in.nameOf(users), in.nameOf(id)),
                 lintText("Stick by cookie"),
                 std::move(edits),
                 {}});
            break;
        }
    }
}

void checkNodeState(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Users)) {
        if (in.read(id).text(QStringLiteral("sessionState")) != u"node")
            continue;
        // A storage that is there for sessions can hold them.
        const auto &storages = in.playing(ComponentRole::Storage);
        const bool hasPlace =
            std::any_of(storages.begin(), storages.end(), [&in](const ElementId &storage) {
                return in.read(storage)
                    .list(QStringLiteral("holds"))
                    .contains(QStringLiteral("sessions"));
            });
        if (hasPlace)
            report({{},
                    {},
                    id,
                    lintText("sessions of \"%1\" lie on nodes although a storage is there for them")
                        .arg(in.nameOf(id)),
                    lintText("Keep them in the storage"),
                    {put(id, "sessionState", QStringLiteral("shared"))},
                    {}});
    }
}

} // namespace

std::vector<Rule> stickinessRules()
{
    return {
        {QStringLiteral("sticky-missing"),
         lintText("Sessions live on nodes, but nothing keeps people there"),
         lintText("A person whose next request lands on another node has lost the session."),
         QStringLiteral("31"),
         {},
         Severity::Error,
         checkStickyMissing},
        {QStringLiteral("sticky-cross-zone"), lintText("Stickiness with cross-zone balancing off"),
         lintText("An Application Load Balancer does not stick while it stays within zones."),
         QStringLiteral("30"), lintText("AWS, Cross-zone load balancing for target groups"),
         Severity::Error, checkStickyCrossZone},
        {QStringLiteral("sticky-one-address"),
         lintText("Everybody behind one address lands on one node"),
         lintText("Stickiness by source address sends all people behind one address translation to "
                  "the same node."),
         QStringLiteral("30"), lintText("Kubernetes documentation, Session affinity"),
         Severity::Warning, checkOneAddress},
        {QStringLiteral("sticky-node-state"),
         lintText("Sessions die with their node"),
         lintText("Stickiness keeps people on a node; it does not keep their sessions alive when "
                  "the node dies."),
         QStringLiteral("31"),
         {},
         Severity::Hint,
         checkNodeState},
    };
}

} // namespace loadstar::lint
