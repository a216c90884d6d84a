// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"
#include "model/design.h"
#include "model/design_edit.h"

#include <QPointF>
#include <QString>

#include <vector>

namespace loadstar::edit {

/// Edits that add a component of that kind with its top-left corner at `position` (canvas pixels),
/// inside `parent` when that is not empty. Its id is free and made from the kind; its name is the
/// kind's with a number.
std::vector<model::DesignEdit> addComponent(const model::Design &design,
                                            const model::ComponentKind &kind,
                                            const QPointF &position,
                                            const model::ElementId &parent);

/// Edits that connect the two, with the kind that may go between them. Errors:
/// connection.not-allowed, connection.to-itself, connection.exists; the message gives the reason in
/// words.
base::Result<std::vector<model::DesignEdit>> connectComponents(const model::Design &design,
                                                               const model::KindRegistry &kinds,
                                                               const model::ElementId &from,
                                                               const model::ElementId &to);

/// Edits that remove the elements with everything that cannot be without them: what lies inside a
/// removed container, connections at either end, scenario events that act on them.
std::vector<model::DesignEdit> removeElements(const model::Design &design,
                                              const Selection &elements);

/// Edits that move the components by `offset` (pixels) and into `parent` where given. Components
/// inside another moved one move with it and are left out. A component is never put inside itself.
std::vector<model::DesignEdit>
moveComponents(const model::Design &design, const Selection &components, const QPointF &offset,
               const std::optional<model::ElementId> &parent = std::nullopt);

/// Edits that give a component another name.
std::vector<model::DesignEdit> renameComponent(const model::Design &design,
                                               const model::ElementId &id, const QString &name);

/// The components of the selection that do not lie inside another component of it.
std::vector<model::ElementId> outermostComponents(const model::Design &design,
                                                  const Selection &selection);

/// The components of the selection and all that lies inside them.
Selection withContents(const model::Design &design, const Selection &selection);

/// The selection without components that are locked; connections stay.
Selection unlocked(const model::Design &design, const Selection &selection);

/// What of the selection may be removed: neither locked nor around something that is.
Selection removable(const model::Design &design, const Selection &selection);

/// The rectangle on the canvas, in pixels.
QRectF componentRect(const model::Design &design, const model::ElementId &id,
                     const model::KindRegistry &kinds);

/// Where the containers of a design are, those in `except` and what lies in them left out; for
/// looking at many points.
class ContainerPlaces
{
public:
    ContainerPlaces(const model::Design &design, const model::KindRegistry &kinds,
                    const Selection &except = {});

    /// The innermost container at the point, or an empty id.
    model::ElementId at(const QPointF &point) const;

private:
    struct Place
    {
        model::ElementId id;
        QRectF rect;
        int depth = 0;
    };

    std::vector<Place> m_places;
};

/// The innermost container (not one of `except` or inside it) that covers the point, or an empty
/// id.
model::ElementId containerAt(const model::Design &design, const model::KindRegistry &kinds,
                             const QPointF &point, const Selection &except = {});

} // namespace loadstar::edit
