// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/run_looks.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace loadstar::film {

namespace {

using render::Health;

QString tr(const char *text)
{
    return QCoreApplication::translate("Run", text);
}

/// 0..1 for a rate; ten times the rate is a quarter more.
double flowOf(double rate)
{
    const double flow = std::clamp(std::log10(1.0 + rate) / 4.0, 0.0, 1.0);
    // Few steps, so that a line is not painted again for nothing.
    return std::round(flow * 16.0) / 16.0;
}

/// "14 s" below a minute, else "1:14".
QString spanWords(double seconds)
{
    const auto whole = static_cast<int>(std::floor(seconds));
    if (whole < 60)
        return tr("%1 s").arg(whole);
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

RunLooks::RunLooks(const model::Design &design, const model::KindRegistry &kinds)
    : m_design(design)
    , m_kinds(&kinds)
    , m_elements(design)
    , m_blast(design, kinds)
    , m_sufferings(static_cast<size_t>(m_elements.componentCount()))
    , m_unnoticed(static_cast<size_t>(m_elements.componentCount()))
    , m_verdicts(static_cast<size_t>(m_elements.componentCount()))
    , m_loads(static_cast<size_t>(m_elements.componentCount()))
    , m_rates(static_cast<size_t>(m_elements.connectionCount()))
    , m_refusals(static_cast<size_t>(m_elements.connectionCount()))
{}

void RunLooks::follow(const sim::Snapshot &snapshot, const TrafficChunk &traffic, double smoothing)
{
    const double passed = traffic.to - traffic.from;
    const double keep = passed > 0.0 ? std::exp(-passed / std::max(1.0e-6, smoothing)) : 1.0;
    m_snapshot = snapshot;
    m_sufferings = m_blast.follow(snapshot);
    const bool isSettled = smoothing <= 0.0;
    for (size_t i = 0; i < m_loads.size() && i < snapshot.components.size(); ++i) {
        if (passed <= 0.0 && !isSettled)
            break;
        const double now = snapshot.components[i].utilization;
        const bool isKnown = m_loads[i].isKnown && !isSettled;
        m_loads[i].average = isKnown ? m_loads[i].average * keep + now * (1.0 - keep) : now;
        m_loads[i].isKnown = true;
    }
    for (size_t i = 0; i < m_rates.size() && i < traffic.flows.size() && passed > 0.0; ++i) {
        m_rates[i] = m_rates[i] * keep + traffic.flows[i].sent / passed * (1.0 - keep);
        m_refusals[i] = m_refusals[i] * keep + traffic.flows[i].refused / passed * (1.0 - keep);
    }
    std::fill(m_verdicts.begin(), m_verdicts.end(), Verdict());
    std::fill(m_unnoticed.begin(), m_unnoticed.end(), 0);
    for (const sim::TargetState &target : snapshot.targets) {
        if (target.target < 0 || target.target >= m_elements.componentCount())
            continue;
        Verdict &verdict = m_verdicts[static_cast<size_t>(target.target)];
        ++verdict.balancers;
        if (target.isMarkedUp) {
            const sim::ComponentState *state = stateOf(target.target);
            if (state && (!state->isUp || state->isHung))
                ++m_unnoticed[static_cast<size_t>(target.balancer)];
            continue;
        }
        ++verdict.holdingDown;
        if (target.counted >= verdict.counted) {
            verdict.counted = target.counted;
            verdict.needed = target.needed;
        }
    }
}

const sim::ComponentState *RunLooks::stateOf(sim::ElementIndex component) const
{
    const auto i = static_cast<size_t>(component);
    return component >= 0 && i < m_snapshot.components.size() ? &m_snapshot.components[i] : nullptr;
}

double RunLooks::rateOf(int connectionNumber) const
{
    return m_rates[static_cast<size_t>(connectionNumber)];
}

Health RunLooks::healthOf(const model::ComponentKind &kind, const sim::ComponentState &state,
                          const Verdict &verdict) const
{
    if (state.isHung)
        return Health::Hung;
    if (!state.isUp)
        return Health::Down;
    if (kind.isContainer)
        return Health::None;
    if (verdict.balancers > 0 && verdict.holdingDown == verdict.balancers)
        return Health::Pending;
    if (state.isDraining)
        return Health::Drain;
    if (verdict.holdingDown > 0 || state.slowFactor > 1.0)
        return Health::Degraded;
    return state.isStandby ? Health::Standby : Health::Up;
}

RunLooks::Detail RunLooks::sufferingOf(sim::ElementIndex index) const
{
    const Suffering &suffering = m_sufferings[static_cast<size_t>(index)];
    if (suffering.lacks >= 0) {
        const QString name = m_design.component(m_elements.idOf(suffering.lacks))->name;
        return {tr("cannot work without %1").arg(name), {tr("without %1").arg(name)}};
    }
    if (const int unnoticed = m_unnoticed[static_cast<size_t>(index)]; unnoticed > 0) {
        return {unnoticed == 1 ? tr("1 is down, not noticed yet")
                               : tr("%1 are down, not noticed yet").arg(unnoticed),
                {tr("%1 down, unnoticed").arg(unnoticed)}};
    }
    if (suffering.left < suffering.targets) {
        if (suffering.left == 0)
            return {tr("nobody left to serve it"), {tr("no target left")}};
        return {tr("%1 of %2 targets left").arg(suffering.left).arg(suffering.targets),
                {tr("%1 of %2 left").arg(suffering.left).arg(suffering.targets)}};
    }
    if (suffering.isCutOff)
        return {tr("cut off from its users"), {tr("cut off")}};
    return {};
}

RunLooks::Detail RunLooks::busyWords(sim::ElementIndex index,
                                     const model::ComponentKind &kind) const
{
    const sim::ComponentState &state = *stateOf(index);
    const int percent = qRound(m_loads[static_cast<size_t>(index)].average * 100.0);
    if (!model::findSpec(kind.properties, QStringLiteral("cores")))
        return {tr("%1 % busy").arg(percent), {tr("%1 %").arg(percent)}};
    const QString ofCores = state.capacity == 1
                                ? tr("%1 % of 1 core").arg(percent)
                                : tr("%1 % of %2 cores").arg(percent).arg(state.capacity);
    const QString brief = tr("%1 %").arg(percent);
    if (state.openSessions == 0)
        return {ofCores, {brief}};
    const QString sessions =
        state.openSessions == 1 ? tr("1 session") : tr("%1 sessions").arg(state.openSessions);
    return {tr("%1, %2").arg(ofCores, sessions),
            {tr("%1, %2").arg(brief, sessions),
             tr("%1, %2 ses.").arg(brief).arg(state.openSessions), brief}};
}

RunLooks::Detail RunLooks::detailOf(sim::ElementIndex index, const model::ComponentKind &kind,
                                    Health health, const RunNarrator &narrator) const
{
    const sim::ComponentState &state = *stateOf(index);
    const Verdict &verdict = m_verdicts[static_cast<size_t>(index)];
    const std::optional<double> since = narrator.downSince(index);
    switch (health) {
    case Health::Down:
        return {since ? tr("down for %1").arg(spanWords(m_snapshot.now - *since)) : tr("down"),
                {tr("down")}};
    case Health::Hung:
        return {since ? tr("hangs for %1").arg(spanWords(m_snapshot.now - *since)) : tr("hangs"),
                {tr("hangs")}};
    case Health::Pending:
        if (verdict.needed <= 0)
            return {tr("waits for a good check"), {tr("waits for check")}};
        return {tr("back, %1 of %2 checks").arg(verdict.counted).arg(verdict.needed),
                {tr("back, %1 of %2").arg(verdict.counted).arg(verdict.needed)}};
    case Health::Drain:
        return {state.openSessions == 1 ? tr("draining, 1 session")
                                        : tr("draining, %1 sessions").arg(state.openSessions),
                {tr("draining, %1").arg(state.openSessions)}};
    case Health::Up:
    case Health::Degraded:
        if (const Detail suffering = sufferingOf(index); !suffering.full.isEmpty())
            return suffering;
        return state.capacity > 0 ? busyWords(index, kind) : Detail();
    case Health::Standby:
        return sufferingOf(index);
    case Health::None:
    case Health::Maintenance:
        return {};
    }
    Q_UNREACHABLE();
}

render::ConnectionLook RunLooks::connectionLookOf(sim::ElementIndex index) const
{
    render::ConnectionLook look;
    const auto number = static_cast<size_t>(m_elements.connectionNumber(index));
    const sim::ComponentState *from = stateOf(m_elements.fromOf(index));
    const sim::ComponentState *to = stateOf(m_elements.toOf(index));
    if (!from || !to)
        return look;
    const bool isCut =
        number < m_snapshot.isConnectionCut.size() && m_snapshot.isConnectionCut[number];
    const bool isFromUp = from->isUp && !from->isHung;
    const bool isToUp = to->isUp && !to->isHung;
    look.isRefused = isCut || !isToUp || m_refusals[number] > 0.05;
    look.flow = flowOf(m_rates[number]);
    const bool carriesNothing = m_rates[number] < 0.01;
    look.isIdle = !look.isRefused && (!isFromUp || (to->isStandby && carriesNothing));
    look.isFaded = m_sufferings[static_cast<size_t>(m_elements.fromOf(index))].isInside ||
                   m_sufferings[static_cast<size_t>(m_elements.toOf(index))].isInside;
    return look;
}

render::DiagramLooks RunLooks::looks(const RunNarrator &narrator) const
{
    render::DiagramLooks looks;
    if (!m_kinds)
        return looks;
    for (sim::ElementIndex i = 0; i < m_elements.elementCount(); ++i) {
        const model::ElementId id = m_elements.idOf(i);
        if (m_elements.isConnection(i)) {
            looks.connections.emplace(id, connectionLookOf(i));
            continue;
        }
        const model::Component &component = *m_design.component(id);
        const model::ComponentKind *kind = m_kinds->component(component.kind);
        const sim::ComponentState *state = stateOf(i);
        if (!kind || !kind->canFail || !state)
            continue;
        render::ComponentLook look;
        look.health = healthOf(*kind, *state, m_verdicts[static_cast<size_t>(i)]);
        const Detail detail = detailOf(i, *kind, look.health, narrator);
        look.detail = detail.full;
        look.shorterDetails = detail.shorter;
        const Suffering &suffering = m_sufferings[static_cast<size_t>(i)];
        look.isFaded = suffering.isInside;
        if (look.health == Health::Up || look.health == Health::Degraded ||
            look.health == Health::Standby)
            look.impact = suffering.impact;
        look.queued = state->queueLength;
        if (state->capacity > 0) {
            const double load = m_loads[static_cast<size_t>(i)].average;
            look.utilisation = state->isUp ? std::round(load * 100.0) / 100.0 : 0.0;
        }
        looks.components.emplace(id, look);
    }
    return looks;
}

} // namespace loadstar::film
