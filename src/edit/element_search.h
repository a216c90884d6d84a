// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "model/kind_registry.h"

#include <QString>
#include <QStringList>

namespace loadstar::edit {

/// What an element can be found by besides its name: its id, its kind, the other words for that
/// kind, and each property that is set, as "Cores 4". Empty for an id that the design does not
/// have.
QStringList searchWords(const model::Design &design, const model::KindRegistry &kinds,
                        const model::ElementId &id);

/// Its name, or where it has none its id; a connection is called by its ends.
QString nameOf(const model::Design &design, const model::ElementId &id);

/// The containers around a component, outermost first, as "us-east / us-east-1a"; or empty.
QString placeOf(const model::Design &design, const model::ElementId &id);

/// Whether the name or one of the words contains the text, in any case of letters.
bool matches(const model::Design &design, const model::KindRegistry &kinds,
             const model::ElementId &id, const QString &text);

} // namespace loadstar::edit
