// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/edit_command.h"

#include "edit/design_document.h"

#include <utility>

namespace loadstar::edit {

EditCommand::EditCommand(DesignDocument &document, const QString &text,
                         std::vector<model::DesignEdit> edits, QString mergeKey, bool isDone)
    : QUndoCommand(text)
    , m_document(document)
    , m_edits(std::move(edits))
    , m_mergeKey(std::move(mergeKey))
    , m_isDone(isDone)
{}

void EditCommand::redo()
{
    // QUndoStack::push() calls redo(); a transaction has done its edits by then.
    if (!std::exchange(m_isDone, false))
        swap();
}

void EditCommand::swap()
{
    m_document.interruptGesture();
    m_edits = m_document.applyEdits(m_edits);
}

int EditCommand::id() const
{
    constexpr int kMergeable = 1;
    return m_mergeKey.isEmpty() ? -1 : kMergeable;
}

bool EditCommand::mergeWith(const QUndoCommand *other)
{
    const auto *next = static_cast<const EditCommand *>(other);
    if (next->m_mergeKey != m_mergeKey)
        return false;
    // Both hold what undoes them, last edit first, so the later one's come first.
    std::vector<model::DesignEdit> both = next->m_edits;
    both.insert(both.end(), m_edits.begin(), m_edits.end());
    m_edits = std::move(both);
    setText(next->text());
    return true;
}

} // namespace loadstar::edit
