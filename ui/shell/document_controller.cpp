// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/document_controller.h"

#include "base/file_name.h"
#include "edit/backups.h"
#include "edit/design_document.h"
#include "edit/recovery.h"
#include "model/design_file.h"
#include "shell/dialogs/dialogs.h"
#include "shell/file_watch.h"
#include "shell/recent_files.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace loadstar::shell {

namespace {

/// How many copies of a file are kept that is saved over; 0 keeps none.
const QString kBackupsKey = QStringLiteral("files/backups");
constexpr int kBackups = 5;
const QString kFolderKey = QStringLiteral("files/folder");

QString recoveryFolder(const QString &dataFolder)
{
    return QDir(dataFolder).filePath(QStringLiteral("recovery"));
}

} // namespace

DocumentController::DocumentController(edit::DesignDocument &document, Dialogs &dialogs,
                                       RecentFiles &recent, QSettings &settings,
                                       const QString &dataFolder, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_dialogs(dialogs)
    , m_recent(recent)
    , m_settings(settings)
    , m_dataFolder(dataFolder)
    , m_watch(new FileWatch(QDir(dataFolder).filePath(QStringLiteral("open")), this))
    , m_journal(std::make_unique<edit::RecoveryJournal>(document, recoveryFolder(dataFolder)))
{
    connect(m_watch, &FileWatch::changed, this, &DocumentController::onFileChanged);
    connect(&document, &edit::DesignDocument::filePathChanged, m_watch, &FileWatch::follow);
    connect(&document, &edit::DesignDocument::filePathChanged, this,
            &DocumentController::titleChanged);
    connect(&document, &edit::DesignDocument::changed, this,
            [this](const model::DesignChange &change) {
                if (change.isHeaderChanged || change.isReset)
                    Q_EMIT titleChanged();
            });
}

DocumentController::~DocumentController() = default;

QString DocumentController::backupFolder() const
{
    return QDir(m_dataFolder).filePath(QStringLiteral("backups"));
}

void DocumentController::offerRecovery()
{
    for (edit::AbandonedWork &work :
         edit::abandonedWork(recoveryFolder(m_dataFolder), m_document.kinds())) {
        const QString &designName = work.design.header.name;
        const QString name = !work.filePath.isEmpty() ? QFileInfo(work.filePath).fileName()
                             : designName.isEmpty()   ? tr("a design without a name")
                                                      : designName;
        switch (m_dialogs.askToRecover(name, work.writtenAt)) {
        case Dialogs::RecoverAnswer::Discard:
            edit::discard(work);
            break;
        case Dialogs::RecoverAnswer::Later:
            break;
        case Dialogs::RecoverAnswer::Recover:
            if (!mayGiveUp())
                return;
            m_warnings.clear();
            m_document.restore(std::move(work.design), work.filePath);
            // The old journal goes when the new one is there.
            m_journal->flush();
            edit::discard(work);
            Q_EMIT opened();
            return;
        }
    }
}

void DocumentController::onFileChanged()
{
    if (m_isAsking)
        return;
    const QString path = m_document.filePath();
    const QString name = QFileInfo(path).fileName();
    m_watch->accept();
    m_isAsking = true;
    const bool isWanted = m_dialogs.askToReload(name, m_document.isModified());
    m_isAsking = false;
    if (isWanted && path == m_document.filePath())
        readDesign(path, false);
}

bool DocumentController::newDesign()
{
    if (!mayGiveUp())
        return false;
    m_warnings.clear();
    m_document.reset({}, {});
    Q_EMIT opened();
    return true;
}

bool DocumentController::open()
{
    if (!mayGiveUp())
        return false;
    const QString path = m_dialogs.chooseOpenFile(lastFolder());
    return !path.isEmpty() && read(path, false);
}

bool DocumentController::openFile(const QString &path)
{
    return mayGiveUp() && read(path, false);
}

bool DocumentController::openTemplate(const QString &path)
{
    return mayGiveUp() && read(path, true);
}

bool DocumentController::read(const QString &path, bool isTemplate)
{
    const bool isRefused = !isTemplate && m_watch->isOpenElsewhere(path) &&
                           !m_dialogs.askToOpenAgain(QFileInfo(path).fileName());
    return !isRefused && readDesign(path, isTemplate);
}

bool DocumentController::readDesign(const QString &path, bool isTemplate)
{
    base::Result<model::LoadedDesign> loaded = model::loadDesign(path, m_document.kinds());
    if (!loaded) {
        QStringList next;
        if (!m_document.filePath().isEmpty() || !(m_document.design() == model::Design()))
            next += tr("The design that was open is unchanged.");
        next += !QFileInfo::exists(path)
                    ? tr("Look whether the file was moved or renamed, or open another one.")
                : QFileInfo(path).isReadable()
                    ? tr("Correct the file in a text editor, or open another one.")
                    : tr("Ask for the right to read it, or open another one.");
        m_dialogs.showError(tr("%1 could not be opened").arg(QFileInfo(path).fileName()),
                            loaded.error(), next.join(u' '));
        if (!QFileInfo::exists(path))
            m_recent.remove(path);
        return false;
    }
    m_warnings = loaded->warnings;
    const bool isCopy = isTemplate || loaded->isFromPicture;
    m_document.reset(std::move(loaded->design),
                     isCopy ? QString() : QFileInfo(path).absoluteFilePath());
    if (!isTemplate) {
        m_recent.add(path);
        rememberFolder(path);
    }
    Q_EMIT opened();
    if (!m_warnings.empty())
        m_dialogs.showWarnings(QFileInfo(path).fileName(), m_warnings);
    return true;
}

bool DocumentController::save()
{
    if (m_document.filePath().isEmpty())
        return saveAs();
    if (m_watch->isChanged() && !m_dialogs.askToOverwrite(m_document.displayName()))
        return false;
    return saveTo(m_document.filePath());
}

bool DocumentController::saveTo(const QString &path)
{
    base::Result<void> saved =
        edit::keepBackup(path, backupFolder(), m_settings.value(kBackupsKey, kBackups).toInt());
    if (saved)
        saved = m_document.saveAs(path);
    if (!saved) {
        m_dialogs.showError(
            tr("%1 could not be saved").arg(QFileInfo(path).fileName()), saved.error(),
            tr("Your changes are still here. Save under another name or in another folder."));
        return false;
    }
    m_watch->accept();
    m_recent.add(path);
    return true;
}

QString DocumentController::chooseDesignFile(const QString &title, const QString &suggestion)
{
    const QString path =
        m_dialogs.chooseSaveFile(title, suggestion, tr("Loadstar designs (*.loadstar)"));
    if (path.isEmpty())
        return {};
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const bool isElsewhere =
        absolute != m_document.filePath() && m_watch->isOpenElsewhere(absolute);
    if (isElsewhere && !m_dialogs.askToOverwrite(QFileInfo(path).fileName()))
        return {};
    return absolute;
}

bool DocumentController::saveAs()
{
    const QString path =
        chooseDesignFile(tr("Save the design as"), m_document.filePath().isEmpty()
                                                       ? suggestedPath(QStringLiteral("loadstar"))
                                                       : m_document.filePath());
    if (path.isEmpty() || !saveTo(path))
        return false;
    rememberFolder(path);
    return true;
}

bool DocumentController::saveCopy()
{
    const QString path = chooseDesignFile(tr("Save a copy of the design"),
                                          suggestedPath(QStringLiteral("loadstar"), tr("%1 copy")));
    if (path.isEmpty())
        return false;
    if (path == m_document.filePath())
        return save();
    const base::Result<void> saved = model::saveDesign(m_document.design(), path);
    if (!saved) {
        m_dialogs.showError(tr("%1 could not be saved").arg(QFileInfo(path).fileName()),
                            saved.error(), tr("Choose another name or another folder."));
        return false;
    }
    rememberFolder(path);
    return true;
}

bool DocumentController::mayGiveUp()
{
    if (!m_document.isModified())
        return true;
    switch (m_dialogs.askToSave(title())) {
    case Dialogs::SaveAnswer::Save:
        return save();
    case Dialogs::SaveAnswer::Discard:
        return true;
    case Dialogs::SaveAnswer::Cancel:
        return false;
    }
    Q_UNREACHABLE();
}

QString DocumentController::title() const
{
    if (!m_document.filePath().isEmpty())
        return m_document.displayName();
    const QString name = m_document.design().header.name;
    return name.isEmpty() ? m_document.displayName() : name;
}

QString DocumentController::suggestedPath(const QString &suffix, const QString &pattern) const
{
    const QString name =
        m_document.filePath().isEmpty()
            ? base::fileNameFor(m_document.design().header.name, QStringLiteral("design"))
            : QFileInfo(m_document.filePath()).completeBaseName();
    return QDir(lastFolder()).filePath(pattern.arg(name) + u'.' + suffix);
}

QString DocumentController::lastFolder() const
{
    const QString fallback = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString folder = m_settings.value(kFolderKey, fallback).toString();
    return QFileInfo(folder).isDir() ? folder : QDir::homePath();
}

void DocumentController::rememberFolder(const QString &path)
{
    m_settings.setValue(kFolderKey, QFileInfo(path).absolutePath());
}

} // namespace loadstar::shell
