// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_accessible.h"

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"

#include <QPointer>

#include <algorithm>

namespace loadstar::canvas {

namespace {

using model::ElementId;

/// One component; it has no object of its own, so it asks the view for everything.
class ComponentAccessible : public QAccessibleInterface
{
public:
    ComponentAccessible(CanvasView &view, ElementId id)
        : m_view(&view)
        , m_id(std::move(id))
    {}

    const ElementId &id() const { return m_id; }

    bool isValid() const override { return m_view && m_view->document().design().component(m_id); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view);
    }
    int childCount() const override { return 0; }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }

    QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        if (kind == QAccessible::Name)
            return m_view->document().design().component(m_id)->name;
        return kind == QAccessible::Description ? m_view->canvasScene().describe(m_id) : QString();
    }

    void setText(QAccessible::Text, const QString &) override {}

    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRectF onCanvas = m_view->canvasScene().geometry().componentRect(m_id);
        const QRect inView = m_view->mapFromScene(onCanvas).boundingRect();
        return {m_view->viewport()->mapToGlobal(inView.topLeft()), inView.size()};
    }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        const edit::Selection &selection = m_view->document().selection();
        state.selectable = true;
        state.multiSelectable = true;
        state.focusable = true;
        state.selected = selection.count(m_id) > 0;
        state.focused = m_view->hasFocus() && selection == edit::Selection{m_id};
        state.offscreen = !rect().intersects(
            QRect(m_view->viewport()->mapToGlobal(QPoint()), m_view->viewport()->size()));
        return state;
    }

private:
    QPointer<CanvasView> m_view;
    ElementId m_id;
};

QAccessibleInterface *makeCanvas(const QString &, QObject *object)
{
    auto *view = qobject_cast<CanvasView *>(object);
    return view ? new CanvasAccessible(*view) : nullptr;
}

} // namespace

CanvasAccessible::CanvasAccessible(CanvasView &view)
    : QAccessibleWidget(&view, QAccessible::List)
    , m_view(view)
{}

CanvasAccessible::~CanvasAccessible()
{
    for (const auto &[id, interfaceId] : m_components)
        QAccessible::deleteAccessibleInterface(interfaceId);
}

void CanvasAccessible::install()
{
    QAccessible::installFactory(makeCanvas);
}

QAccessibleInterface *CanvasAccessible::component(const ElementId &id) const
{
    if (!m_view.document().design().component(id))
        return nullptr;
    const auto found = m_components.find(id);
    if (found != m_components.end())
        return QAccessible::accessibleInterface(found->second);
    auto *made = new ComponentAccessible(m_view, id); // owned by the cache of QAccessible
    m_components.emplace(id, QAccessible::registerAccessibleInterface(made));
    return made;
}

int CanvasAccessible::childCount() const
{
    return int(m_view.document().design().components.size());
}

QAccessibleInterface *CanvasAccessible::child(int index) const
{
    const std::vector<ElementId> order = m_view.canvasScene().readingOrder();
    return index >= 0 && index < int(order.size()) ? component(order[size_t(index)]) : nullptr;
}

int CanvasAccessible::indexOfChild(const QAccessibleInterface *child) const
{
    const std::vector<ElementId> order = m_view.canvasScene().readingOrder();
    const auto found = std::find_if(order.begin(), order.end(), [&](const ElementId &id) {
        const auto known = m_components.find(id);
        return known != m_components.end() &&
               QAccessible::accessibleInterface(known->second) == child;
    });
    return found == order.end() ? -1 : int(found - order.begin());
}

QAccessibleInterface *CanvasAccessible::childAt(int x, int y) const
{
    const QPoint inView = m_view.viewport()->mapFromGlobal(QPoint(x, y));
    return component(m_view.canvasScene().componentAt(m_view.mapToScene(inView)));
}

QAccessibleInterface *CanvasAccessible::focusChild() const
{
    const edit::Selection &selection = m_view.document().selection();
    return m_view.hasFocus() && selection.size() == 1 ? component(*selection.begin()) : nullptr;
}

} // namespace loadstar::canvas
