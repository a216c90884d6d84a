// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/diagram_painter.h"
#include "render/painter_tools.h"

#include <QFontMetricsF>

#include <algorithm>

// What is painted from so far that cards and titles cannot be read in their own size.

namespace loadstar::render {

namespace {

// In pixels of the screen.
constexpr QSizeF kLeastRoom{40.0, 20.0};
constexpr QPointF kTitlePadding{4.0, 1.0};
constexpr double kLeastInset = 3.0;

model::ComponentRole roleOf(const model::KindRegistry &kinds, const model::Component &component)
{
    const model::ComponentKind *kind = kinds.component(component.kind);
    return kind ? kind->role : model::ComponentRole::Annotation;
}

} // namespace

QColor DiagramPainter::farColor(const model::Component &component, const ComponentLook &look) const
{
    if (look.health != Health::None)
        return m_theme.healthColor(look.health);
    switch (roleOf(m_kinds, component)) {
    case model::ComponentRole::Storage:
        return m_theme.state;
    case model::ComponentRole::Users:
    case model::ComponentRole::Balancer:
        return m_theme.traffic;
    case model::ComponentRole::Node:
    case model::ComponentRole::Zone:
    case model::ComponentRole::Place:
    case model::ComponentRole::Cluster:
    case model::ComponentRole::Workload:
    case model::ComponentRole::BatchQueue:
    case model::ComponentRole::Annotation:
        return m_theme.textFaint;
    }
    Q_UNREACHABLE();
}

QRectF DiagramPainter::farBox(const model::Component &component, const QRectF &rect) const
{
    if (roleOf(m_kinds, component) != model::ComponentRole::Storage)
        return rect;
    // Narrow as a cylinder, to be told apart by shape as well.
    constexpr double kInset = 0.22;
    return rect.adjusted(kInset * rect.width(), 0.0, -kInset * rect.width(), 0.0);
}

void DiagramPainter::paintFarTitles(QPainter &painter, const model::Design &design,
                                    const DiagramGeometry &geometry,
                                    const std::vector<model::ElementId> &grounds, double zoom) const
{
    const QFontMetricsF metrics(m_fonts.farTitle);
    const SavedPainter saved(painter);
    painter.scale(1.0 / zoom, 1.0 / zoom);
    painter.setFont(m_fonts.farTitle);
    std::vector<QRectF> painted;
    for (const model::ElementId &id : grounds) {
        const ComponentPlace *place = geometry.place(id);
        const model::Component *component = design.component(id);
        if (!place || !component || component->name.isEmpty())
            continue;
        const QRectF room(place->rect.topLeft() * zoom, place->rect.size() * zoom);
        if (room.width() < kLeastRoom.width() || room.height() < kLeastRoom.height())
            continue;
        const double inset = std::max(kLeastInset, 10.0 * zoom);
        const QString text = metrics.elidedText(component->name, Qt::ElideRight,
                                                room.width() - 2.0 * (inset + kTitlePadding.x()));
        QRectF box(room.left() + inset, room.top() + std::max(2.0, 6.0 * zoom),
                   metrics.horizontalAdvance(text) + 2.0 * kTitlePadding.x(),
                   metrics.height() + 2.0 * kTitlePadding.y());
        // That of a container at the corner of another one stands below the other's.
        const auto isTaken = [&] {
            return std::any_of(painted.begin(), painted.end(),
                               [&box](const QRectF &other) { return other.intersects(box); });
        };
        while (isTaken() && box.bottom() < room.bottom())
            box.translate(0.0, box.height());
        if (box.bottom() > room.bottom())
            continue;
        painted.push_back(box);
        const bool isTinted = place->tint >= 0;
        const ContainerTint tint =
            isTinted ? m_theme.tints[size_t(place->tint) % m_theme.tints.size()]
                     : ContainerTint{m_theme.canvas, m_theme.placeBorder, m_theme.placeTitle};
        painter.setPen(Qt::NoPen);
        painter.setBrush(tint.fill);
        painter.drawRect(box);
        painter.setPen(tint.title);
        painter.drawText(QPointF(box.left() + kTitlePadding.x(),
                                 box.top() + kTitlePadding.y() + metrics.ascent()),
                         text);
    }
}

} // namespace loadstar::render
