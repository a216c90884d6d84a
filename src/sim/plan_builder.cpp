// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/plan_builder.h"

#include "model/distribution_text.h"
#include "model/kinds/builtin_kinds.h"
#include "sim/plan/design_reading.h"

namespace loadstar::sim {

engine::Distribution DesignReading::distribution(const QString &id, const char *key,
                                                 const QString &text)
{
    const QString where = id + u'.' + QString::fromLatin1(key);
    const base::Result<model::DistributionText> parsed = model::parseDistribution(text);
    if (!parsed) {
        fail("sim.bad-value", where, parsed.error().message);
        return {};
    }
    const std::optional<engine::Distribution> made =
        engine::Distribution::make(parsed->family.toStdString(), parsed->parameters);
    if (!made) {
        fail("sim.bad-value", where,
             tr("\"%1\" is not a distribution that can be drawn from").arg(text));
        return {};
    }
    return *made;
}

void DesignReading::refuseShort(const QString &where, double seconds)
{
    constexpr double kLeast = 1.0e-6;
    if (seconds < kLeast)
        fail("sim.bad-value", where,
             tr("found %1 s, but at least 1 us can be simulated").arg(base::formatNumber(seconds)));
}

void DesignReading::fail(const char *code, const QString &where, const QString &message)
{
    if (!error)
        error = base::Error{QString::fromLatin1(code), message, where};
}

void DesignReading::warn(const char *code, const QString &where, const QString &message)
{
    plan.warnings.push_back({base::Severity::Warning, QString::fromLatin1(code), message, where});
}

namespace {

PartKind partKindOf(model::ComponentRole role)
{
    switch (role) {
    case model::ComponentRole::Users:
        return PartKind::Users;
    case model::ComponentRole::Balancer:
        return PartKind::Balancer;
    case model::ComponentRole::Node:
        return PartKind::Node;
    case model::ComponentRole::Storage:
        return PartKind::Storage;
    case model::ComponentRole::Zone:
    case model::ComponentRole::Place:
    case model::ComponentRole::Cluster:
    case model::ComponentRole::BatchQueue:
        return PartKind::Container;
    case model::ComponentRole::Workload:
    case model::ComponentRole::Annotation:
        break;
    }
    return PartKind::Passive;
}

void numberElements(DesignReading &in)
{
    Plan &plan = in.plan;
    for (const auto &[id, component] : in.design.components) {
        in.numbers.emplace(id, static_cast<ElementIndex>(plan.parts.size()));
        PartSpec part;
        part.id = id.text();
        part.kind = partKindOf(in.kinds.roleOf(component));
        plan.parts.push_back(part);
        const model::ComponentRole role = in.kinds.roleOf(component);
        if (role == model::ComponentRole::Workload) {
            in.fail("sim.not-simulated", id.text(),
                    in.tr("\"%1\" is of kind %2, which is not simulated yet")
                        .arg(id.text(), component.kind));
        }
    }
    for (const auto &[id, connection] : in.design.connections) {
        in.numbers.emplace(
            id, static_cast<ElementIndex>(plan.parts.size() + plan.connectionIds.size()));
        plan.connectionIds.push_back(id.text());
        plan.connectionEnds.push_back({in.indexOf(connection.from), in.indexOf(connection.to)});
    }
}

/// Gives a part its number among those of its kind, and reads it.
template <typename Spec>
void readPart(DesignReading &in, const model::Component &component, ElementIndex index,
              std::vector<Spec> &specs,
              void (*read)(DesignReading &, const model::Component &, Spec &))
{
    in.plan.parts[static_cast<std::size_t>(index)].index = static_cast<std::uint32_t>(specs.size());
    specs.emplace_back().part = index;
    read(in, component, specs.back());
}

void readParts(DesignReading &in)
{
    Plan &plan = in.plan;
    for (const auto &[id, component] : in.design.components) {
        const ElementIndex index = in.indexOf(id);
        PartSpec &part = plan.parts[static_cast<std::size_t>(index)];
        part.parent = component.parent.isEmpty() ? kNoElement : in.indexOf(component.parent);
        if (part.kind != PartKind::Passive)
            readReliability(in, component, part);
        switch (part.kind) {
        case PartKind::Users:
            readPart(in, component, index, plan.users, readUsers);
            break;
        case PartKind::Balancer:
            readPart(in, component, index, plan.balancers, readBalancer);
            break;
        case PartKind::Node:
            readPart(in, component, index, plan.nodes, readNode);
            break;
        case PartKind::Storage:
            readPart(in, component, index, plan.storages, readStorage);
            break;
        case PartKind::Container:
        case PartKind::Passive:
            break;
        }
    }
}

void fillContainers(DesignReading &in)
{
    Plan &plan = in.plan;
    for (std::size_t i = 0; i < plan.parts.size(); ++i) {
        const PartSpec &part = plan.parts[i];
        if (part.kind == PartKind::Container || part.kind == PartKind::Passive)
            continue;
        const model::Component &component = *in.design.component(model::ElementId(part.id));
        const bool isMultiZone = part.kind == PartKind::Storage &&
                                 in.reader(component).boolean(QStringLiteral("multiZone"));
        for (ElementIndex at = part.parent; at != kNoElement; at = plan.part(at).parent) {
            PartSpec &container = plan.parts[static_cast<std::size_t>(at)];
            if (container.kind != PartKind::Container)
                continue;
            const model::Component &around = *in.design.component(model::ElementId(container.id));
            if (isMultiZone && in.kinds.roleOf(around) == model::ComponentRole::Zone)
                continue;
            container.contents.push_back(static_cast<ElementIndex>(i));
        }
    }
}

} // namespace

base::Result<Plan> buildPlan(const model::Design &design, const RunInputs &inputs)
{
    DesignReading in(design, model::builtinKinds(), inputs);
    numberElements(in);
    readParts(in);
    readBatchQueues(in);
    readCommonCauses(in);
    readConnections(in);
    fillContainers(in);
    findState(in);
    readScenario(in);
    remarkOnScenario(in);
    countClients(in);
    if (in.error)
        return *in.error;
    return std::move(in.plan);
}

} // namespace loadstar::sim
