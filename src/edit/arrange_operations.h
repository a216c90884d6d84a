// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"
#include "model/design_edit.h"

#include <functional>
#include <vector>

namespace loadstar::edit {

// Edits that put selected components in order. Components inside another selected one go with it;
// locked ones stay where they are but count as places to go by. What changes nothing gives no edit.

/// Where components are lined up, on the edges or middles of the rectangle around them all.
enum class Alignment { Left, Center, Right, Top, Middle, Bottom };
std::vector<model::DesignEdit> align(const model::Design &design, const model::KindRegistry &kinds,
                                     const Selection &selection, Alignment alignment);

/// Makes the gaps between neighbours equal along one direction; the outermost two stay. Needs
/// three.
std::vector<model::DesignEdit> distribute(const model::Design &design,
                                          const model::KindRegistry &kinds,
                                          const Selection &selection, Qt::Orientation direction);

/// Gives containers, frames and notes the width, the height or both of the largest of them; cards
/// have one size.
std::vector<model::DesignEdit> sameSize(const model::Design &design,
                                        const model::KindRegistry &kinds,
                                        const Selection &selection, Qt::Orientations sides);

/// Where a component goes among those that it may overlap.
enum class Order { ToFront, Forward, Backward, ToBack };
std::vector<model::DesignEdit> reorder(const model::Design &design, const Selection &selection,
                                       Order order);

/// Changes how the components are drawn and handled.
std::vector<model::DesignEdit>
setAppearance(const model::Design &design, const Selection &selection,
              const std::function<void(model::Appearance &)> &change);

/// Puts each container of the selection around what lies in it, with a margin; empty ones stay.
std::vector<model::DesignEdit> fitToContent(const model::Design &design,
                                            const model::KindRegistry &kinds,
                                            const Selection &selection);

/// Widens the containers around the components, up to the outermost, so that each component keeps a
/// margin to its container's border. Locked and collapsed containers stay, and what is around them.
/// Containers keep a gap to others of their level; a component for which that leaves too little
/// room is moved back inside.
std::vector<model::DesignEdit> growAround(const model::Design &design,
                                          const model::KindRegistry &kinds,
                                          const Selection &components);

/// The edits, which put or move the components, and then what growAround() does about it.
std::vector<model::DesignEdit> withRoom(const model::Design &design,
                                        const model::KindRegistry &kinds,
                                        std::vector<model::DesignEdit> edits,
                                        const Selection &components);

/// Lays the containers that lie in a selected one side by side, from left to right as they are,
/// with equal width and height, and fits the container around them.
std::vector<model::DesignEdit> arrangeInColumns(const model::Design &design,
                                                const model::KindRegistry &kinds,
                                                const Selection &selection);

/// Puts the selected components, which lie in one container, into a new frame around them. The
/// frame's id is that of the first edit. Nothing when there are none or several containers.
std::vector<model::DesignEdit> groupIntoFrame(const model::Design &design,
                                              const model::KindRegistry &kinds,
                                              const Selection &selection);

/// Takes the selected containers away and leaves what lies in them in its place.
std::vector<model::DesignEdit> ungroup(const model::Design &design, const Selection &selection);

} // namespace loadstar::edit
