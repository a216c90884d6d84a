// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/outliers.h"

#include "sim/world.h"

namespace loadstar::sim {

Outliers::Outliers(World &world)
    : m_world(world)
{
    for (const BalancerSpec &spec : world.plan.balancers) {
        m_detectors.emplace_back();
        if (spec.outliers)
            m_detectors.back().emplace(*spec.outliers,
                                       static_cast<std::uint32_t>(spec.links.size()));
    }
}

void Outliers::start()
{
    for (std::uint32_t balancer = 0; balancer < m_detectors.size(); ++balancer) {
        if (m_detectors[balancer]) {
            m_world->schedule(m_detectors[balancer]->settings().sweepInterval,
                              engine::Priority::Check, EventKind::OutlierSweep, balancer, 0);
        }
    }
}

void Outliers::noteOutcome(std::uint32_t link, Fate fate)
{
    const World::Link &target = m_world->links[link];
    auto &detector = m_detectors[target.fromIndex];
    if (!detector)
        return;
    if (fate == Fate::Answered)
        detector->recordSuccess(target.target);
    else if (detector->recordError(target.target, m_world->now))
        m_world->balancers.setEjected(link, true);
}

void Outliers::checkPassed(std::uint32_t link)
{
    const World::Link &target = m_world->links[link];
    auto &detector = m_detectors[target.fromIndex];
    if (detector && detector->recordPassedCheck(target.target))
        m_world->balancers.setEjected(link, false);
}

void Outliers::sweep(std::uint32_t balancer)
{
    health::OutlierDetector &detector = *m_detectors[balancer];
    const std::vector<std::uint32_t> &links = m_world->plan.balancers[balancer].links;
    const health::OutlierDetector::Sweep found = detector.sweep(m_world->now);
    for (const std::uint32_t target : found.returned) {
        if (!detector.isEjected(target))
            m_world->balancers.setEjected(links[target], false);
    }
    for (const std::uint32_t target : found.ejected)
        m_world->balancers.setEjected(links[target], true);
    m_world->schedule(m_world->now + detector.settings().sweepInterval, engine::Priority::Check,
                      EventKind::OutlierSweep, balancer, 0);
}

} // namespace loadstar::sim
