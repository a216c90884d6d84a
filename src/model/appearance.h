// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/property_value.h"

#include <QString>

namespace loadstar::model {

/// How a component is drawn and handled on the canvas; nothing of it changes what it does. Each is
/// a key of the component in the file that is left out when it has the value of here.
struct Appearance
{
    /// "order": one with a larger number lies above those it overlaps, kMostOrder at most either
    /// way; of equal ones the later id.
    int order = 0;
    /// "locked": it is not moved, resized, connected or removed by hand.
    bool isLocked = false;
    /// "hidden": it is not drawn, with what lies inside it and its connections.
    bool isHidden = false;
    /// "collapsed": a container is drawn as one card that keeps the connections of what is inside.
    bool isCollapsed = false;
    /// "pinned": automatic layout leaves it where it is.
    bool isPinned = false;
    /// "layer": the name of one of the design's layers, or empty.
    QString layer;

    bool operator==(const Appearance &) const = default;
};

constexpr int kMostOrder = 1'000'000;

/// A set of components that is shown, hidden and locked together; in the file an object in the list
/// "layers".
struct Layer
{
    QString name; ///< unique, not empty
    bool isHidden = false;
    bool isLocked = false;
    /// Keys that are not understood.
    KeptMap kept;

    bool operator==(const Layer &) const = default;
};

constexpr std::size_t kMostLayers = 100;

} // namespace loadstar::model
