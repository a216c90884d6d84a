// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/dock_width.h"

#include <QDockWidget>
#include <QEvent>
#include <QGuiApplication>
#include <QMainWindow>
#include <QTimer>

#include <algorithm>

namespace loadstar::shell {

namespace {

constexpr double kLargestPart = 0.25; ///< of the window that a dock is given back

} // namespace

DockWidth::DockWidth(QMainWindow &window, QDockWidget &dock, int wanted, int least)
    : QObject(&window)
    , m_window(window)
    , m_dock(dock)
    , m_wanted(wanted)
    , m_least(least)
{
    window.installEventFilter(this);
    dock.installEventFilter(this);
}

void DockWidth::restore()
{
    m_isWindowResizing = false;
    const int room = std::max(m_least, static_cast<int>(m_window.width() * kLargestPart));
    const int width = std::min(m_wanted, room);
    if (m_dock.isVisible() && m_dock.width() < width)
        m_window.resizeDocks({&m_dock}, {width}, Qt::Horizontal);
}

bool DockWidth::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::Resize)
        return false;
    if (watched == &m_window) {
        // The docks find their places in the next turn of the event loop.
        m_isWindowResizing = true;
        QTimer::singleShot(0, this, &DockWidth::restore);
    } else if (!m_isWindowResizing && (QGuiApplication::mouseButtons() & Qt::LeftButton)) {
        m_wanted = m_dock.width();
    }
    return false;
}

} // namespace loadstar::shell
