// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/design.h"
#include "shell/dialogs/dialogs.h"

#include <QObject>

class QSettings;

namespace loadstar::edit {
class DesignDocument;
}

namespace loadstar::shell {

class DocumentController;

/// The diagram on its way out of the window: to a file, to the clipboard, to paper.
class PictureExport : public QObject
{
    Q_OBJECT

public:
    PictureExport(edit::DesignDocument &document, DocumentController &files, Dialogs &dialogs,
                  QSettings &settings, QObject *parent = nullptr);

    /// Asks what and where, and writes a picture (SVG, PNG, PDF) or a file for draw.io, Mermaid or
    /// Graphviz. False when it is called off or failed; the person knows why.
    bool toFile();
    /// What is selected, or all of it, as SVG and as PNG.
    void toClipboard();
    void toPrinter();
    /// At 100 %, on as many sheets as that takes, side by side and below each other.
    void toSheets();

Q_SIGNALS:
    /// Something to say in the status line.
    void statusHint(const QString &text);

private:
    PictureOffer offer() const;
    /// What is selected where only that is wanted, else all of it.
    model::Design part(bool isSelectionOnly) const;
    model::Design part(const PictureChoice &choice) const;
    bool hasSelection() const;
    base::Result<void> write(const QString &path, const PictureChoice &choice) const;
    PictureChoice lastChoice() const;
    void remember(const PictureChoice &choice);

    edit::DesignDocument &m_document;
    DocumentController &m_files;
    Dialogs &m_dialogs;
    QSettings &m_settings;
};

} // namespace loadstar::shell
