// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/state_words.h"

#include "player/scenario_offers.h"

#include <QCoreApplication>
#include <QLocale>

namespace loadstar::player {

namespace {

QString say(const char *text, int n = -1)
{
    return QCoreApplication::translate("State", text, nullptr, n);
}

QString dotKindWords(film::DotKind kind)
{
    switch (kind) {
    case film::DotKind::Request:
        return say("A request from %1 to %2");
    case film::DotKind::Sticky:
        return say("A request from %1 to %2, sent there by its cookie");
    case film::DotKind::Retry:
        return say("A request from %1 to %2, sent again");
    case film::DotKind::Answer:
        return say("An answer from %2 to %1");
    case film::DotKind::Refused:
        return say("A connection from %1 that %2 refused");
    case film::DotKind::Heartbeat:
        return say("A health check from %1 to %2");
    case film::DotKind::HeartbeatAnswer:
        return say("A good health check on its way from %2 to %1");
    case film::DotKind::Missed:
        return say("A health check of %1 that %2 did not pass");
    case film::DotKind::Visit:
        return say("A request on %1 reads or writes on %2");
    case film::DotKind::VisitAnswer:
        return say("%2 is done with a request on %1");
    case film::DotKind::Falling:
        return say("A request that was refused or turned away");
    case film::DotKind::FallingCross:
        return say("A request that died or was given up");
    }
    Q_UNREACHABLE();
}

} // namespace

const sim::ComponentState *RunPicture::stateOf(sim::ElementIndex component) const
{
    const auto index = static_cast<size_t>(component);
    return component >= 0 && index < snapshot.components.size() ? &snapshot.components[index]
                                                                : nullptr;
}

QString RunPicture::nameOf(sim::ElementIndex element) const
{
    return elementName(design, elements.idOf(element));
}

QString conditionWords(const sim::ComponentState &state)
{
    QStringList words{state.isHung ? say("Hangs") : !state.isUp ? say("Down") : say("Up")};
    if (state.isDraining)
        words += say("draining");
    if (state.isStandby)
        words += say("standby");
    if (state.slowFactor > 1.0)
        words += say("slowed %1×").arg(QLocale().toString(state.slowFactor, 'g', 3));
    return words.join(QStringLiteral(", "));
}

QStringList burdenWords(const RunPicture &picture, sim::ElementIndex component)
{
    const sim::ComponentState *state = picture.stateOf(component);
    const model::Component *drawn = picture.design.component(picture.elements.idOf(component));
    const model::ComponentKind *kind = drawn ? picture.kinds.component(drawn->kind) : nullptr;
    QStringList words;
    if (!state || !kind)
        return words;
    const bool hasCores = model::findSpec(kind->properties, QStringLiteral("cores")) != nullptr;
    if (state->capacity > 0) {
        words += (hasCores ? say("%1 of %n core(s) busy", state->capacity)
                           : say("%1 of %n place(s) busy", state->capacity))
                     .arg(state->busy);
        words += say("%1 % used over the last second").arg(qRound(state->utilization * 100.0));
    } else if (state->busy > 0) {
        words += say("%n request(s) in service", state->busy);
    }
    if (state->queueLength > 0)
        words += say("%n request(s) waiting", state->queueLength);
    if (state->openSessions > 0)
        words += say("%n session(s) held", state->openSessions);
    return words;
}

QString beliefWords(const RunPicture &picture, const sim::TargetState &target)
{
    QString words = (target.isMarkedUp ? say("%1 sends requests to %2") : say("%1 holds %2 down"))
                        .arg(picture.nameOf(target.balancer), picture.nameOf(target.target));
    QStringList more;
    if (target.needed > 0)
        more += (target.isMarkedUp ? say("%1 of %2 missed checks") : say("%1 of %2 good checks"))
                    .arg(target.counted)
                    .arg(target.needed);
    if (target.outstanding > 0)
        more += say("%n request(s) of it there", target.outstanding);
    return more.isEmpty() ? words : words + QStringLiteral(": ") + more.join(QStringLiteral(", "));
}

QString componentWords(const RunPicture &picture, sim::ElementIndex component)
{
    const sim::ComponentState *state = picture.stateOf(component);
    const model::Component *drawn = picture.design.component(picture.elements.idOf(component));
    const model::ComponentKind *kind = drawn ? picture.kinds.component(drawn->kind) : nullptr;
    if (!state || !kind || !kind->canFail)
        return {};
    QStringList lines{picture.nameOf(component) + QStringLiteral(": ") + conditionWords(*state)};
    const QStringList burden = burdenWords(picture, component);
    if (!burden.isEmpty())
        lines += burden.join(QStringLiteral(", "));
    for (const sim::TargetState &target : picture.snapshot.targets) {
        const bool agrees = target.isMarkedUp == (state->isUp && !state->isHung);
        if (target.target == component && (!agrees || target.counted > 0))
            lines += beliefWords(picture, target);
    }
    return lines.join(u'\n');
}

QString connectionWords(const RunPicture &picture, sim::ElementIndex connection, double rate)
{
    const sim::ElementIndex from = picture.elements.fromOf(connection);
    const sim::ElementIndex to = picture.elements.toOf(connection);
    const QString ends = QStringLiteral("%1 → %2").arg(picture.nameOf(from), picture.nameOf(to));
    const auto number = static_cast<size_t>(picture.elements.connectionNumber(connection));
    const sim::ComponentState *target = picture.stateOf(to);
    if (number < picture.snapshot.isConnectionCut.size() &&
        picture.snapshot.isConnectionCut[number])
        return say("%1: cut, nothing passes").arg(ends);
    const QString passes =
        say("%1: %2 requests/s").arg(ends, QLocale().toString(rate, 'f', rate < 10.0 ? 1 : 0));
    if (target && !target->isUp)
        return say("%1; what comes is refused").arg(passes);
    return target && target->isHung ? say("%1; what comes gets no answer").arg(passes) : passes;
}

QString dotWords(const RunPicture &picture, const film::PlacedDot &dot)
{
    QString words = dotKindWords(dot.kind);
    if (dot.connection >= 0 && words.contains(u'%')) {
        const sim::ElementIndex connection =
            picture.elements.elementCount() - picture.elements.connectionCount() + dot.connection;
        words = words.arg(picture.nameOf(picture.elements.fromOf(connection)),
                          picture.nameOf(picture.elements.toOf(connection)));
    }
    return dot.weight > 1 ? say("%1; stands for %2").arg(words).arg(dot.weight) : words;
}

} // namespace loadstar::player
