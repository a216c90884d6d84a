// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rule_groups.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace loadstar::lint {

using base::Severity;
using model::ComponentRole;
using model::ConnectionRole;
using model::ElementId;

namespace {

/// Nodes that share the work of a balancer: not those that wait for a disaster.
std::vector<ElementId> workingNodes(const ReviewedDesign &in, const ElementId &balancer)
{
    std::vector<ElementId> nodes = in.nodesBehind(balancer);
    std::erase_if(nodes, [&in](const ElementId &node) {
        return in.read(node).text(QStringLiteral("role")) == u"dr";
    });
    return nodes;
}

void checkMissingMount(const ReviewedDesign &in, const Report &report)
{
    std::set<std::pair<ElementId, ElementId>> told;
    model::FreeIds ids(in.design());
    for (const ElementId &balancer : in.playing(ComponentRole::Balancer)) {
        const std::vector<ElementId> nodes = workingNodes(in, balancer);
        std::set<ElementId> common;
        for (const ElementId &node : nodes) {
            for (const ElementId &storage : in.targetsOf(node, ConnectionRole::State))
                common.insert(storage);
        }
        for (const ElementId &storage : common) {
            const std::vector<ElementId> with = in.sourcesOf(storage, ConnectionRole::State);
            const auto mounts = [&with](const ElementId &node) {
                return std::binary_search(with.begin(), with.end(), node);
            };
            // A storage that one node alone has may be its own disk.
            if (std::count_if(nodes.begin(), nodes.end(), mounts) < 2)
                continue;
            const auto like =
                std::find_if(in.design().connections.begin(), in.design().connections.end(),
                             [&](const auto &entry) {
                                 return entry.second.to == storage &&
                                        in.kinds().roleOf(entry.second) == ConnectionRole::State;
                             });
            for (const ElementId &node : nodes) {
                if (mounts(node) || !told.emplace(node, storage).second)
                    continue;
                model::Connection mount = like->second;
                mount.from = node;
                mount.waypoints.clear();
                mount.id = ids.take(ElementId(node.text() + u'-' + storage.text()),
                                    QStringLiteral("state"));
                report({{},
                        {},
                        node,
                        lintText("\"%1\" does not reach \"%2\", its neighbours do")
                            .arg(in.nameOf(node), in.nameOf(storage)),
                        lintText("Connect them"),
                        {model::PutConnection{mount.id, mount}},
                        {}});
            }
        }
    }
}

/// How many nodes or pods use a storage.
double writersOf(const ReviewedDesign &in, const ElementId &storage)
{
    double writers = 0.0;
    for (const ElementId &from : in.sourcesOf(storage, ConnectionRole::State))
        writers += in.roleOf(from) == ComponentRole::Workload
                       ? in.read(from).number(QStringLiteral("replicas"))
                       : 1.0;
    return writers;
}

void checkSingleWriter(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Storage)) {
        if (in.read(id).text(QStringLiteral("accessMode")) == u"ReadWriteOnce" &&
            writersOf(in, id) > 1.0)
            report({{},
                    {},
                    id,
                    lintText("\"%1\" may be mounted by one node and is used by several")
                        .arg(in.nameOf(id)),
                    lintText("Let many mount it"),
                    {put(id, "accessMode", QStringLiteral("ReadWriteMany"))},
                    {}});
    }
}

void checkSqlite(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Storage)) {
        if (in.read(id)
                .text(QStringLiteral("engine"))
                .contains(QStringLiteral("sqlite"), Qt::CaseInsensitive) &&
            writersOf(in, id) > 1.0)
            report({{},
                    {},
                    id,
                    lintText("\"%1\" is SQLite and is used by several nodes").arg(in.nameOf(id)),
                    lintText("Use PostgreSQL"),
                    {put(id, "engine", QStringLiteral("PostgreSQL"))},
                    {}});
    }
}

void checkSingleStorage(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &id : in.playing(ComponentRole::Storage)) {
        // A replica elsewhere is a replica, too.
        if (writersOf(in, id) < 2.0 || in.read(id).number(QStringLiteral("replicas")) > 1.0 ||
            in.read(id).boolean(QStringLiteral("multiZone")) ||
            !in.targetsOf(id, ConnectionRole::Replication).empty() ||
            !in.sourcesOf(id, ConnectionRole::Replication).empty())
            continue;
        report({{},
                {},
                id,
                lintText("\"%1\" has no replica, and several nodes need it").arg(in.nameOf(id)),
                lintText("Give it a replica"),
                {put(id, "replicas", 2.0)},
                {}});
    }
}

void checkHub(const ReviewedDesign &in, const Report &report)
{
    for (const ElementId &balancer : in.playing(ComponentRole::Balancer)) {
        std::vector<ElementId> hubs = in.nodesBehind(balancer);
        std::erase_if(hubs, [&in](const ElementId &node) {
            return !in.read(node)
                        .text(QStringLiteral("software"))
                        .contains(QStringLiteral("jupyterhub"), Qt::CaseInsensitive) ||
                   in.read(node).text(QStringLiteral("role")) != u"active";
        });
        if (hubs.size() < 2)
            continue;
        std::vector<model::DesignEdit> edits;
        for (size_t i = 1; i < hubs.size(); ++i)
            edits.push_back(put(hubs[i], "role", QStringLiteral("standby")));
        report({{},
                {},
                balancer,
                lintText("\"%1\" has several active hubs behind it").arg(in.nameOf(balancer)),
                lintText("Leave one active, the others in reserve"),
                std::move(edits),
                {}});
    }
}

} // namespace

std::vector<Rule> stateRules()
{
    return {
        {QStringLiteral("state-missing-mount"),
         lintText("A node lacks what its neighbours have"),
         lintText("Behind one front door a person may land on any node, so all must reach the same "
                  "state."),
         QStringLiteral("28"),
         {},
         Severity::Error,
         checkMissingMount},
        {QStringLiteral("state-single-writer"),
         lintText("A volume for one writer is mounted by several"),
         lintText("ReadWriteOnce lets one node mount it; the others wait for it for good."),
         QStringLiteral("29"),
         lintText("Kubernetes documentation, Persistent Volumes, Access Modes"), Severity::Error,
         checkSingleWriter},
        {QStringLiteral("state-sqlite"), lintText("An embedded database in a cluster"),
         lintText("SQLite locks files of one machine; several nodes over a network file system "
                  "lose or spoil data."),
         QStringLiteral("29"), lintText("Posit Connect administration guide, High availability"),
         Severity::Error, checkSqlite},
        {QStringLiteral("state-single-storage"),
         lintText("One storage stops all nodes"),
         lintText("Several nodes do not help while one storage without a replica is needed by each "
                  "of them."),
         QStringLiteral("29"),
         {},
         Severity::Warning,
         checkSingleStorage},
        {QStringLiteral("state-hub-twice"), lintText("JupyterHub runs once"),
         lintText("The hub must own its database: two hubs before one database are not supported."),
         QStringLiteral("29"), lintText("JupyterHub issue 1932"), Severity::Error, checkHub},
    };
}

} // namespace loadstar::lint
