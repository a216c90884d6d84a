// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "edit/design_document.h"
#include "model/design.h"
#include "model/design_edit.h"

#include <QByteArray>
#include <QPointF>
#include <QRectF>

#include <vector>

namespace loadstar::edit {

/// MIME type of copied components on the system clipboard.
inline constexpr const char *kClipboardMimeType = "application/vnd.loadstar.design+json";

/// A design of the selected components with what lies inside them and the connections between them;
/// those whose container is left out stand where they are on the canvas. Name, notes and scenario
/// are left out.
model::Design selectedPart(const model::Design &design, const Selection &selection);

/// The selected components with what lies inside them and the connections between them, as the JSON
/// of a design file. Connections that are selected without both their ends are left out.
QByteArray copyElements(const model::Design &design, const Selection &selection);

/// What pasting did: the edits, and what should be selected afterwards.
struct Paste
{
    std::vector<model::DesignEdit> edits;
    Selection pasted;
};

/// Edits that add copied elements under free ids and names ("node-2" gives "node-3" where that is
/// free; notes and connections keep theirs), moved by `offset` pixels, those without container
/// into `parent`. Errors: clipboard.not-a-design.
base::Result<Paste> pasteElements(const model::Design &design, const model::KindRegistry &kinds,
                                  const QByteArray &copied, const QPointF &offset,
                                  const model::ElementId &parent = {});

/// Edits that give each selected component all properties of the copied component of its kind (of
/// several, the first in id order), defaults included; names and places stay. Errors:
/// clipboard.not-a-design, clipboard.other-kind when none of the selected ones is of a copied kind.
base::Result<std::vector<model::DesignEdit>> pasteProperties(const model::Design &design,
                                                             const model::KindRegistry &kinds,
                                                             const QByteArray &copied,
                                                             const Selection &selection);

/// Where each copied component stands on the canvas that it comes from, in pixels. Errors:
/// clipboard.not-a-design.
base::Result<std::vector<QRectF>> copiedRects(const QByteArray &copied,
                                              const model::KindRegistry &kinds);

/// What copied components cover on the canvas they come from, in pixels. Errors:
/// clipboard.not-a-design.
base::Result<QRectF> copiedBounds(const QByteArray &copied, const model::KindRegistry &kinds);

} // namespace loadstar::edit
