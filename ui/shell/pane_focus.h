// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QObject>
#include <QPointer>

#include <vector>

class QWidget;

namespace loadstar::shell {

/// Moves the keyboard between the panes of the window – the canvas and the docks around it – and
/// marks with a ring the one that it went to by key. In a dock Escape leads back to the canvas, and
/// so does Enter where a value was typed or a row chosen.
class PaneFocus : public QObject
{
    Q_OBJECT

public:
    /// `canvas` is the first pane; all must be children of `window`, which owns this.
    PaneFocus(QWidget &window, QWidget &canvas);

    /// Adds a dock behind the others. `leavesOnEnter`: Enter in it leads to the canvas.
    void addDock(QWidget &dock, bool leavesOnEnter);
    void setColor(const QColor &color);

    /// Gives the keyboard to the next (`step` 1) or former (-1) pane that is on the screen, where
    /// it was in it before.
    void cycle(int step);
    void toCanvas();

    /// The pane that has the ring; null without a ring.
    QWidget *marked() const { return m_marked; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Pane
    {
        QWidget *widget = nullptr;
        bool leavesOnEnter = false;
        /// What had the keyboard in it last.
        QPointer<QWidget> last;
    };

    Pane *paneOf(QWidget *widget);
    void onFocusChanged(QWidget *from, QWidget *to);
    void give(Pane &pane);
    void mark(QWidget *pane);
    void placeRing();

    std::vector<Pane> m_panes; ///< the canvas first
    QWidget *m_ring;
    QPointer<QWidget> m_marked;
};

} // namespace loadstar::shell
