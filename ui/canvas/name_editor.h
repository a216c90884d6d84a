// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"

#include <QLineEdit>

namespace loadstar::canvas {

class CanvasView;

/// The line edit over a component in which its name is changed. Enter and leaving keep the new
/// name, Esc drops it. It destroys itself when it is done.
class NameEditor : public QLineEdit
{
    Q_OBJECT

public:
    NameEditor(CanvasView &view, model::ElementId id);

    /// Follows the component when the view moves.
    void place();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void finish(bool isKept);

    CanvasView &m_view;
    model::ElementId m_id;
    bool m_isFinished = false;
};

} // namespace loadstar::canvas
