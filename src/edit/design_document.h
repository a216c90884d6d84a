// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "model/design.h"
#include "model/design_edit.h"
#include "model/kind_registry.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <set>
#include <vector>

namespace loadstar::edit {

class EditTransaction;

/// Which components and connections are selected, by id.
using Selection = std::set<model::ElementId>;

/// The design being edited, with its undo history, selection and file. It is the only voice:
/// whoever shows the design listens to changed() and selectionChanged(), and whoever edits it calls
/// perform() or opens an EditTransaction.
class DesignDocument : public QObject
{
    Q_OBJECT

public:
    explicit DesignDocument(const model::KindRegistry &kinds, QObject *parent = nullptr);

    const model::Design &design() const { return m_design; }
    const model::KindRegistry &kinds() const { return m_kinds; }

    /// Does the edits as one step of the history; nothing happens when they change nothing.
    /// Waypoints of connections move along when both ends move.
    /// Consecutive steps with the same non-empty `mergeKey` become one, for example while a slider
    /// moves.
    void perform(const QString &text, const std::vector<model::DesignEdit> &edits,
                 const QString &mergeKey = {});

    QUndoStack &undoStack() { return m_undoStack; }
    bool isModified() const { return !m_undoStack.isClean(); }

    const Selection &selection() const { return m_selection; }
    /// Ids that the design does not have are left out.
    void select(const Selection &selection);

    /// The layer that new components go to; empty when there is none by the name any more.
    QString currentLayer() const;
    void setCurrentLayer(const QString &name);

    /// The file it was opened from or saved to, or empty.
    const QString &filePath() const { return m_filePath; }
    /// File name, or a word for a design that has none yet.
    QString displayName() const;

    /// Starts afresh with this design; history and selection are cleared. `filePath` may be empty.
    void reset(model::Design design, const QString &filePath);

    /// Starts afresh with work that was never saved: it counts as modified.
    void restore(model::Design design, const QString &filePath);

    /// Opens a file; on failure the document stays as it is. The value is the list of warnings.
    base::Result<std::vector<base::Diagnostic>> open(const QString &path);
    /// Saves and from then on is that file. Errors: file.unwritable.
    base::Result<void> saveAs(const QString &path);
    /// Saves to filePath(), which must not be empty.
    base::Result<void> save();

Q_SIGNALS:
    /// The design is different now.
    void changed(const loadstar::model::DesignChange &change);
    void selectionChanged();
    void currentLayerChanged();
    void modifiedChanged(bool isModified);
    void filePathChanged(const QString &path);

private:
    friend class EditCommand;
    friend class EditTransaction;

    /// Does the edits, tells the world, and returns the edits that undo them, last first.
    std::vector<model::DesignEdit> applyEdits(const std::vector<model::DesignEdit> &edits);
    void dropLostSelection();
    /// Rolls back the transaction that is open, if any.
    void interruptGesture();

    const model::KindRegistry &m_kinds;
    model::Design m_design;
    QUndoStack m_undoStack;
    Selection m_selection;
    QString m_currentLayer;
    EditTransaction *m_gesture = nullptr;
    QString m_filePath;
};

} // namespace loadstar::edit
