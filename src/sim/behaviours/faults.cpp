// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/faults.h"

#include "sim/world.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

/// Seconds until a message that got lost is sent again, doubled each time up to the longest.
/// Source: RFC 6298, sections 2 and 5.5.
constexpr double kFirstResend = 1.0;
constexpr double kLongestResend = 60.0;
/// Linux gives up after this many (tcp_retries2); here the message gets through then.
constexpr int kMostResends = 15;

/// Speed that is left at the least, so that what is under way ends some time.
constexpr double kLeastLeft = 0.001;

} // namespace

Faults::Faults(World &world)
    : m_world(world)
    , m_random(world.streams.stream("faults"))
{}

const ScenarioStep &Faults::step(std::uint32_t number) const
{
    return m_world->plan.scenario[number];
}

void Faults::begin(std::uint32_t number)
{
    const ScenarioStep &fault = step(number);
    m_world->log(EventWhat::Fault, fault.target, kByScenario, fault.mode);
    m_active.push_back(number);
    if (fault.duration) {
        m_world->schedule(m_world->now + *fault.duration, engine::Priority::Scenario,
                          EventKind::FaultEnds, number, 0);
    }
    if (fault.mode == FailureMode::Partition)
        cutOff(fault.target, true);
    else
        apply(fault.mode, fault.target);
}

void Faults::end(std::uint32_t number)
{
    const auto place = std::find(m_active.begin(), m_active.end(), number);
    if (place == m_active.end())
        return;
    m_active.erase(place);
    stop(number);
}

void Faults::stop(std::uint32_t number)
{
    const ScenarioStep &fault = step(number);
    m_world->log(EventWhat::Healed, fault.target, kByScenario, fault.mode);
    if (fault.mode == FailureMode::Partition)
        cutOff(fault.target, false);
    else
        apply(fault.mode, fault.target);
}

void Faults::heal(ElementIndex element)
{
    std::vector<std::uint32_t> healed;
    std::copy_if(m_active.begin(), m_active.end(), std::back_inserter(healed),
                 [&](std::uint32_t number) { return step(number).target == element; });
    for (const std::uint32_t number : healed)
        end(number);
}

double Faults::leftBy(FailureMode kind, ElementIndex element) const
{
    double left = 1.0;
    for (const std::uint32_t number : m_active) {
        if (step(number).mode == kind && step(number).target == element)
            left *= 1.0 - step(number).intensity;
    }
    return left;
}

double Faults::delayBy(ElementIndex element) const
{
    double delay = 0.0;
    for (const std::uint32_t number : m_active) {
        if (step(number).mode == FailureMode::Delay && step(number).target == element)
            delay += step(number).delay;
    }
    return delay;
}

void Faults::apply(FailureMode kind, ElementIndex element)
{
    if (m_world->plan.isConnection(element) || kind == FailureMode::Flapping)
        disturbLinks(element);
    else
        applyToPart(kind, element, leftBy(kind, element));
}

void Faults::applyToPart(FailureMode kind, ElementIndex element, double left)
{
    const PartSpec &part = m_world->plan.part(element);
    const bool isNode = part.kind == PartKind::Node;
    const double ofErrors = leftBy(FailureMode::Errors, element);
    const double ofDisk = leftBy(FailureMode::DiskFull, element);
    switch (kind) {
    case FailureMode::Cpu:
        m_world->nodes.setStress(part.index, 1.0 / std::max(left, kLeastLeft));
        break;
    case FailureMode::Memory:
        m_world->nodes.setMemoryTaken(part.index, 1.0 - left);
        break;
    case FailureMode::Errors:
    case FailureMode::DiskFull:
        if (isNode) {
            m_world->nodes.setErrorShare(part.index, 1.0 - ofErrors * ofDisk);
            m_world->nodes.setDiskFull(part.index, ofDisk < 1.0);
        } else {
            m_world->storages.setErrorShares(part.index, 1.0 - ofErrors, 1.0 - ofDisk);
        }
        break;
    case FailureMode::SlowIo:
        m_world->storages.setSlowness(part.index, 1.0 / std::max(left, kLeastLeft));
        break;
    case FailureMode::Dns:
        m_world->users.setNamesLost(part.index, 1.0 - left);
        break;
    case FailureMode::Certificate:
        m_world->balancers.setCertificateExpired(part.index, left < 1.0);
        break;
    case FailureMode::None:
    case FailureMode::Crash:
    case FailureMode::Hang:
    case FailureMode::Delay:
    case FailureMode::Loss:
    case FailureMode::Partition:
    case FailureMode::Flapping:
        break;
    }
}

void Faults::disturbLinks(ElementIndex element)
{
    const std::vector<LinkSpec> &links = m_world->plan.links;
    m_disturbances.resize(links.size());
    for (std::uint32_t link = 0; link < links.size(); ++link) {
        if (links[link].connection != element && links[link].to != element)
            continue;
        Disturbance &now = m_disturbances[link];
        now.delay = delayBy(links[link].connection);
        now.loss = 1.0 - leftBy(FailureMode::Loss, links[link].connection);
        now.flapping = 1.0 - leftBy(FailureMode::Flapping, links[link].to);
        m_world->links[link].isDisturbed = now.delay > 0.0 || now.loss > 0.0 || now.flapping > 0.0;
    }
}

void Faults::cutOff(ElementIndex element, bool isCut)
{
    const Plan &plan = m_world->plan;
    for (std::size_t i = 0; i < plan.connectionEnds.size(); ++i) {
        const auto connection = static_cast<ElementIndex>(plan.parts.size() + i);
        const ConnectionEnds &ends = plan.connectionEnds[i];
        if (connection == element ||
            plan.isInside(ends.from, element) != plan.isInside(ends.to, element))
            m_world->partition(connection, isCut);
    }
}

double Faults::delayOn(std::uint32_t link)
{
    const Disturbance &now = m_disturbances[link];
    double delay = now.delay;
    double resend = kFirstResend;
    for (int i = 0; i < kMostResends && now.loss > 0.0 && m_random.uniform() < now.loss; ++i) {
        delay += resend;
        resend = std::min(2.0 * resend, kLongestResend);
    }
    return delay;
}

bool Faults::spoilsCheck(std::uint32_t link, double timeout)
{
    const Disturbance &now = m_disturbances[link];
    if (now.flapping > 0.0 && m_random.uniform() < now.flapping)
        return true;
    return delayOn(link) + delayOn(link) > timeout;
}

} // namespace loadstar::sim
