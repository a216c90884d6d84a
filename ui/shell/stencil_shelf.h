// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/stencils.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace loadstar::edit {
class DesignDocument;
}

namespace loadstar::shell {

class Dialogs;

/// The stencils of the person in their folder, which all windows share: keeps the selection as one,
/// renames and removes them with the questions that it takes, and notices when the folder changes.
class StencilShelf : public QObject
{
    Q_OBJECT

public:
    StencilShelf(const edit::DesignDocument &document, Dialogs &dialogs, const QString &folder,
                 QObject *parent = nullptr);

    /// Reads the folder for the first time, and watches it from then on.
    void open();
    const edit::Stencils &stencils() const { return m_stencils; }

    /// Asks what the selected components shall be called and keeps them.
    void saveSelection();
    // Stencils by their paths.
    void rename(const QString &path);
    void remove(const QString &path);
    /// The bytes of the design file, for placing; empty when there is none with that path.
    QByteArray content(const QString &path) const;

Q_SIGNALS:
    void changed();
    void statusHint(const QString &text);

private:
    void reload();
    /// Tells why something was not done; true when it was.
    bool isDone(const base::Result<void> &result, const QString &failure);

    const edit::DesignDocument &m_document;
    Dialogs &m_dialogs;
    QString m_folder;
    edit::Stencils m_stencils;
    QFileSystemWatcher m_watcher;
    QTimer m_timer;
};

} // namespace loadstar::shell
