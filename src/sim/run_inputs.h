// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <map>

namespace loadstar::sim {

/// What a run reads beside the design.
struct RunInputs
{
    /// Where relative file names of the design start from: the folder of the design file. Empty:
    /// the working directory.
    QString folder;
    /// Contents of files by the name that the design gives them; they win over what is on disk.
    std::map<QString, QByteArray> files;

    bool operator==(const RunInputs &) const = default;
};

} // namespace loadstar::sim
