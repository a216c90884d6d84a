// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/name_editor.h"

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "edit/edit_operations.h"

#include <QKeyEvent>

#include <algorithm>

namespace loadstar::canvas {

namespace {

constexpr int kMinimumWidth = 120;

} // namespace

NameEditor::NameEditor(CanvasView &view, model::ElementId id)
    : QLineEdit(view.viewport())
    , m_view(view)
    , m_id(std::move(id))
{
    setObjectName(QStringLiteral("nameEditor"));
    setAccessibleName(tr("Name"));
    if (const model::Component *component = view.document().design().component(m_id))
        setText(component->name);
    selectAll();
    place();
    show();
    setFocus(Qt::OtherFocusReason);
}

void NameEditor::place()
{
    const render::ComponentPlace *place = m_view.canvasScene().geometry().place(m_id);
    if (!place) {
        finish(false);
        return;
    }
    const bool isCard = place->shape == model::ComponentShape::Card;
    const QRectF text = isCard ? place->rect.adjusted(36.0, 8.0, -6.0, -28.0)
                               : QRectF(place->rect.topLeft() + QPointF(8.0, 4.0),
                                        QSizeF(place->rect.width() - 16.0, 24.0));
    const QRect onScreen = m_view.mapFromScene(text).boundingRect();
    const int height = std::max(sizeHint().height(), onScreen.height());
    setGeometry(onScreen.left(), onScreen.center().y() - height / 2,
                std::max(kMinimumWidth, onScreen.width()), height);
}

void NameEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        finish(false);
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        finish(true);
    else
        QLineEdit::keyPressEvent(event);
}

void NameEditor::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    // The menu of the line edit itself takes the focus for a while.
    if (event->reason() != Qt::PopupFocusReason)
        finish(true);
}

void NameEditor::finish(bool isKept)
{
    if (std::exchange(m_isFinished, true))
        return;
    edit::DesignDocument &document = m_view.document();
    const QString name = text().trimmed();
    if (isKept && name.isEmpty())
        Q_EMIT m_view.statusHint(tr("A name cannot be empty; the old one stays."));
    else if (isKept && document.design().component(m_id))
        document.perform(tr("Rename"), edit::renameComponent(document.design(), m_id, name));
    hide();
    m_view.setFocus(Qt::OtherFocusReason);
    deleteLater();
}

} // namespace loadstar::canvas
