// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/edit_operations.h"

#include "model/visibility.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstar::edit {

namespace {

using model::Component;
using model::Connection;
using model::Design;
using model::DesignEdit;
using model::ElementId;

QString tr(const char *text)
{
    return QCoreApplication::translate("EditOperations", text);
}

/// "loadBalancer" becomes "load-balancer".
QString idStem(const QString &kindId)
{
    QString stem;
    for (const QChar c : kindId) {
        if (c.isUpper())
            stem += u'-';
        stem += c.toLower();
    }
    return stem;
}

QString freeName(const Design &design, const QString &stem)
{
    const auto isTaken = [&](const QString &name) {
        return std::any_of(design.components.begin(), design.components.end(),
                           [&](const auto &entry) { return entry.second.name == name; });
    };
    QString name = stem;
    for (int number = 2; isTaken(name); ++number)
        name = QStringLiteral("%1 %2").arg(stem).arg(number);
    return name;
}

} // namespace

std::vector<DesignEdit> addComponent(const Design &design, const model::ComponentKind &kind,
                                     const QPointF &position, const ElementId &parent)
{
    Component component;
    component.id = design.freeId(idStem(kind.id));
    component.kind = kind.id;
    component.name = freeName(design, kind.name);
    component.parent = parent;
    component.position = parent.isEmpty() ? position : position - design.absolutePosition(parent);
    return {model::PutComponent{component.id, component}};
}

base::Result<std::vector<DesignEdit>> connectComponents(const Design &design,
                                                        const model::KindRegistry &kinds,
                                                        const ElementId &from, const ElementId &to)
{
    const Component *start = design.component(from);
    const Component *end = design.component(to);
    Q_ASSERT_X(start && end, "connectComponents", "both ends exist");
    if (from == to)
        return base::Error{QStringLiteral("connection.to-itself"),
                           tr("a component cannot be connected to itself"), to.text()};
    const auto kind = kinds.connectionBetween(start->kind, end->kind);
    if (!kind) {
        base::Error error = kind.error();
        error.where = to.text();
        return error;
    }
    for (const auto &[id, connection] : design.connections) {
        if (connection.from == from && connection.to == to && connection.kind == (*kind)->id)
            return base::Error{QStringLiteral("connection.exists"),
                               tr("these two are connected already"), to.text()};
    }
    Connection connection;
    connection.id = design.freeId((*kind)->id);
    connection.kind = (*kind)->id;
    connection.from = from;
    connection.to = to;
    return std::vector<DesignEdit>{model::PutConnection{connection.id, connection}};
}

std::vector<DesignEdit> removeElements(const Design &design, const Selection &elements)
{
    const std::set<ElementId> components = withContents(design, elements);
    std::set<ElementId> gone = components;
    std::vector<DesignEdit> edits;
    for (const auto &[id, connection] : design.connections) {
        if (elements.count(id) || components.count(connection.from) ||
            components.count(connection.to)) {
            edits.push_back(model::PutConnection{id, std::nullopt});
            gone.insert(id);
        }
    }
    model::Scenario scenario;
    std::copy_if(design.scenario.begin(), design.scenario.end(), std::back_inserter(scenario),
                 [&](const model::ScenarioEvent &event) { return !gone.count(event.target); });
    if (scenario.size() != design.scenario.size())
        edits.insert(edits.begin(), model::PutScenario{std::move(scenario)});
    // Contents before their containers.
    std::vector<std::pair<int, ElementId>> byDepth;
    for (const ElementId &id : components) {
        int depth = 0;
        for (const Component *at = design.component(id); at; at = design.component(at->parent))
            ++depth;
        byDepth.emplace_back(-depth, id);
    }
    std::sort(byDepth.begin(), byDepth.end());
    for (const auto &[depth, id] : byDepth)
        edits.push_back(model::PutComponent{id, std::nullopt});
    return edits;
}

