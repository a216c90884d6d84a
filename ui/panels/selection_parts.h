// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"

#include <QString>

#include <vector>

class QWidget;

namespace loadstar::panels {

/// All selected components of one kind, or all selected connections.
struct SelectionPart
{
    /// As in "load balancer"; empty for connections.
    QString kindName;
    edit::Selection ids;

    /// As in "3 nodes".
    QString countText() const;
    /// As in "Nodes".
    QString title() const;
};

/// The parts of what is selected, the largest first, connections last.
std::vector<SelectionPart> partsOfSelection(const edit::DesignDocument &document);

/// "9 nodes, 1 availability zone, 4 connections".
QString describeParts(const std::vector<SelectionPart> &parts);

/// "Leave only", and a button for each part of the selection; owned by the caller.
QWidget *makePartButtons(edit::DesignDocument &document);

} // namespace loadstar::panels
