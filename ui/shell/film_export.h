// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "film/film_settings.h"
#include "shell/dialogs/dialogs.h"

#include <QObject>
#include <QPointer>

#include <optional>

class QProgressDialog;
class QSettings;
class QWidget;

namespace loadstar::edit {
class DesignDocument;
}
namespace loadstar::player {
class PlayerPanel;
}

namespace loadstar::shell {

class DocumentController;

/// A stretch of the run on its way to a film. It is made on another thread, while the window goes
/// on; a small window tells how far it is and calls it off. Nothing is written unless all is.
class FilmExport : public QObject
{
    Q_OBJECT

public:
    /// `window` is the one that the progress stands in front of.
    FilmExport(edit::DesignDocument &document, DocumentController &files, Dialogs &dialogs,
               QSettings &settings, QWidget &window);
    ~FilmExport() override;

    /// Asks what and where, and begins. `player` says which run is meant, and which stretch of it
    /// is offered first: that around the event chosen in its list, else the last ten seconds, or
    /// where no run is the first thing of the scenario. Null stands for no run.
    void toFile(const player::PlayerPanel *player);
    bool isAtWork() const { return m_task.has_value(); }

Q_SIGNALS:
    /// Something to say in the status line.
    void statusHint(const QString &text);
    /// The film that was begun is written, has failed or was called off.
    void finished();

private:
    FilmChoice firstChoice(const player::PlayerPanel *player) const;
    FilmOffer offer(const sim::RunOptions &run) const;
    film::FilmSettings settingsFor(const FilmChoice &choice, const sim::RunOptions &run) const;
    void remember(const FilmChoice &choice);
    void begin(const QString &path, const film::FilmSettings &settings);
    void showProgress();
    void onDone(const QString &path, const base::Result<QStringList> &files);
    /// Ends the work, if it still goes on, and takes the progress away.
    void end();

    edit::DesignDocument &m_document;
    DocumentController &m_files;
    Dialogs &m_dialogs;
    QSettings &m_settings;
    QWidget &m_window;
    QPointer<QProgressDialog> m_progress;
    std::optional<base::Task> m_task;
};

} // namespace loadstar::shell
