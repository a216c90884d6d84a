// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/edit_transaction.h"

#include "edit/connection_operations.h"
#include "edit/design_document.h"
#include "edit/edit_command.h"

#include <iterator>
#include <utility>

namespace loadstar::edit {

EditTransaction::EditTransaction(DesignDocument &document, const QString &text)
    : m_document(document)
    , m_text(text)
{
    m_document.interruptGesture();
    m_document.m_gesture = this;
}

EditTransaction::~EditTransaction()
{
    if (m_isOpen)
        interrupt();
}

void EditTransaction::interrupt()
{
    m_isOpen = false;
    m_document.m_gesture = nullptr;
    rollBack();
}

void EditTransaction::apply(const std::vector<model::DesignEdit> &edits)
{
    if (!m_isOpen)
        return;
    std::vector<model::DesignEdit> inverse =
        m_document.applyEdits(withCarriedWaypoints(m_document.design(), edits));
    inverse.insert(inverse.end(), std::make_move_iterator(m_inverse.begin()),
                   std::make_move_iterator(m_inverse.end()));
    m_inverse = std::move(inverse);
}

void EditTransaction::rollBack()
{
    if (!m_inverse.empty())
        m_document.applyEdits(std::exchange(m_inverse, {}));
}

void EditTransaction::commit()
{
    if (!std::exchange(m_isOpen, false))
        return;
    m_document.m_gesture = nullptr;
    model::Design before = m_document.design();
    for (const model::DesignEdit &edit : m_inverse)
        model::apply(before, edit);
    if (before == m_document.design())
        return;
    m_document.undoStack().push(
        new EditCommand(m_document, m_text, std::exchange(m_inverse, {}), {}, true));
}

} // namespace loadstar::edit
