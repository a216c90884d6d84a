// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"

#include <QLineEdit>

namespace loadstar::canvas {

class CanvasView;

/// The line edit over a component, or at a connection, in which its name is changed. Enter and
/// leaving keep the new name, Esc drops it. It destroys itself when it is done.
class NameEditor : public QLineEdit
{
    Q_OBJECT

public:
    NameEditor(CanvasView &view, model::ElementId id);

    /// The one that is open on a viewport; null when none is.
    static NameEditor *openIn(const QWidget &viewport);

    /// Follows the element when the view moves.
    void place();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    /// Tab keeps the name and goes on to the next component.
    bool focusNextPrevChild(bool isNext) override;

private:
    void finish(bool isKept);
    void keep(const QString &name);
    /// Where it stands, on the canvas; null when the element is not shown.
    QRectF area() const;

    CanvasView &m_view;
    model::ElementId m_id;
    bool m_isFinished = false;
};

} // namespace loadstar::canvas
