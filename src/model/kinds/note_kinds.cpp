// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kinds/builtin_kinds.h"
#include "model/kinds/property_specs.h"

namespace loadstar::model {

ComponentKind noteKind()
{
    ComponentKind kind;
    kind.id = QStringLiteral("note");
    kind.name = kindText("Note");
    kind.group = kindText("Notes");
    kind.doc = kindText("Text on the canvas; means nothing to the simulation.");
    kind.aliases = {kindText("comment"), kindText("text"), kindText("annotation")};
    kind.icon = QStringLiteral("note");
    kind.shape = ComponentShape::Note;
    kind.defaultSize = {160, 72};
    kind.canFail = false;
    return kind;
}

ComponentKind frameKind()
{
    ComponentKind kind;
    kind.id = QStringLiteral("frame");
    kind.name = kindText("Frame");
    kind.group = kindText("Notes");
    kind.doc =
        kindText("A box around things that belong together; means nothing to the simulation.");
    kind.aliases = {kindText("group"), kindText("box")};
    kind.icon = QStringLiteral("frame");
    kind.shape = ComponentShape::Frame;
    kind.defaultSize = {320, 200};
    kind.isContainer = true;
    kind.canFail = false;
    return kind;
}

} // namespace loadstar::model
