// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "health/agent_check.h"
#include "health/health_tracker.h"
#include "sim/plan/design_reading.h"

#include <algorithm>
#include <set>

namespace loadstar::sim {

namespace {

/// Walks through the scenario and says which steps change nothing.
class ScenarioRemarks
{
public:
    explicit ScenarioRemarks(DesignReading &in)
        : m_in(in)
    {}

    void read();

private:
    void readStep(const ScenarioStep &step);
    void readFail(const ScenarioStep &step);
    void readRecover(const ScenarioStep &step);
    void readCutover(const ScenarioStep &step);
    void readFailover(const ScenarioStep &step);
    void readAgent(const ScenarioStep &step);
    void readRespond(const ScenarioStep &step);
    void remark(const ScenarioStep &step, const QString &message);
    bool isGroup(const QString &name) const;
    bool hasChance(ElementIndex target) const;
    template <typename Predicate>
    bool hasBalancer(ElementIndex target, Predicate isMeant) const;
    QString nameOf(const ScenarioStep &step) const { return m_in.plan.idOf(step.target); }

    DesignReading &m_in;
    std::set<ElementIndex> m_failed;
    std::set<ElementIndex> m_hung;
    std::set<ElementIndex> m_impaired; ///< slow, or with a fault
    std::set<ElementIndex> m_drained;
    std::set<ElementIndex> m_cut;
    std::set<ElementIndex> m_failedOver;
};

void ScenarioRemarks::remark(const ScenarioStep &step, const QString &message)
{
    m_in.warn("sim.no-effect", QStringLiteral("scenario at %1").arg(base::formatNumber(step.at)),
              message);
}

bool ScenarioRemarks::isGroup(const QString &name) const
{
    return std::any_of(m_in.plan.nodes.begin(), m_in.plan.nodes.end(),
                       [&](const NodeSpec &node) { return node.group == name; });
}

bool ScenarioRemarks::hasChance(ElementIndex target) const
{
    const Plan &plan = m_in.plan;
    for (std::size_t i = 0; i < plan.parts.size(); ++i) {
        if (plan.parts[i].upTime && plan.isInside(static_cast<ElementIndex>(i), target))
            return true;
    }
    return std::any_of(plan.commonCauses.begin(), plan.commonCauses.end(), [&](const auto &cause) {
        return std::any_of(cause.members.begin(), cause.members.end(),
                           [&](ElementIndex member) { return plan.isInside(member, target); });
    });
}

void ScenarioRemarks::read()
{
    for (const ScenarioStep &step : m_in.plan.scenario)
        readStep(step);
}

void ScenarioRemarks::readStep(const ScenarioStep &step)
{
    const bool isChanceless =
        step.target == kNoElement || m_in.plan.isConnection(step.target) || !hasChance(step.target);
    switch (step.action) {
    case Action::Fail:
        if (isChanceless)
            readFail(step);
        (step.mode == FailureMode::Hang ? m_hung : m_failed).insert(step.target);
        break;
    case Action::Recover:
        if (isChanceless)
            readRecover(step);
        m_failed.erase(step.target);
        m_hung.erase(step.target);
        m_impaired.erase(step.target);
        break;
    case Action::Drain:
        if (!m_drained.insert(step.target).second)
            remark(step, m_in.tr("\"%1\" drains already").arg(nameOf(step)));
        break;
    case Action::Undrain:
        if (m_drained.erase(step.target) == 0)
            remark(step, m_in.tr("\"%1\" does not drain").arg(nameOf(step)));
        break;
    case Action::Resize:
        if (!step.cores && !step.memory)
            remark(step, m_in.tr("neither cores nor memory is given, so \"%1\" only pauses")
                             .arg(nameOf(step)));
        break;
    case Action::Cutover:
        readCutover(step);
        break;
    case Action::Surge:
        if (step.factor == 1.0)
            remark(step, m_in.tr("a factor of 1 changes nothing"));
        break;
    case Action::Slow:
        m_impaired.insert(step.target);
        break;
    case Action::Disconnect:
        if (!m_cut.insert(step.target).second)
            remark(step, m_in.tr("\"%1\" is cut already").arg(nameOf(step)));
        break;
    case Action::Reconnect:
        if (m_cut.erase(step.target) == 0)
            remark(step, m_in.tr("\"%1\" is not cut").arg(nameOf(step)));
        break;
    case Action::Failover:
        readFailover(step);
        m_failedOver.insert(step.target);
        break;
    case Action::Failback:
        if (m_failedOver.erase(step.target) == 0 && m_failed.count(step.target) == 0)
            remark(step, m_in.tr("nothing has failed over from \"%1\"").arg(nameOf(step)));
        break;
    case Action::Maintain:
    case Action::Configure:
    case Action::Reweight:
        break;
    case Action::Agent:
        readAgent(step);
        break;
    case Action::Respond:
        readRespond(step);
        break;
    case Action::Fault:
        m_impaired.insert(step.target);
        if (step.intensity == 0.0 && step.mode != FailureMode::Delay)
            remark(step, m_in.tr("an intensity of 0 changes nothing"));
        break;
    }
}

void ScenarioRemarks::readFail(const ScenarioStep &step)
{
    const bool hasSpares = m_in.plan.part(step.target).units > 1;
    if (m_failed.count(step.target) > 0 && !hasSpares)
        remark(step, m_in.tr("\"%1\" has failed already").arg(nameOf(step)));
}

void ScenarioRemarks::readRecover(const ScenarioStep &step)
{
    const Plan &plan = m_in.plan;
    const auto isHit = [&](const std::set<ElementIndex> &some) {
        return some.count(step.target) > 0;
    };
    if (!isHit(m_failed) && !isHit(m_hung) && !isHit(m_impaired)) {
        remark(step, m_in.tr("nothing is wrong with \"%1\" then").arg(nameOf(step)));
        return;
    }
    for (const ElementIndex other : m_failed) {
        const bool isAround = other != step.target && !plan.isConnection(other) &&
                              plan.part(other).kind == PartKind::Container &&
                              plan.isInside(step.target, other);
        if (isAround)
            remark(step, m_in.tr("\"%1\" stays down while \"%2\" is down")
                             .arg(nameOf(step), plan.idOf(other)));
    }
}

void ScenarioRemarks::readCutover(const ScenarioStep &step)
{
    for (const QString &group : {step.fromGroup, step.toGroup}) {
        if (!isGroup(group))
            remark(step, m_in.tr("no node is in the group \"%1\"").arg(group));
    }
}

void ScenarioRemarks::readFailover(const ScenarioStep &step)
{
    const Plan &plan = m_in.plan;
    const auto hasStandIns = [&plan](ElementIndex site) {
        return std::any_of(plan.nodes.begin(), plan.nodes.end(), [&](const NodeSpec &node) {
            return node.role == Role::Dr && plan.isInside(node.part, site);
        });
    };
    bool isUseful = hasStandIns(step.target);
    for (const ReplicationSpec &replication : plan.replications)
        isUseful = isUseful || (replication.from == step.target && hasStandIns(replication.to));
    if (!isUseful)
        remark(step,
               m_in.tr("neither \"%1\" nor a site that it replicates to has a node of role dr")
                   .arg(nameOf(step)));
}

/// Whether traffic comes to the target from a balancer that is meant.
template <typename Predicate>
bool ScenarioRemarks::hasBalancer(ElementIndex target, Predicate isMeant) const
{
    const Plan &plan = m_in.plan;
    return std::any_of(plan.balancers.begin(), plan.balancers.end(), [&](const auto &balancer) {
        return isMeant(balancer) &&
               std::any_of(balancer.links.begin(), balancer.links.end(),
                           [&](std::uint32_t link) { return plan.links[link].to == target; });
    });
}

void ScenarioRemarks::readAgent(const ScenarioStep &step)
{
    const bool isAsked = hasBalancer(step.target, [](const BalancerSpec &balancer) {
        return balancer.agentInterval.has_value();
    });
    if (!isAsked)
        remark(step, m_in.tr("no load balancer asks the agent of \"%1\"").arg(nameOf(step)));
    const auto reply = health::parseAgentReply(step.text.toStdString() + '\n');
    if (*reply == health::AgentReply())
        remark(step, m_in.tr("\"%1\" orders nothing").arg(step.text));
}

void ScenarioRemarks::readRespond(const ScenarioStep &step)
{
    const bool isAsked = hasBalancer(step.target, [](const BalancerSpec &balancer) {
        return balancer.hasChecks && balancer.seesRequests &&
               !health::traitsOf(balancer.checks.rules).isPassive;
    });
    if (!isAsked)
        remark(step, m_in.tr("no load balancer reads what the heartbeat of \"%1\" answers")
                         .arg(nameOf(step)));
}

/// A balancer that does not look holds all its nodes up, so none ever stands in for another.
void remarkOnStandbys(DesignReading &in)
{
    for (const BalancerSpec &balancer : in.plan.balancers) {
        if (balancer.hasChecks)
            continue;
        for (const std::uint32_t link : balancer.links) {
            const PartSpec &target = in.plan.part(in.plan.links[link].to);
            if (target.kind != PartKind::Node || in.plan.nodes[target.index].role != Role::Standby)
                continue;
            in.warn("sim.standby-unused", target.id,
                    in.tr("\"%1\" has no health check, so it does not notice that its active nodes "
                          "are down and \"%2\" stands by for ever")
                        .arg(in.plan.idOf(balancer.part), target.id));
        }
    }
}

} // namespace

void remarkOnScenario(DesignReading &in)
{
    if (in.error)
        return;
    ScenarioRemarks(in).read();
    remarkOnStandbys(in);
}

} // namespace loadstar::sim
