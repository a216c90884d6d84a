// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"
#include "model/property_value.h"

#include <QPointF>
#include <QString>

#include <vector>

namespace loadstar::model {

/// One drawn connection. A plain value; a link is made of ids.
struct Connection
{
    ElementId id;
    /// Id of its kind: "traffic", "state", "replication", or one that this version does not know.
    QString kind;
    ElementId from;
    ElementId to;
    /// Bends that the line takes in this order, in canvas pixels. None: it is routed by itself.
    std::vector<QPointF> waypoints;
    PropertyMap properties;
    /// Keys of the connection object that are not understood.
    KeptMap kept;

    bool operator==(const Connection &) const = default;
};

} // namespace loadstar::model
