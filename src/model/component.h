// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/appearance.h"
#include "model/element_id.h"
#include "model/property_value.h"

#include <QPointF>
#include <QSizeF>
#include <QString>

#include <optional>

namespace loadstar::model {

/// One drawn component. A plain value; what its kind is and means stands in the KindRegistry.
struct Component
{
    ElementId id;
    /// Id of its kind, for example "node"; may be one that this version does not know.
    QString kind;
    QString name;
    /// The container it lies in, or empty.
    ElementId parent;
    /// Top-left corner relative to the parent's, in pixels, y downwards.
    QPointF position;
    /// Own size in pixels; without it the kind's default holds.
    std::optional<QSizeF> size;
    PropertyMap properties;
    Appearance appearance;
    /// Keys of the component object that are not understood.
    KeptMap kept;

    bool operator==(const Component &) const = default;
};

} // namespace loadstar::model
