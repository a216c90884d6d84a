// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design_edit.h"

#include <QString>
#include <QUndoCommand>

#include <vector>

namespace loadstar::edit {

class DesignDocument;

/// One step of the history: edits whose values are swapped with the document's on undo and redo.
class EditCommand : public QUndoCommand
{
public:
    /// `isDone`: whether the document has the edits already, and `edits` are those that undo them.
    EditCommand(DesignDocument &document, const QString &text, std::vector<model::DesignEdit> edits,
                QString mergeKey, bool isDone);

    void undo() override { swap(); }
    void redo() override;
    int id() const override;
    bool mergeWith(const QUndoCommand *other) override;

private:
    void swap();

    DesignDocument &m_document;
    std::vector<model::DesignEdit> m_edits;
    QString m_mergeKey;
    bool m_isDone;
};

} // namespace loadstar::edit
