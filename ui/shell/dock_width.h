// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QDockWidget;
class QMainWindow;

namespace loadstar::shell {

/// Gives a dock at the side of a window its width back when a window that was small has room
/// again. The width wanted is the one that the person gave it last.
class DockWidth : public QObject
{
    Q_OBJECT

public:
    /// `wanted` and `least`, in pixels, hold until somebody drags the border of the dock.
    DockWidth(QMainWindow &window, QDockWidget &dock, int wanted, int least);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void restore();

    QMainWindow &m_window;
    QDockWidget &m_dock;
    int m_wanted;
    int m_least;
    bool m_isWindowResizing = false;
};

} // namespace loadstar::shell
