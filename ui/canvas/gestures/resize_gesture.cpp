// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/gestures/resize_gesture.h"

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "edit/arrange_operations.h"
#include "edit/edit_operations.h"

#include <QCoreApplication>
#include <QLineF>

#include <algorithm>
#include <cmath>

namespace loadstar::canvas {

namespace {

using model::ElementId;

constexpr QSizeF kMinimumSize{80.0, 48.0};
/// What lies inside keeps this distance from the border.
constexpr double kContentMargin = 8.0;

} // namespace

QPointF resizeHandlePosition(const QRectF &rect, ResizeHandle handle)
{
    return rect.center() +
           QPointF(handle.horizontal * rect.width() / 2, handle.vertical * rect.height() / 2);
}

std::optional<ResizeHandle> resizeHandleAt(const QRectF &rect, const QPointF &point, double reach)
{
    for (int horizontal = -1; horizontal <= 1; ++horizontal) {
        for (int vertical = -1; vertical <= 1; ++vertical) {
            const ResizeHandle handle{horizontal, vertical};
            if ((horizontal || vertical) &&
                QLineF(resizeHandlePosition(rect, handle), point).length() <= reach)
                return handle;
        }
    }
    return std::nullopt;
}

ResizeGesture::ResizeGesture(CanvasScene &scene, const ElementId &id, ResizeHandle handle)
    : m_scene(scene)
    , m_id(id)
    , m_handle(handle)
    , m_start(scene.geometry().componentRect(id))
    , m_rect(m_start)
    , m_guides(scene, {id})
    , m_transaction(scene.document(), QCoreApplication::translate("ResizeGesture", "Resize"))
{
    for (const ElementId &child : scene.document().design().childrenOf(id))
        m_contents |= scene.geometry().componentRect(child);
}

QRectF ResizeGesture::kept() const
{
    if (m_contents.isNull())
        return {m_start.center(), QSizeF()};
    // A border that already cuts through the contents may stay where it is, not go further in.
    return m_contents.adjusted(-kContentMargin, -kContentMargin, kContentMargin, kContentMargin)
        .intersected(m_start);
}

QRectF ResizeGesture::centered(const QRectF &rect) const
{
    const QPointF center = m_start.center();
    const QRectF kept = this->kept();
    QRectF result = m_start;
    if (m_handle.horizontal != 0) {
        const double edge = m_handle.horizontal > 0 ? rect.right() : rect.left();
        const double half =
            std::max({std::abs(edge - center.x()), center.x() - kept.left(),
                      kept.right() - center.x(), std::ceil(kMinimumSize.width() / 2)});
        result.setLeft(center.x() - half);
        result.setRight(center.x() + half);
    }
    if (m_handle.vertical != 0) {
        const double edge = m_handle.vertical > 0 ? rect.bottom() : rect.top();
        const double half =
            std::max({std::abs(edge - center.y()), center.y() - kept.top(),
                      kept.bottom() - center.y(), std::ceil(kMinimumSize.height() / 2)});
        result.setTop(center.y() - half);
        result.setBottom(center.y() + half);
    }
    return result;
}

QRectF ResizeGesture::inProportion(const QRectF &rect, bool isCentered) const
{
    const double scale = std::max(rect.width() / m_start.width(), rect.height() / m_start.height());
    QRectF result(rect.topLeft(), QSizeF(std::round(m_start.width() * scale),
                                         std::round(m_start.height() * scale)));
    if (isCentered) {
        result.moveCenter(m_start.center());
        result.moveTopLeft({std::round(result.left()), std::round(result.top())});
        return result;
    }
    if (m_handle.horizontal < 0)
        result.moveRight(rect.right());
    if (m_handle.vertical < 0)
        result.moveBottom(rect.bottom());
    return result;
}

QRectF ResizeGesture::resized(const QPointF &distance, bool isFree, double reach) const
{
    const auto settle = [&](double value, Qt::Orientation direction) {
        const std::optional<double> shift =
            isFree ? std::nullopt : m_guides.forEdge(value, direction, reach);
        if (isFree || shift)
            return std::round(value + shift.value_or(0.0));
        return CanvasView::snapped({value, 0.0}).x();
    };
    const QRectF kept = this->kept();
    QRectF rect = m_start;
    if (m_handle.horizontal < 0)
        rect.setLeft(std::min({settle(m_start.left() + distance.x(), Qt::Horizontal),
                               m_contents.isNull() ? m_start.right() : kept.left(),
                               m_start.right() - kMinimumSize.width()}));
    if (m_handle.horizontal > 0)
        rect.setRight(std::max({settle(m_start.right() + distance.x(), Qt::Horizontal),
                                m_contents.isNull() ? m_start.left() : kept.right(),
                                m_start.left() + kMinimumSize.width()}));
    if (m_handle.vertical < 0)
        rect.setTop(std::min({settle(m_start.top() + distance.y(), Qt::Vertical),
                              m_contents.isNull() ? m_start.bottom() : kept.top(),
                              m_start.bottom() - kMinimumSize.height()}));
    if (m_handle.vertical > 0)
        rect.setBottom(std::max({settle(m_start.bottom() + distance.y(), Qt::Vertical),
                                 m_contents.isNull() ? m_start.top() : kept.bottom(),
                                 m_start.top() + kMinimumSize.height()}));
    return rect;
}

void ResizeGesture::update(const QPointF &distance, const ResizeManner &manner, double reach)
{
    const bool isFree = manner.isFree;
    QRectF rect = resized(distance, isFree, reach);
    if (manner.isCentered)
        rect = centered(rect);
    if (manner.keepsAspect && m_handle.horizontal != 0 && m_handle.vertical != 0)
        rect = inProportion(rect, manner.isCentered);
    m_guides.show(rect, !isFree && m_handle.horizontal != 0, !isFree && m_handle.vertical != 0);
    if (rect == m_rect || !m_transaction.isOpen())
        return;
    m_rect = rect;
    m_transaction.rollBack();
    const model::Design &design = m_scene.document().design();
    const model::Component *component = design.component(m_id);
    const QPointF shift = rect.topLeft() - m_start.topLeft();
    std::vector<model::DesignEdit> edits{
        model::PutPlace{m_id, component->position + shift, rect.size(), component->parent}};
    if (!shift.isNull()) {
        for (const ElementId &id : design.childrenOf(m_id)) {
            const model::Component *child = design.component(id);
            edits.push_back(model::PutPlace{id, child->position - shift, child->size, m_id});
        }
    }
    m_transaction.apply(edits);
    // What becomes larger is given room by what is around it.
    if (!m_start.contains(rect))
        m_transaction.apply(
            edit::growAround(m_scene.document().design(), m_scene.document().kinds(), {m_id}));
}

void ResizeGesture::commit()
{
    m_transaction.commit();
}

} // namespace loadstar::canvas
