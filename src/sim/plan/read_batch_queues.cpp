// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/plan/design_reading.h"

namespace loadstar::sim {

void readBatchQueues(DesignReading &in)
{
    for (const auto &[id, component] : in.design.components) {
        if (in.kinds.roleOf(component) != model::ComponentRole::BatchQueue)
            continue;
        const model::PropertyReader read = in.reader(component);
        BatchQueueSpec queue;
        queue.part = in.indexOf(id);
        queue.policy = read.text(QStringLiteral("policy")) == u"backfill"
                           ? batch::QueuePolicy::Backfill
                           : batch::QueuePolicy::Fifo;
        if (const double rate = read.number(QStringLiteral("rate")); rate > 0.0) {
            in.refuseShort(id.text() + QStringLiteral(".rate"), 1.0 / rate);
            queue.interval = engine::Distribution::make("exponential", {1.0 / rate});
            if (!queue.interval)
                in.fail("sim.bad-value", id.text() + QStringLiteral(".rate"),
                        in.tr("times like these cannot be drawn"));
        }
        queue.cores =
            in.distribution(id.text(), "jobCores", read.distribution(QStringLiteral("jobCores")));
        queue.work =
            in.distribution(id.text(), "jobWork", read.distribution(QStringLiteral("jobWork")));
        queue.parallelFraction = read.number(QStringLiteral("parallelFraction"));
        queue.timeLimit = read.optionalNumber(QStringLiteral("timeLimit"));
        for (std::uint32_t node = 0; node < in.plan.nodes.size(); ++node) {
            if (in.plan.isInside(in.plan.nodes[node].part, queue.part))
                queue.nodes.push_back(node);
        }
        in.plan.batchQueues.push_back(std::move(queue));
    }
}

} // namespace loadstar::sim
