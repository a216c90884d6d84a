// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "edit/design_document.h"
#include "model/design_edit.h"
#include "model/kind_registry.h"

#include <QPointF>

#include <optional>
#include <vector>

namespace loadstar::edit {

/// Edits that give a connection these bends; none = routed automatically.
std::vector<model::DesignEdit> setWaypoints(const model::Design &design,
                                            const model::ElementId &connection,
                                            const std::vector<QPointF> &waypoints);

/// Edits that give a connection this name; empty = none.
std::vector<model::DesignEdit> nameConnection(const model::Design &design,
                                              const model::ElementId &connection,
                                              const QString &name);

/// Edits that put the text of a connection there; without a place it finds one by itself. Rounds to
/// whole pixels.
std::vector<model::DesignEdit> placeLabel(const model::Design &design,
                                          const model::ElementId &connection,
                                          std::optional<model::LabelPlace> place);

/// The edits, and behind them those that move the waypoints of connections whose two ends they move
/// by the same way.
std::vector<model::DesignEdit> withCarriedWaypoints(const model::Design &design,
                                                    std::vector<model::DesignEdit> edits);

/// Edits that give a connection these ends; its kind becomes the one that may go between them.
/// Errors: those of connectComponents().
base::Result<std::vector<model::DesignEdit>> reconnect(const model::Design &design,
                                                       const model::KindRegistry &kinds,
                                                       const model::ElementId &connection,
                                                       const model::ElementId &from,
                                                       const model::ElementId &to);

/// Edits that turn a connection round. Errors: those of connectComponents().
base::Result<std::vector<model::DesignEdit>> reverse(const model::Design &design,
                                                     const model::KindRegistry &kinds,
                                                     const model::ElementId &connection);

/// Edits that lead a connection through `middle`, which they do not add: its first part keeps the
/// id. Errors: those of connectComponents().
base::Result<std::vector<model::DesignEdit>> splitConnection(const model::Design &design,
                                                             const model::KindRegistry &kinds,
                                                             const model::ElementId &connection,
                                                             const model::Component &middle);

/// Edits that remove the elements, as removeElements() does, and connect each component that led to
/// removed ones with each that they led to, over any number of them, where the kinds allow it and
/// no such connection is there.
std::vector<model::DesignEdit> removeAndReconnect(const model::Design &design,
                                                  const model::KindRegistry &kinds,
                                                  const Selection &elements);

/// Kinds of components that a connection from a component of that kind may lead to, as the palette
/// has them.
std::vector<const model::ComponentKind *> possibleFollowers(const model::KindRegistry &kinds,
                                                            const QString &kind);

} // namespace loadstar::edit
