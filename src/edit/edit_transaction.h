// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design_edit.h"

#include <QString>

#include <vector>

namespace loadstar::edit {

class DesignDocument;

/// A gesture in progress: edits take effect at once, so that all views follow, and become one step
/// of the history on commit(). A transaction that is destroyed uncommitted rolls back. Whatever
/// else changes the design meanwhile (undo, another edit, a file) rolls the gesture back first and
/// ends it: what it is told from then on has no effect.
class EditTransaction
{
public:
    EditTransaction(DesignDocument &document, const QString &text);
    ~EditTransaction();
    EditTransaction(const EditTransaction &) = delete;
    EditTransaction &operator=(const EditTransaction &) = delete;

    /// Whether it still has an effect: neither committed nor ended from outside.
    bool isOpen() const { return m_isOpen; }

    void apply(const std::vector<model::DesignEdit> &edits);

    /// Takes back what was done so far and goes on; cheap way to follow a drag: rollBack(), then
    /// apply() the new state.
    void rollBack();

    /// Makes it one step of the history; none when the design is as it was before.
    void commit();

private:
    friend class DesignDocument;
    void interrupt();

    DesignDocument &m_document;
    QString m_text;
    std::vector<model::DesignEdit> m_inverse;
    bool m_isOpen = true;
};

} // namespace loadstar::edit
