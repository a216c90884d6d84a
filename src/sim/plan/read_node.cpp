// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/plan/design_reading.h"

namespace loadstar::sim {

void readNode(DesignReading &in, const model::Component &component, NodeSpec &node)
{
    const model::PropertyReader read = in.reader(component);
    node.cores = static_cast<std::uint32_t>(read.number(QStringLiteral("cores")));
    node.memory = read.number(QStringLiteral("memory"));
    node.speed = read.number(QStringLiteral("speed"));
    const QString discipline = read.text(QStringLiteral("discipline"));
    node.discipline = discipline == u"ps"         ? Discipline::Ps
                      : discipline == u"lifo"     ? Discipline::Lifo
                      : discipline == u"priority" ? Discipline::Priority
                                                  : Discipline::Fifo;
    const QString memoryFull = read.text(QStringLiteral("memoryFull"));
    node.memoryFull = memoryFull == u"swap"    ? MemoryFull::Swap
                      : memoryFull == u"crash" ? MemoryFull::Crash
                                               : MemoryFull::Reject;
    if (const auto limit = read.optionalNumber(QStringLiteral("queueLimit")))
        node.queueLimit = static_cast<std::uint32_t>(*limit);
    node.weight = read.number(QStringLiteral("weight"));
    const QString role = read.text(QStringLiteral("role"));
    node.role = role == u"standby" ? Role::Standby : role == u"dr" ? Role::Dr : Role::Active;
    node.priorityLevel = static_cast<std::uint32_t>(read.number(QStringLiteral("priorityLevel")));
    node.group = read.text(QStringLiteral("group"));
    node.isPrimary = read.boolean(QStringLiteral("primary"));
    node.hasHeartbeat = !read.text(QStringLiteral("heartbeat")).isEmpty();
    node.resizeTime = read.number(QStringLiteral("resizeTime"));
    in.plan.parts[static_cast<std::size_t>(node.part)].bootTime =
        read.number(QStringLiteral("bootTime"));
    for (const model::Component *at = &component; at; at = in.design.component(at->parent)) {
        if (in.kinds.roleOf(*at) == model::ComponentRole::Zone) {
            node.zone = in.indexOf(at->id);
            break;
        }
    }
}

void readStorage(DesignReading &in, const model::Component &component, StorageSpec &storage)
{
    const model::PropertyReader read = in.reader(component);
    storage.ioTime =
        in.distribution(component.id.text(), "ioTime", read.distribution(QStringLiteral("ioTime")));
    if (const auto concurrency = read.optionalNumber(QStringLiteral("concurrency")))
        storage.concurrency = static_cast<std::uint32_t>(*concurrency);
    storage.writeShare = read.number(QStringLiteral("writeShare"));
    storage.turnsReadOnly = read.text(QStringLiteral("whenDegraded")) == u"read-only";
    PartSpec &part = in.plan.parts[static_cast<std::size_t>(storage.part)];
    part.units = static_cast<int>(read.number(QStringLiteral("replicas")));
    part.crews = static_cast<int>(read.optionalNumber(QStringLiteral("repairCrews")).value_or(0.0));
    part.failoverTime = read.number(QStringLiteral("failoverTime"));
}

} // namespace loadstar::sim
