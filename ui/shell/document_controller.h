// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "base/result.h"

#include <QObject>
#include <QString>

#include <memory>
#include <vector>

class QSettings;

namespace loadstar::edit {
class DesignDocument;
class RecoveryJournal;
} // namespace loadstar::edit

namespace loadstar::shell {

class Dialogs;
class FileWatch;
class RecentFiles;

/// New, open, save: what happens between the document and files, with the questions it takes. Each
/// call says whether it was done; not done means refused or failed, and the person knows why.
class DocumentController : public QObject
{
    Q_OBJECT

public:
    /// Below `dataFolder` are journals for recovery, backups, and marks of open files.
    DocumentController(edit::DesignDocument &document, Dialogs &dialogs, RecentFiles &recent,
                       QSettings &settings, const QString &dataFolder, QObject *parent = nullptr);
    ~DocumentController() override;

    /// Offers work that an earlier process left behind, one after another until one is recovered.
    void offerRecovery();
    /// Where copies of files are kept that are saved over.
    QString backupFolder() const;

    bool newDesign();
    /// Asks for a file and opens it.
    bool open();
    bool openFile(const QString &path);
    /// Opens a copy: saving asks for a name.
    bool openTemplate(const QString &path);
    bool save();
    bool saveAs();
    /// Writes the design to another file and goes on with its own.
    bool saveCopy();
    /// Asks what to do with changes that are not saved; true when the design may be given up.
    bool mayGiveUp();

    /// Remarks about the file that was opened last.
    const std::vector<base::Diagnostic> &warnings() const { return m_warnings; }
    /// In the folder used last, the design's name, for which %1 stands in the pattern, with this
    /// suffix.
    QString suggestedPath(const QString &suffix,
                          const QString &pattern = QStringLiteral("%1")) const;
    /// The folder of this file is offered next time.
    void rememberFolder(const QString &path);
    /// What the design is called, for the title: its file's name, or its own.
    QString title() const;

Q_SIGNALS:
    /// Another design is on the table.
    void opened();
    void titleChanged();

private:
    bool read(const QString &path, bool isTemplate);
    bool readDesign(const QString &path, bool isTemplate);
    bool saveTo(const QString &path);
    /// Asks for a name, and whether to overwrite when another window works on that file; empty
    /// when called off.
    QString chooseDesignFile(const QString &title, const QString &suggestion);
    void onFileChanged();
    QString lastFolder() const;

    edit::DesignDocument &m_document;
    Dialogs &m_dialogs;
    RecentFiles &m_recent;
    QSettings &m_settings;
    QString m_dataFolder;
    FileWatch *m_watch;
    std::unique_ptr<edit::RecoveryJournal> m_journal;
    bool m_isAsking = false;
    std::vector<base::Diagnostic> m_warnings;
};

} // namespace loadstar::shell
