// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/document_controller.h"

#include "edit/design_document.h"
#include "model/design_file.h"
#include "render/picture.h"
#include "shell/dialogs/dialogs.h"
#include "shell/recent_files.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace loadstar::shell {

namespace {

const QString kFolderKey = QStringLiteral("files/folder");

/// The design's name as a file name.
QString fileNameFor(const QString &designName)
{
    QString name;
    for (const QChar c : designName.toLower()) {
        if (c.isLetterOrNumber())
            name += c;
        else if (!name.isEmpty() && !name.endsWith(u'-'))
            name += u'-';
    }
    while (name.endsWith(u'-'))
        name.chop(1);
    constexpr int kLongest = 60;
    return name.isEmpty() ? QStringLiteral("design") : name.left(kLongest);
}

} // namespace

DocumentController::DocumentController(edit::DesignDocument &document, Dialogs &dialogs,
                                       RecentFiles &recent, QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_dialogs(dialogs)
    , m_recent(recent)
    , m_settings(settings)
{
    connect(&document, &edit::DesignDocument::filePathChanged, this,
            &DocumentController::titleChanged);
    connect(&document, &edit::DesignDocument::changed, this,
            [this](const model::DesignChange &change) {
                if (change.isHeaderChanged || change.isReset)
                    Q_EMIT titleChanged();
            });
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
    base::Result<model::LoadedDesign> loaded = model::loadDesign(path, m_document.kinds());
    if (!loaded) {
        m_dialogs.showError(
            tr("%1 could not be opened").arg(QFileInfo(path).fileName()), loaded.error(),
            tr("The design that was open is unchanged. Correct the file in a text editor, or open "
               "another one."));
        if (!QFileInfo::exists(path))
            m_recent.remove(path);
        return false;
    }
    m_warnings = loaded->warnings;
    m_document.reset(std::move(loaded->design),
                     isTemplate ? QString() : QFileInfo(path).absoluteFilePath());
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
    const base::Result<void> saved = m_document.save();
    if (!saved) {
        m_dialogs.showError(
            tr("%1 could not be saved").arg(m_document.displayName()), saved.error(),
            tr("Your changes are still here. Save under another name or in another folder."));
        return false;
    }
    m_recent.add(m_document.filePath());
    return true;
}

bool DocumentController::saveAs()
{
    const QString suggestion = m_document.filePath().isEmpty()
                                   ? suggestedPath(QStringLiteral("loadstar"))
                                   : m_document.filePath();
    const QString path = m_dialogs.chooseSaveFile(tr("Save the design as"), suggestion,
                                                  tr("Loadstar designs (*.loadstar)"));
    if (path.isEmpty())
        return false;
    const base::Result<void> saved = m_document.saveAs(QFileInfo(path).absoluteFilePath());
    if (!saved) {
        m_dialogs.showError(
            tr("%1 could not be saved").arg(QFileInfo(path).fileName()), saved.error(),
            tr("Your changes are still here. Choose another name or another folder."));
        return false;
    }
    m_recent.add(path);
    rememberFolder(path);
    return true;
}

bool DocumentController::exportPicture()
{
    const QString path = m_dialogs.chooseSaveFile(
        tr("Export the diagram"), suggestedPath(QStringLiteral("svg")),
        tr("SVG drawing (*.svg);;PNG picture (*.png);;PDF document (*.pdf)"));
    if (path.isEmpty())
        return false;
    render::PictureOptions options;
    constexpr double kPngScale = 2.0;
    if (render::pictureFormat(path) == render::PictureFormat::Png)
        options.scale = kPngScale;
    const base::Result<void> saved =
        render::savePicture(m_document.design(), m_document.kinds(), path, options);
    if (!saved) {
        m_dialogs.showError(tr("%1 could not be written").arg(QFileInfo(path).fileName()),
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

QString DocumentController::suggestedPath(const QString &suffix) const
{
    const QString name = m_document.filePath().isEmpty()
                             ? fileNameFor(m_document.design().header.name)
                             : QFileInfo(m_document.filePath()).completeBaseName();
    return QDir(lastFolder()).filePath(name + u'.' + suffix);
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
