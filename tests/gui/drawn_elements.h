// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"

#include <QPointF>
#include <QString>

namespace loadstar::tests {

inline model::ElementId elementId(const char *text)
{
    return model::ElementId(QString::fromLatin1(text));
}

/// A component that is called as its id.
inline model::Component drawnComponent(const char *name, const char *kind, const QPointF &position,
                                       const char *parent = "")
{
    model::Component component;
    component.id = elementId(name);
    component.kind = QString::fromLatin1(kind);
    component.name = QString::fromLatin1(name);
    component.position = position;
    component.parent = elementId(parent);
    return component;
}

inline model::Connection drawnConnection(const char *id, const char *kind, const char *from,
                                         const char *to)
{
    model::Connection connection;
    connection.id = elementId(id);
    connection.kind = QString::fromLatin1(kind);
    connection.from = elementId(from);
    connection.to = elementId(to);
    return connection;
}

} // namespace loadstar::tests
