// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "base/result.h"

#include <QDateTime>
#include <QImage>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

class QPrinter;
class QWidget;

namespace loadstar::shell {

/// What of the diagram is written, and how.
struct PictureChoice
{
    /// Of the file: "svg".
    QString suffix = QStringLiteral("svg");
    bool isSelectionOnly = false;
    /// Only what is on the layer of that name; empty for all layers.
    QString layer;
    /// One of render::Theme::names().
    QString theme = QStringLiteral("light");
    /// PNG: dots per canvas pixel, 1 to 4.
    int scale = 2;
    bool isTransparent = false;
    /// The design is inside, so that the picture opens again.
    bool hasDesign = true;

    bool operator==(const PictureChoice &) const = default;
};

/// What can be chosen for a picture, and what it will be like.
struct PictureOffer
{
    bool hasSelection = false;
    /// Names of the design's layers.
    QStringList layers = {};
    /// Its size in pixels, or in canvas pixels where the format has none.
    std::function<QSize(const PictureChoice &)> size = {};
    /// A picture of it that fits into so many pixels.
    std::function<QImage(const PictureChoice &, const QSize &)> preview = {};
};

/// Which stretch of a run becomes a film, and how.
struct FilmChoice
{
    /// Of the file: "gif", "svg", or "png" for one picture per frame.
    QString suffix = QStringLiteral("gif");
    /// One of render::Theme::names().
    QString theme = QStringLiteral("light");
    double from = 0.0; ///< simulated seconds
    double to = 10.0;
    double speed = 1.0; ///< simulated seconds per second of the film
    double framesPerSecond = 12.5;
    int percent = 100; ///< film pixels per 100 canvas pixels
    QString caption;   ///< empty for the design's name
    QString altText;   ///< empty for one that tells what happens

    bool operator==(const FilmChoice &) const = default;
};

/// What can be chosen for a film, and what it will be like.
struct FilmOffer
{
    double duration = 0.0; ///< of the run, seconds
    QString designName;
    /// How many frames it has, or why there is no such film.
    std::function<base::Result<int>(const FilmChoice &)> frames;
    /// Its size in pixels; may be missing.
    std::function<QSize(const FilmChoice &)> size;
};

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

    /// The window that asks; none until then.
    virtual void setWindow(QWidget *window) = 0;

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
    /// There is a stencil of that name; whether to put the new one in its place.
    virtual bool askToReplaceStencil(const QString &name) = 0;
    /// Whether to delete a stencil, which cannot be undone.
    virtual bool askToDeleteStencil(const QString &name) = 0;
    /// What something shall be called, or empty when that is called off.
    virtual QString askForName(const QString &title, const QString &suggestion) = 0;
    /// A design file to open, or empty.
    virtual QString chooseOpenFile(const QString &folder) = 0;
    /// A file to write, or empty; `filter` as QFileDialog takes it, its first suffix is added to a
    /// name without one.
    virtual QString chooseSaveFile(const QString &title, const QString &suggestion,
                                   const QString &filter) = 0;
    /// How to write a picture, beginning with the last choice; nothing when it is called off.
    virtual std::optional<PictureChoice> choosePicture(const PictureChoice &last,
                                                       const PictureOffer &offer) = 0;
    /// Which film to make, beginning with `first`; nothing when it is called off.
    virtual std::optional<FilmChoice> chooseFilm(const FilmChoice &first,
                                                 const FilmOffer &offer) = 0;
    /// Shows what `paint` puts on paper, and prints it when that is wanted.
    virtual void previewPrint(const QString &title,
                              const std::function<void(QPrinter &)> &paint) = 0;
    /// What happened, where, and what to do next.
    virtual void showError(const QString &what, const base::Error &error, const QString &next) = 0;
    /// A file was opened, but parts of it are not understood.
    virtual void showWarnings(const QString &file,
                              const std::vector<base::Diagnostic> &warnings) = 0;
};

} // namespace loadstar::shell
