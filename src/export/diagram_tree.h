// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "model/kind_registry.h"

#include <QString>

namespace loadstar::exporting {

/// What drawing formats ask of a design: what holds what, and what is written on it.
class DiagramTree
{
public:
    DiagramTree(const model::Design &design, const model::KindRegistry &kinds)
        : m_design(design)
        , m_kinds(kinds)
    {}

    const model::Design &design() const { return m_design; }

    /// Whether it is drawn around others: by its kind, or because others lie in it.
    bool isContainer(const model::Component &component) const
    {
        const model::ComponentKind *kind = m_kinds.component(component.kind);
        return (kind && kind->isContainer) || !m_design.childrenOf(component.id).empty();
    }
    bool isNote(const model::Component &component) const
    {
        const model::ComponentKind *kind = m_kinds.component(component.kind);
        return kind && kind->shape == model::ComponentShape::Note;
    }
    QSizeF sizeOf(const model::Component &component) const
    {
        return model::componentSize(component, m_kinds);
    }
    /// Name and kind on lines of their own; a note has its text alone.
    QString label(const model::Component &component) const
    {
        const model::ComponentKind *kind = m_kinds.component(component.kind);
        if (isNote(component) || isContainer(component))
            return component.name;
        return component.name + u'\n' + (kind ? kind->name : component.kind);
    }
    model::ConnectionLine line(const model::Connection &connection) const
    {
        const model::ConnectionKind *kind = m_kinds.connection(connection.kind);
        return kind ? kind->line : model::ConnectionLine::Dotted;
    }

    /// Calls begin(component) and, for containers, end(component) behind what lies inside, in id
    /// order.
    template <typename Begin, typename End>
    void walk(const Begin &begin, const End &end, const model::ElementId &inside = {}) const
    {
        for (const model::ElementId &id : m_design.childrenOf(inside)) {
            const model::Component &component = *m_design.component(id);
            begin(component);
            walk(begin, end, id);
            if (isContainer(component))
                end(component);
        }
    }

private:
    const model::Design &m_design;
    const model::KindRegistry &m_kinds;
};

} // namespace loadstar::exporting
