// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/stencil_shelf.h"

#include "edit/clipboard.h"
#include "edit/design_document.h"
#include "edit/element_search.h"
#include "model/design_file.h"
#include "shell/dialogs/dialogs.h"

#include <QDir>

namespace loadstar::shell {

namespace {

/// Files are written in several steps; the folder is read when they are through.
constexpr int kReloadMilliseconds = 100;

} // namespace

StencilShelf::StencilShelf(const edit::DesignDocument &document, Dialogs &dialogs,
                           const QString &folder, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_dialogs(dialogs)
    , m_folder(folder)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kReloadMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &StencilShelf::reload);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] { m_timer.start(); });
}

void StencilShelf::open()
{
    // Where the folder cannot be made, saving a stencil tells why.
    if (QDir().mkpath(m_folder) && m_watcher.directories().isEmpty())
        m_watcher.addPath(m_folder);
    reload();
}

void StencilShelf::reload()
{
    m_stencils = edit::readStencils(m_folder, m_document.kinds());
    Q_EMIT changed();
}

void StencilShelf::saveSelection()
{
    model::Design part = edit::selectedPart(m_document.design(), m_document.selection());
    if (part.components.empty()) {
        Q_EMIT statusHint(tr("Select one or more components first"));
        return;
    }
    const bool isOne = m_document.selection().size() == 1;
    const QString suggestion =
        isOne ? edit::nameOf(m_document.design(), *m_document.selection().begin()) : QString();
    const QString name = edit::stencilName(m_dialogs.askForName(tr("Save as stencil"), suggestion));
    if (name.isEmpty())
        return;
    reload(); // another window may have saved one of this name
    const edit::Stencil *same = m_stencils.called(name);
    if (same && !m_dialogs.askToReplaceStencil(same->name))
        return;
    if (!isDone(edit::saveStencil(m_folder, m_stencils, name, std::move(part)),
                tr("The stencil could not be saved")))
        return;
    open();
    Q_EMIT statusHint(tr("%1 is in the palette under “My stencils”").arg(name));
}

void StencilShelf::rename(const QString &path)
{
    const edit::Stencil *stencil = m_stencils.at(path);
    if (!stencil)
        return;
    const edit::Stencil renamed = *stencil;
    const QString name =
        edit::stencilName(m_dialogs.askForName(tr("Rename the stencil"), renamed.name));
    if (name.isEmpty() || name == renamed.name)
        return;
    if (isDone(edit::renameStencil(m_stencils, renamed, name),
               tr("%1 could not be renamed").arg(renamed.name)))
        reload();
}

void StencilShelf::remove(const QString &path)
{
    const edit::Stencil *stencil = m_stencils.at(path);
    if (!stencil)
        return;
    const edit::Stencil removed = *stencil;
    if (m_dialogs.askToDeleteStencil(removed.name) &&
        isDone(edit::removeStencil(removed), tr("%1 could not be deleted").arg(removed.name)))
        reload();
}

QByteArray StencilShelf::content(const QString &path) const
{
    const edit::Stencil *stencil = m_stencils.at(path);
    return stencil ? model::serializeDesign(stencil->design) : QByteArray();
}

bool StencilShelf::isDone(const base::Result<void> &result, const QString &failure)
{
    if (!result)
        m_dialogs.showError(failure, result.error(),
                            tr("Stencils are kept in %1.").arg(QDir::toNativeSeparators(m_folder)));
    return result.isOk();
}

} // namespace loadstar::shell
