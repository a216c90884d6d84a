// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/stage.h"

#include "render/diagram_painter.h"

namespace loadstar::film {

Stage makeStage(const ElementTable &table, const render::DiagramGeometry &geometry)
{
    Stage stage;
    stage.components.reserve(static_cast<size_t>(table.componentCount()));
    stage.connections.reserve(static_cast<size_t>(table.connectionCount()));
    for (sim::ElementIndex i = 0; i < table.elementCount(); ++i) {
        const model::ElementId id = table.idOf(i);
        if (!table.isConnection(i)) {
            stage.components.push_back(geometry.componentRect(id));
            continue;
        }
        const QList<QPolygonF> lines =
            render::DiagramPainter::connectionPath(geometry.route(id)).toSubpathPolygons();
        stage.connections.push_back(lines.isEmpty() ? QPolygonF() : lines.first());
    }
    return stage;
}

} // namespace loadstar::film
