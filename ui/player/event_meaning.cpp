// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/event_meaning.h"

#include "film/run_narrator.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>
#include <variant>

namespace loadstar::player {

namespace {

using model::ComponentRole;

QString meaningText(const char *text)
{
    return QCoreApplication::translate("Meaning", text);
}

model::PropertyValue valueOf(const model::Component &component, const model::KindRegistry &kinds,
                             const char *key)
{
    const model::ComponentKind *kind = kinds.component(component.kind);
    const model::PropertySpec *spec =
        kind ? model::findSpec(kind->properties, QString::fromLatin1(key)) : nullptr;
    return spec ? model::valueOf(component.properties, *spec) : model::PropertyValue();
}

/// Whether some users have sessions that live in the memory of nodes.
bool areSessionsOnNodes(const model::Design &design, const model::KindRegistry &kinds)
{
    return std::any_of(design.components.begin(), design.components.end(), [&](const auto &entry) {
        return kinds.roleOf(entry.second) == ComponentRole::Users &&
               valueOf(entry.second, kinds, "sessionState") ==
                   model::PropertyValue(QStringLiteral("node"));
    });
}

QString failWords(ComponentRole role, bool isHang, const model::Design &design,
                  const model::KindRegistry &kinds)
{
    switch (role) {
    case ComponentRole::Node:
        if (isHang)
            return meaningText("It takes requests and answers none: users wait until they give up "
                               "or the health check notices.");
        return areSessionsOnNodes(design, kinds)
                   ? meaningText(
                         "The sessions in its memory are lost, and whoever is sent to it is "
                         "refused until the health check notices.")
                   : meaningText(
                         "Sessions are kept elsewhere and live on, but whoever is sent to it "
                         "is refused until the health check notices.");
    case ComponentRole::Balancer:
        return meaningText("Nobody gets through it, however healthy the servers behind it are.");
    case ComponentRole::Storage:
        return meaningText("Servers that need it cannot finish their work: one shared part stops "
                           "them all.");
    case ComponentRole::Zone:
    case ComponentRole::Place:
    case ComponentRole::Cluster:
    case ComponentRole::BatchQueue:
        return meaningText("Everything in it is gone at once; only what stands elsewhere helps.");
    case ComponentRole::Workload:
        return meaningText("All its pods are gone at once.");
    case ComponentRole::Users:
    case ComponentRole::Annotation:
        return {};
    }
    Q_UNREACHABLE();
}

} // namespace

QString meaningWords(const sim::TraceEvent &event, const model::Design &design,
                     const model::KindRegistry &kinds, const film::ElementTable &elements)
{
    const model::Component *component = design.component(elements.idOf(event.target));
    const ComponentRole role = component ? kinds.roleOf(*component) : ComponentRole::Annotation;
    switch (event.what) {
    case sim::EventWhat::Fail:
        return failWords(role, event.mode == sim::FailureMode::Hang, design, kinds);
    case sim::EventWhat::Recover:
        return role == ComponentRole::Node
                   ? meaningText(
                         "It could work, but gets no requests until it has passed its health "
                         "checks.")
                   : meaningText("It serves again from now on.");
    case sim::EventWhat::MarkedDown:
        return meaningText("No request goes to it any more: users are served by the others, which "
                           "carry its load.");
    case sim::EventWhat::MarkedUp:
        return meaningText("It gets requests again; those who stick to another server stay there.");
    case sim::EventWhat::Slow:
        return meaningText("What it works on takes another time from now on; watch its queue.");
    case sim::EventWhat::Surge:
        return meaningText("The number of requests changes: where there are more than the servers "
                           "can do, queues grow and users wait.");
    case sim::EventWhat::Drain:
        return meaningText("Its users stay until their sessions end; nobody new comes to it.");
    case sim::EventWhat::Drained:
        return meaningText(
            "Its last session has ended: it can be switched off and nobody notices.");
    case sim::EventWhat::Undrain:
        return meaningText("New users may come to it again.");
    case sim::EventWhat::Promoted:
    case sim::EventWhat::Failover:
        return meaningText("The standby has taken over; users go on there.");
    case sim::EventWhat::Failback:
        return meaningText("The original serves again, the standby stands by.");
    case sim::EventWhat::Cutover:
        return meaningText(
            "New sessions go to the other group; those that are open stay until they "
            "end.");
    case sim::EventWhat::Disconnect:
        return meaningText(
            "Nothing passes this connection: to one side the other looks dead, though "
            "both work.");
    case sim::EventWhat::Reconnect:
        return meaningText("Requests and checks pass again.");
    case sim::EventWhat::Maintain:
        return meaningText("It is out of service because somebody wants it so.");
    case sim::EventWhat::Maintained:
        return meaningText("The work on it is done.");
    case sim::EventWhat::Fault:
        return meaningText("It still runs, but not as it should: health checks may not notice.");
    case sim::EventWhat::Healed:
        return meaningText("It works as it should again.");
    case sim::EventWhat::Resize:
        return meaningText("It is away while its size changes.");
    case sim::EventWhat::Resized:
        return meaningText("It is back with another number of cores.");
    case sim::EventWhat::BreakerOpened:
        return meaningText(
            "Users stop trying for a while, which gives the servers room to recover.");
    case sim::EventWhat::BreakerHalfOpened:
        return meaningText("A few try whether it works again.");
    case sim::EventWhat::BreakerClosed:
        return meaningText("All try again.");
    case sim::EventWhat::Configure:
    case sim::EventWhat::Reweight:
    case sim::EventWhat::Agent:
    case sim::EventWhat::Respond:
        return meaningText("Requests are shared out another way from now on.");
    }
    Q_UNREACHABLE();
}

} // namespace loadstar::player
