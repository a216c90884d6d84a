// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "base/result.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <vector>

namespace loadstar::shell {

/// The questions that the window asks. Tests answer them themselves.
class Dialogs
{
public:
    enum class SaveAnswer { Save, Discard, Cancel };
    enum class RecoverAnswer { Recover, Discard, Later };

    Dialogs() = default;
    virtual ~Dialogs() = default;
    Dialogs(const Dialogs &) = delete;
    Dialogs &operator=(const Dialogs &) = delete;

    /// The design has changes that are not saved.
    virtual SaveAnswer askToSave(const QString &designName) = 0;
    /// There is work on this design that was not saved before Loadstar ended unexpectedly.
    virtual RecoverAnswer askToRecover(const QString &designName, const QDateTime &writtenAt) = 0;
    /// Another program changed the file; whether to read it anew, which gives up changes that are
    /// not saved, if there are any.
    virtual bool askToReload(const QString &fileName, bool hasChanges) = 0;
    /// Another program changed the file since it was read; whether to save over it.
    virtual bool askToOverwrite(const QString &fileName) = 0;
    /// Another window has the file open; whether to open it here, too.
    virtual bool askToOpenAgain(const QString &fileName) = 0;
    /// A design file to open, or empty.
    virtual QString chooseOpenFile(const QString &folder) = 0;
    /// A file to write, or empty; `filter` as QFileDialog takes it, its first suffix is added to a
    /// name without one.
    virtual QString chooseSaveFile(const QString &title, const QString &suggestion,
                                   const QString &filter) = 0;
    /// What happened, where, and what to do next.
    virtual void showError(const QString &what, const base::Error &error, const QString &next) = 0;
    /// A file was opened, but parts of it are not understood.
    virtual void showWarnings(const QString &file,
                              const std::vector<base::Diagnostic> &warnings) = 0;
};

} // namespace loadstar::shell
