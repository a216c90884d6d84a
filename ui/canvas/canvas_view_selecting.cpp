// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace loadstar::canvas {

namespace {

using model::ElementId;

/// The keys of places or routes.
template <typename Elements>
edit::Selection idsOf(const Elements &elements)
{
    edit::Selection ids;
    for (const auto &[id, element] : elements)
        ids.insert(id);
    return ids;
}

} // namespace

void CanvasView::selectAll()
{
    edit::Selection all = idsOf(m_scene->geometry().places());
    all.merge(idsOf(m_scene->geometry().routes()));
    m_document.select(all);
}

void CanvasView::invertSelection()
{
    edit::Selection others;
    for (const edit::Selection &shown :
         {idsOf(m_scene->geometry().places()), idsOf(m_scene->geometry().routes())}) {
        const edit::Selection &selected = m_document.selection();
        std::set_difference(shown.begin(), shown.end(), selected.begin(), selected.end(),
                            std::inserter(others, others.end()));
    }
    m_document.select(others);
}

void CanvasView::selectComponents()
{
    m_document.select(idsOf(m_scene->geometry().places()));
}

void CanvasView::selectConnections()
{
    m_document.select(idsOf(m_scene->geometry().routes()));
}

void CanvasView::selectSameKind()
{
    const model::Design &design = m_document.design();
    std::set<QString> components;
    std::set<QString> connections;
    for (const ElementId &id : m_document.selection()) {
        if (const model::Component *component = design.component(id))
            components.insert(component->kind);
        else if (const model::Connection *connection = design.connection(id))
            connections.insert(connection->kind);
    }
    edit::Selection alike;
    for (const auto &[id, place] : m_scene->geometry().places()) {
        if (components.count(design.component(id)->kind))
            alike.insert(id);
    }
    for (const auto &[id, route] : m_scene->geometry().routes()) {
        if (connections.count(design.connection(id)->kind))
            alike.insert(id);
    }
    m_document.select(alike);
}

} // namespace loadstar::canvas
