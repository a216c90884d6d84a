// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/dialogs/dialogs.h"

class QWidget;

namespace loadstar::shell {

/// The questions as windows in front of the main window.
class WindowDialogs : public Dialogs
{
public:
    void setWindow(QWidget *window) override { m_window = window; }
    SaveAnswer askToSave(const QString &designName) override;
    RecoverAnswer askToRecover(const QString &designName, const QDateTime &writtenAt) override;
    bool askToReload(const QString &fileName, bool hasChanges) override;
    bool askToOverwrite(const QString &fileName) override;
    bool askToOpenAgain(const QString &fileName) override;
    bool askToReplaceStencil(const QString &name) override;
    bool askToDeleteStencil(const QString &name) override;
    QString askForName(const QString &title, const QString &suggestion) override;
    QString chooseOpenFile(const QString &folder) override;
    QString chooseSaveFile(const QString &title, const QString &suggestion,
                           const QString &filter) override;
    std::optional<PictureChoice> choosePicture(const PictureChoice &last,
                                               const PictureOffer &offer) override;
    std::optional<FilmChoice> chooseFilm(const FilmChoice &first, const FilmOffer &offer) override;
    void previewPrint(const QString &title, const std::function<void(QPrinter &)> &paint) override;
    void showError(const QString &what, const base::Error &error, const QString &next) override;
    void showWarnings(const QString &file, const std::vector<base::Diagnostic> &warnings) override;

private:
    /// A question with two answers, of which the second changes nothing.
    bool ask(const QString &question, const QString &information, const QString &yes,
             const QString &no);

    QWidget *m_window = nullptr;
};

} // namespace loadstar::shell