std::vector<ElementId> outermostComponents(const Design &design, const Selection &selection)
{
    std::vector<ElementId> outermost;
    for (const ElementId &id : selection) {
        const Component *component = design.component(id);
        if (!component)
            continue;
        bool isInner = false;
        for (const Component *at = design.component(component->parent); at && !isInner;
             at = design.component(at->parent))
            isInner = selection.count(at->id) > 0;
        if (!isInner)
            outermost.push_back(id);
    }
    return outermost;
}

std::vector<DesignEdit> moveComponents(const Design &design, const Selection &components,
                                       const QPointF &offset,
                                       const std::optional<ElementId> &parent)
{
    std::vector<DesignEdit> edits;
    for (const ElementId &id : outermostComponents(design, components)) {
        const Component &component = *design.component(id);
        ElementId newParent = parent.value_or(component.parent);
        if (design.isInside(newParent, id))
            newParent = component.parent;
        QPointF position = component.position + offset;
        if (newParent != component.parent)
            position = design.absolutePosition(id) + offset - design.absolutePosition(newParent);
        edits.push_back(model::PutPlace{id, position, component.size, newParent});
    }
    return edits;
}

std::vector<DesignEdit> renameComponent(const Design &design, const ElementId &id,
                                        const QString &name)
{
    const Component *component = design.component(id);
    Q_ASSERT_X(component, "renameComponent", "there is no such component");
    Component renamed = *component;
    renamed.name = name;
    return {model::PutComponent{id, std::move(renamed)}};
}

QRectF componentRect(const Design &design, const ElementId &id, const model::KindRegistry &kinds)
{
    const Component *component = design.component(id);
    Q_ASSERT_X(component, "componentRect", "there is no such component");
    return QRectF(design.absolutePosition(id), componentSize(*component, kinds));
}

Selection withContents(const Design &design, const Selection &selection)
{
    Selection all;
    for (const auto &[id, component] : design.components) {
        for (const Component *at = &component; at; at = design.component(at->parent)) {
            if (selection.count(at->id)) {
                all.insert(id);
                break;
            }
        }
    }
    return all;
}

Selection unlocked(const Design &design, const Selection &selection)
{
    Selection left;
    for (const ElementId &id : selection) {
        if (!model::isLocked(design, id))
            left.insert(id);
    }
    return left;
}

Selection removable(const Design &design, const Selection &selection)
{
    Selection left = unlocked(design, selection);
    for (const auto &[id, component] : design.components) {
        if (!model::isLocked(design, id))
            continue;
        for (const Component *at = design.component(component.parent); at;
             at = design.component(at->parent))
            left.erase(at->id);
    }
    return left;
}

ContainerPlaces::ContainerPlaces(const Design &design, const model::KindRegistry &kinds,
                                 const Selection &except)
{
    for (const auto &[id, component] : design.components) {
        const model::ComponentKind *kind = kinds.component(component.kind);
        if (!kind || !kind->isContainer)
            continue;
        int depth = 0;
        bool isExcepted = false;
        for (const Component *at = &component; at; at = design.component(at->parent)) {
            ++depth;
            isExcepted = isExcepted || except.count(at->id) > 0;
        }
        // Nothing is put into what cannot be seen.
        isExcepted = isExcepted || component.appearance.isCollapsed || !model::isShown(design, id);
        if (!isExcepted)
            m_places.push_back({id, componentRect(design, id, kinds), depth});
    }
}

ElementId ContainerPlaces::at(const QPointF &point) const
{
    ElementId best;
    int bestDepth = 0;
    for (const Place &place : m_places) {
        if (place.depth > bestDepth && place.rect.contains(point)) {
            best = place.id;
            bestDepth = place.depth;
        }
    }
    return best;
}

ElementId containerAt(const Design &design, const model::KindRegistry &kinds, const QPointF &point,
                      const Selection &except)
{
    return ContainerPlaces(design, kinds, except).at(point);
}

} // namespace loadstar::edit
