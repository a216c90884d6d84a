// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/design.h"
#include "model/kind_registry.h"

#include <QString>

#include <vector>

namespace loadstar::edit {

/// Components with the connections between them that somebody keeps to place them again.
struct Stencil
{
    /// Of the design file that holds it.
    QString path;
    /// What it is called; the file's name says it only roughly.
    QString name;
    model::Design design;
};

/// What a folder of stencils holds.
struct Stencils
{
    /// A file that was left out, and why: an error of loadDesign(), or stencil.empty.
    struct Unreadable
    {
        QString file;
        base::Error error;
    };

    /// By name.
    std::vector<Stencil> all;
    std::vector<Unreadable> unreadable;

    /// The one with that path, or null.
    const Stencil *at(const QString &path) const;
    /// The one that is called so, no matter in which case, or null.
    const Stencil *called(const QString &name) const;
};

/// Reads all design files of the folder; a folder that is not there holds none.
Stencils readStencils(const QString &folder, const model::KindRegistry &kinds);

/// The name as it is kept: without spaces at its ends and line breaks, at most 80 letters.
QString stencilName(const QString &typed);

/// Keeps a part of a design in the folder, in place of the stencil of that name if there is one.
/// What has to do with the design as a whole is left out: notes, scenario and layers. Errors:
/// stencil.no-name, stencil.empty, file.unwritable.
base::Result<void> saveStencil(const QString &folder, const Stencils &present, const QString &name,
                               model::Design part);

/// Gives a stencil another name; its file stays where it is. Errors: stencil.no-name,
/// stencil.name-taken, file.unwritable.
base::Result<void> renameStencil(const Stencils &present, const Stencil &stencil,
                                 const QString &name);

/// Errors: stencil.stays.
base::Result<void> removeStencil(const Stencil &stencil);

} // namespace loadstar::edit
