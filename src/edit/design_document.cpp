// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/design_document.h"

#include "edit/connection_operations.h"
#include "edit/edit_command.h"
#include "edit/edit_transaction.h"
#include "model/design_file.h"
#include "model/visibility.h"

#include <QFileInfo>

#include <algorithm>

namespace loadstar::edit {

DesignDocument::DesignDocument(const model::KindRegistry &kinds, QObject *parent)
    : QObject(parent)
    , m_kinds(kinds)
{
    connect(&m_undoStack, &QUndoStack::cleanChanged, this,
            [this](bool isClean) { Q_EMIT modifiedChanged(!isClean); });
}

void DesignDocument::perform(const QString &text, const std::vector<model::DesignEdit> &wanted,
                             const QString &mergeKey)
{
    interruptGesture();
    const std::vector<model::DesignEdit> edits = withCarriedWaypoints(m_design, wanted);
    model::Design after = m_design;
    for (const model::DesignEdit &edit : edits)
        model::apply(after, edit);
    if (after == m_design)
        return;
    m_undoStack.push(new EditCommand(*this, text, edits, mergeKey, false));
}

std::vector<model::DesignEdit>
DesignDocument::applyEdits(const std::vector<model::DesignEdit> &edits)
{
    model::DesignChange change;
    std::vector<model::DesignEdit> inverse;
    inverse.reserve(edits.size());
    for (const model::DesignEdit &edit : edits) {
        change.add(edit, m_design);
        inverse.push_back(model::apply(m_design, edit));
    }
    std::reverse(inverse.begin(), inverse.end());
    if (!change.isEmpty()) {
        dropLostSelection();
        Q_EMIT changed(change);
    }
    return inverse;
}

void DesignDocument::select(const Selection &selection)
{
    Selection present;
    std::copy_if(selection.begin(), selection.end(), std::inserter(present, present.end()),
                 [this](const model::ElementId &id) { return m_design.hasElement(id); });
    if (present == m_selection)
        return;
    m_selection = std::move(present);
    Q_EMIT selectionChanged();
}

void DesignDocument::interruptGesture()
{
    if (m_gesture)
        m_gesture->interrupt();
}

void DesignDocument::dropLostSelection()
{
    select(Selection(m_selection));
}

QString DesignDocument::currentLayer() const
{
    return model::findLayer(m_design, m_currentLayer) ? m_currentLayer : QString();
}

void DesignDocument::setCurrentLayer(const QString &name)
{
    if (name == m_currentLayer)
        return;
    m_currentLayer = name;
    Q_EMIT currentLayerChanged();
}

QString DesignDocument::displayName() const
{
    return m_filePath.isEmpty() ? tr("Untitled") : QFileInfo(m_filePath).fileName();
}

void DesignDocument::reset(model::Design design, const QString &filePath)
{
    interruptGesture();
    m_undoStack.clear();
    m_design = std::move(design);
    const bool hadSelection = !m_selection.empty();
    m_selection.clear();
    m_currentLayer.clear();
    m_filePath = filePath;
    model::DesignChange change;
    change.isReset = true;
    Q_EMIT changed(change);
    if (hadSelection)
        Q_EMIT selectionChanged();
    Q_EMIT filePathChanged(m_filePath);
}

void DesignDocument::restore(model::Design design, const QString &filePath)
{
    reset(std::move(design), filePath);
    m_undoStack.resetClean();
}

base::Result<std::vector<base::Diagnostic>> DesignDocument::open(const QString &path)
{
    base::Result<model::LoadedDesign> loaded = model::loadDesign(path, m_kinds);
    if (!loaded)
        return loaded.error();
    reset(std::move(loaded->design), loaded->isFromPicture ? QString() : path);
    return loaded->warnings;
}

base::Result<void> DesignDocument::saveAs(const QString &path)
{
    interruptGesture();
    const base::Result<void> saved = model::saveDesign(m_design, path);
    if (!saved)
        return saved;
    m_undoStack.setClean();
    if (path != m_filePath) {
        m_filePath = path;
        Q_EMIT filePathChanged(m_filePath);
    }
    return saved;
}

base::Result<void> DesignDocument::save()
{
    Q_ASSERT_X(!m_filePath.isEmpty(), "DesignDocument::save", "has no file yet; use saveAs()");
    return saveAs(m_filePath);
}

} // namespace loadstar::edit
