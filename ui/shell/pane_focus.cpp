// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/pane_focus.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QKeyEvent>
#include <QTabBar>

#include <algorithm>

namespace loadstar::shell {

namespace {

constexpr int kRingWidth = 2;

/// The first widget inside that takes the keyboard; rows of tabs only where there is nothing else.
QWidget *firstInside(QWidget &pane)
{
    QWidget *tabs = nullptr;
    for (QWidget *each = pane.nextInFocusChain(); each != &pane; each = each->nextInFocusChain()) {
        const bool takesKeys = pane.isAncestorOf(each) && each->isVisible() && each->isEnabled() &&
                               (each->focusPolicy() & Qt::TabFocus);
        if (!takesKeys)
            continue;
        if (!qobject_cast<QTabBar *>(each))
            return each;
        tabs = tabs ? tabs : each;
    }
    return tabs;
}

} // namespace

PaneFocus::PaneFocus(QWidget &window, QWidget &canvas)
    : QObject(&window)
    , m_panes{{&canvas, false, {}}}
    , m_ring(new QWidget(&window))
{
    m_ring->setObjectName(QStringLiteral("focusRing"));
    m_ring->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_ring->setAutoFillBackground(true);
    m_ring->setFocusPolicy(Qt::NoFocus);
    m_ring->hide();
    canvas.installEventFilter(this);
    // Presses arrive at the viewport.
    if (auto *area = qobject_cast<QAbstractScrollArea *>(&canvas))
        area->viewport()->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this, &PaneFocus::onFocusChanged);
}

void PaneFocus::addDock(QWidget &dock, bool leavesOnEnter)
{
    m_panes.push_back({&dock, leavesOnEnter, {}});
    dock.installEventFilter(this);
}

void PaneFocus::setColor(const QColor &color)
{
    m_ring->setStyleSheet(
        QStringLiteral("QWidget#focusRing { background: %1; }").arg(color.name()));
}

PaneFocus::Pane *PaneFocus::paneOf(QWidget *widget)
{
    const auto found = std::find_if(m_panes.begin(), m_panes.end(), [widget](const Pane &pane) {
        return widget && (pane.widget == widget || pane.widget->isAncestorOf(widget));
    });
    return found == m_panes.end() ? nullptr : &*found;
}

void PaneFocus::cycle(int step)
{
    const auto count = static_cast<int>(m_panes.size());
    const Pane *present = paneOf(QApplication::focusWidget());
    int at = present ? static_cast<int>(present - m_panes.data()) : (step > 0 ? -1 : 0);
    for (int tried = 0; tried < count; ++tried) {
        at = (at + step + count) % count;
        if (m_panes[static_cast<size_t>(at)].widget->isVisible()) {
            give(m_panes[static_cast<size_t>(at)]);
            return;
        }
    }
}

void PaneFocus::toCanvas()
{
    give(m_panes.front());
}

void PaneFocus::give(Pane &pane)
{
    QWidget *wanted = pane.widget;
    if (&pane != &m_panes.front()) {
        const bool canReturn = pane.last && pane.last->isVisible() && pane.last->isEnabled();
        wanted = canReturn ? pane.last.data() : firstInside(*pane.widget);
    }
    if (!wanted)
        return;
    wanted->setFocus(Qt::ShortcutFocusReason);
    mark(pane.widget);
}

void PaneFocus::onFocusChanged(QWidget *from, QWidget *to)
{
    Pane *pane = paneOf(to);
    if (!pane)
        return;
    pane->last = to;
    const Pane *former = paneOf(from);
    if (QGuiApplication::mouseButtons())
        mark(nullptr);
    else if (former && former != pane)
        mark(pane->widget);
}

void PaneFocus::mark(QWidget *pane)
{
    m_marked = pane;
    m_ring->setVisible(pane);
    placeRing();
}

void PaneFocus::placeRing()
{
    if (!m_marked)
        return;
    const QRect place(m_marked->mapTo(m_ring->parentWidget(), QPoint()), m_marked->size());
    m_ring->setGeometry(place);
    m_ring->setMask(QRegion(m_ring->rect()) -
                    m_ring->rect().adjusted(kRingWidth, kRingWidth, -kRingWidth, -kRingWidth));
    m_ring->raise();
}

bool PaneFocus::eventFilter(QObject *watched, QEvent *event)
{
    auto *pane = static_cast<QWidget *>(watched);
    const QEvent::Type type = event->type();
    if (type == QEvent::Resize || type == QEvent::Move)
        placeRing();
    else if (type == QEvent::MouseButtonPress || (type == QEvent::Hide && pane == m_marked))
        mark(nullptr);
    if (type != QEvent::KeyPress || !paneOf(pane) || paneOf(pane) == m_panes.data())
        return false;
    // Only what no widget inside had a use for comes here.
    const int key = static_cast<QKeyEvent *>(event)->key();
    QWidget *focus = QApplication::focusWidget();
    if (!focus || !pane->isAncestorOf(focus))
        return false;
    const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
    const bool isKept =
        focus->property("isInvalid").toBool() || qobject_cast<QAbstractButton *>(focus);
    const bool leaves =
        key == Qt::Key_Escape || (isEnter && !isKept && paneOf(pane)->leavesOnEnter);
    if (leaves)
        toCanvas();
    return leaves;
}

} // namespace loadstar::shell
