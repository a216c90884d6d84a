// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"
#include "model/property_value.h"

#include <QPointF>
#include <QString>

#include <optional>
#include <vector>

namespace loadstar::model {

/// Where the text of a connection was put by hand; the key "label" of the file.
struct LabelPlace
{
    /// In canvas pixels.
    static constexpr double kMostOffset = 10'000.0;

    /// 0..1 of the way from the first end to the second.
    double at = 0.5;
    /// From there to the middle of the text, in canvas pixels; "dx" and "dy", each at most
    /// kMostOffset either way.
    QPointF offset;
    /// Keys that are not understood.
    KeptMap kept = {};

    bool operator==(const LabelPlace &) const = default;
};

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
    /// Shown at the line; may be empty.
    QString name;
    /// Without it the text finds a place by itself.
    std::optional<LabelPlace> label;
    /// Keys of the connection object that are not understood.
    KeptMap kept;

    bool operator==(const Connection &) const = default;
};

} // namespace loadstar::model
