// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/name_editor.h"

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "edit/connection_operations.h"
#include "edit/edit_operations.h"

#include <QKeyEvent>

#include <algorithm>

namespace loadstar::canvas {

namespace {

constexpr int kMinimumWidth = 120;
/// Has it until it is finished.
const QString kName = QStringLiteral("nameEditor");

} // namespace

NameEditor::NameEditor(CanvasView &view, model::ElementId id)
    : QLineEdit(view.viewport())
    , m_view(view)
    , m_id(std::move(id))
{
    setObjectName(kName);
    setAccessibleName(tr("Name"));
    if (const model::Component *component = view.document().design().component(m_id))
        setText(component->name);
    else if (const model::Connection *line = view.document().design().connection(m_id))
        setText(line->name);
    selectAll();
    place();
    show();
    setFocus(Qt::OtherFocusReason);
}

QRectF NameEditor::area() const
{
    CanvasScene &scene = m_view.canvasScene();
    if (const render::ComponentPlace *place = scene.geometry().place(m_id)) {
        const bool isCard = place->shape == model::ComponentShape::Card;
        return isCard ? place->rect.adjusted(36.0, 8.0, -6.0, -28.0)
                      : QRectF(place->rect.topLeft() + QPointF(8.0, 4.0),
                               QSizeF(place->rect.width() - 16.0, 24.0));
    }
    const auto label = scene.labels().labels().find(m_id);
    if (label != scene.labels().labels().end())
        return label->second.rect;
    const QPolygonF route = scene.geometry().route(m_id);
    const QPointF half(kMinimumWidth / 2.0, 8.0);
    const QPointF middle = render::pointAlong(route, 0.5);
    return route.isEmpty() ? QRectF() : QRectF(middle - half, middle + half);
}

NameEditor *NameEditor::openIn(const QWidget &viewport)
{
    return viewport.findChild<NameEditor *>(kName);
}

void NameEditor::place()
{
    const QRectF text = area();
    if (text.isNull()) {
        finish(false);
        return;
    }
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

bool NameEditor::focusNextPrevChild(bool isNext)
{
    if (m_isFinished) // while it hides
        return QLineEdit::focusNextPrevChild(isNext);
    CanvasView &view = m_view;
    finish(true);
    view.renameNeighbor(isNext);
    return true;
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
    if (isKept)
        keep(text().trimmed());
    hide();
    m_view.setFocus(Qt::OtherFocusReason);
    deleteLater();
    // The next one may begin before this one is gone.
    setObjectName(QString());
}

void NameEditor::keep(const QString &name)
{
    edit::DesignDocument &document = m_view.document();
    const model::Design &design = document.design();
    if (const model::Connection *line = design.connection(m_id)) {
        // A connection need not have a name.
        if (line->name != name)
            document.perform(tr("Name the connection %1").arg(name),
                             edit::nameConnection(design, m_id, name));
    } else if (name.isEmpty()) {
        Q_EMIT m_view.statusHint(tr("A name cannot be empty; the old one stays."));
    } else if (const model::Component *component = design.component(m_id)) {
        document.perform(tr("Rename %1 to %2").arg(component->name, name),
                         edit::renameComponent(design, m_id, name));
    }
}

} // namespace loadstar::canvas
