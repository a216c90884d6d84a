// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "study/variants.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace loadstar::study {

namespace {

using model::Design;
using model::ElementId;

const QString kRole = QStringLiteral("role");
const QString kSticky = QStringLiteral("sticky");
const QString kAlgorithm = QStringLiteral("algorithm");

QString variantText(const char *text)
{
    return QCoreApplication::translate("Variants", text);
}

/// The text that the component has for a choice, or what holds without one.
QString choiceOf(const model::Component &component, const QString &key, const QString &otherwise)
{
    const auto found = component.properties.find(key);
    const QString *text =
        found != component.properties.end() ? std::get_if<QString>(&found->second) : nullptr;
    return text ? *text : otherwise;
}

/// The nodes that each load balancer sends to, in id order; those of one with a single node are
/// left out.
std::map<ElementId, std::vector<ElementId>> pools(const Design &design,
                                                  const model::KindRegistry &kinds)
{
    std::map<ElementId, std::vector<ElementId>> found;
    for (const auto &[id, connection] : design.connections) {
        const model::Component *from = design.component(connection.from);
        const model::Component *to = design.component(connection.to);
        if (from && to && kinds.roleOf(connection) == model::ConnectionRole::Traffic &&
            kinds.roleOf(*from) == model::ComponentRole::Balancer &&
            kinds.roleOf(*to) == model::ComponentRole::Node)
            found[connection.from].push_back(connection.to);
    }
    for (auto &[balancer, nodes] : found) {
        std::sort(nodes.begin(), nodes.end());
        nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    }
    std::erase_if(found, [](const auto &pool) { return pool.second.size() < 2; });
    return found;
}

/// The same with another text for one choice of some components.
Design with(Design design, const std::vector<ElementId> &ids, const QString &key,
            const QString &text)
{
    for (const ElementId &id : ids)
        design.components[id].properties[key] = text;
    return design;
}

/// In each pool one node works and the others wait; as it is where some wait already.
Design activePassive(Design design, const std::map<ElementId, std::vector<ElementId>> &pools)
{
    for (const auto &[balancer, nodes] : pools) {
        const auto waits = [&](const ElementId &id) {
            return choiceOf(*design.component(id), kRole, QStringLiteral("active")) != u"active";
        };
        if (std::any_of(nodes.begin(), nodes.end(), waits))
            continue;
        design = with(std::move(design), {nodes.begin() + 1, nodes.end()}, kRole,
                      QStringLiteral("standby"));
    }
    return design;
}

QString asItIs(const QString &name, bool isSame)
{
    return isSame ? variantText("%1 (as it is)").arg(name) : name;
}

} // namespace

std::vector<DesignPair> variantPairs(const Design &design, const model::KindRegistry &kinds)
{
    std::vector<DesignPair> pairs;
    const auto pooled = pools(design, kinds);
    if (pooled.empty())
        return pairs;
    std::vector<ElementId> nodes;
    std::vector<ElementId> balancers;
    for (const auto &[balancer, own] : pooled) {
        balancers.push_back(balancer);
        nodes.insert(nodes.end(), own.begin(), own.end());
    }
    const bool allWork = std::all_of(nodes.begin(), nodes.end(), [&](const ElementId &id) {
        return choiceOf(*design.component(id), kRole, QStringLiteral("active")) == u"active";
    });
    pairs.push_back({variantText("Active/active and active/passive"),
                     asItIs(variantText("Active/active"), allWork),
                     allWork ? design : with(design, nodes, kRole, QStringLiteral("active")),
                     asItIs(variantText("Active/passive"), !allWork),
                     allWork ? activePassive(design, pooled) : design});

    const bool isSticky = std::any_of(balancers.begin(), balancers.end(), [&](const ElementId &id) {
        return choiceOf(*design.component(id), kSticky, QStringLiteral("none")) != u"none";
    });
    pairs.push_back({variantText("With and without stickiness"),
                     asItIs(variantText("Sticky"), isSticky),
                     isSticky ? design : with(design, balancers, kSticky, QStringLiteral("cookie")),
                     asItIs(variantText("Not sticky"), !isSticky),
                     isSticky ? with(design, balancers, kSticky, QStringLiteral("none")) : design});

    const QString algorithm =
        choiceOf(*design.component(balancers.front()), kAlgorithm, QStringLiteral("round-robin"));
    for (const char *other : {"round-robin", "least-connections", "power-of-two", "random"}) {
        const QString name = QString::fromLatin1(other);
        if (name == algorithm)
            continue;
        pairs.push_back({variantText("%1 and %2").arg(algorithm, name), asItIs(algorithm, true),
                         design, name, with(design, balancers, kAlgorithm, name)});
    }
    return pairs;
}

} // namespace loadstar::study
