// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"

#include <QAccessibleWidget>

#include <map>

namespace loadstar::canvas {

class CanvasView;

/// The canvas as screen readers see it: a list of components in reading order, each with its name,
/// kind and state in words.
class CanvasAccessible : public QAccessibleWidget
{
public:
    explicit CanvasAccessible(CanvasView &view);
    ~CanvasAccessible() override;

    /// Makes this the accessible interface of every CanvasView; any number of times.
    static void install();

    int childCount() const override;
    QAccessibleInterface *child(int index) const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QAccessibleInterface *childAt(int x, int y) const override;
    QAccessibleInterface *focusChild() const override;

    /// The interface of one component.
    QAccessibleInterface *component(const model::ElementId &id) const;

private:
    CanvasView &m_view;
    mutable std::map<model::ElementId, QAccessible::Id> m_components;
};

} // namespace loadstar::canvas
