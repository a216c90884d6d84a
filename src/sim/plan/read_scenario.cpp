// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "sim/plan/design_reading.h"

#include <map>

namespace loadstar::sim {

namespace {

void readDrain(DesignReading &in, const model::PropertyReader &read, const QString &where,
               ScenarioStep &step)
{
    step.delay = read.number(QStringLiteral("drain"));
    if (step.delay > 0.0 && in.plan.part(step.target).kind != PartKind::Node) {
        in.fail("sim.bad-scenario", where,
                in.tr("only a node can drain before its maintenance, but \"%1\" is none")
                    .arg(in.plan.idOf(step.target)));
    }
}

void readArguments(DesignReading &in, const model::ScenarioEvent &event, const QString &where,
                   ScenarioStep &step)
{
    const model::PropertyReader read(event.arguments, in.kinds.action(event.action)->arguments);
    if (step.action == Action::Fail)
        step.mode =
            read.text(QStringLiteral("mode")) == u"hang" ? FailureMode::Hang : FailureMode::Crash;
    if (step.action == Action::Resize) {
        step.cores = read.optionalNumber(QStringLiteral("cores"));
        step.memory = read.optionalNumber(QStringLiteral("memory"));
    }
    if (step.action == Action::Surge || step.action == Action::Slow)
        step.factor = read.optionalNumber(QStringLiteral("factor")).value_or(1.0);
    if (step.action == Action::Surge || step.action == Action::Maintain)
        step.duration = read.optionalNumber(QStringLiteral("for"));
    if (step.action == Action::Cutover) {
        step.fromGroup = read.text(QStringLiteral("from"));
        step.toGroup = read.text(QStringLiteral("to"));
    }
    if (step.action == Action::Maintain)
        readDrain(in, read, where, step);
    if (step.action == Action::Fault)
        readFault(in, read, where, step);
    if (step.action == Action::Configure)
        readChange(in, read, where, step);
    if (step.action == Action::Reweight)
        step.weight = read.optionalNumber(QStringLiteral("weight")).value_or(1.0);
    if (step.action == Action::Agent)
        step.text = read.text(QStringLiteral("text"));
    if (step.action == Action::Respond)
        step.status =
            static_cast<int>(read.optionalNumber(QStringLiteral("status")).value_or(200.0));
}

void readStep(DesignReading &in, const model::ScenarioEvent &event)
{
    static const std::map<QString, Action> kActions{
        {QStringLiteral("fail"), Action::Fail},
        {QStringLiteral("recover"), Action::Recover},
        {QStringLiteral("drain"), Action::Drain},
        {QStringLiteral("undrain"), Action::Undrain},
        {QStringLiteral("resize"), Action::Resize},
        {QStringLiteral("cutover"), Action::Cutover},
        {QStringLiteral("surge"), Action::Surge},
        {QStringLiteral("slow"), Action::Slow},
        {QStringLiteral("disconnect"), Action::Disconnect},
        {QStringLiteral("failover"), Action::Failover},
        {QStringLiteral("failback"), Action::Failback},
        {QStringLiteral("reconnect"), Action::Reconnect},
        {QStringLiteral("maintain"), Action::Maintain},
        {QStringLiteral("fault"), Action::Fault},
        {QStringLiteral("configure"), Action::Configure},
        {QStringLiteral("reweight"), Action::Reweight},
        {QStringLiteral("agent"), Action::Agent},
        {QStringLiteral("respond"), Action::Respond}};
    const QString where = QStringLiteral("scenario at %1").arg(base::formatNumber(event.at));
    const auto found = kActions.find(event.action);
    if (found == kActions.end()) {
        const bool isOfContract = event.action == u"scale";
        if (isOfContract) {
            in.fail("sim.not-simulated", where,
                    in.tr("the action %1 on \"%2\" is not simulated yet")
                        .arg(event.action, event.target.text()));
        }
        return;
    }
    ScenarioStep step;
    step.at = event.at;
    step.action = found->second;
    step.target = event.target.isEmpty() ? kNoElement : in.indexOf(event.target);
    if (step.target == kNoElement && step.action != Action::Cutover) {
        in.fail("sim.bad-scenario", where,
                in.tr("%1 acts on \"%2\", but there is no such element")
                    .arg(event.action, event.target.text()));
        return;
    }
    const bool isOnConnection =
        step.action == Action::Disconnect || step.action == Action::Reconnect;
    const bool isOnAny = step.action == Action::Fault;
    if (step.target != kNoElement && !isOnAny &&
        in.plan.isConnection(step.target) != isOnConnection) {
        in.fail("sim.bad-scenario", where,
                in.tr("%1 cannot act on \"%2\"").arg(event.action, event.target.text()));
        return;
    }
    readArguments(in, event, where, step);
    in.plan.scenario.push_back(step);
}

} // namespace

void readScenario(DesignReading &in)
{
    model::Scenario scenario = in.design.scenario;
    model::sortScenario(scenario);
    for (const model::ScenarioEvent &event : scenario)
        readStep(in, event);
}

} // namespace loadstar::sim
