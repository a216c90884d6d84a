// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/scenario_track.h"

#include "charts/plot_widget.h"
#include "player/event_editor.h"
#include "player/scenario_offers.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace loadstar::player {

namespace {

constexpr double kPages = 20.0; ///< of Page Up and Page Down over the whole run
constexpr int kBarHeight = 26;
constexpr double kInset = 2.0;
constexpr double kDragStart = 3.0; ///< pixels before a press becomes a drag

} // namespace

ScenarioTrack::ScenarioTrack(edit::DesignDocument &document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_theme(render::Theme::light())
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Scenario"));
    connect(&m_document, &edit::DesignDocument::changed, this, &ScenarioTrack::onDocumentChanged);
    layOut();
}

ScenarioTrack::~ScenarioTrack() = default;

void ScenarioTrack::setTheme(const render::Theme &theme)
{
    m_theme = theme;
    update();
}

void ScenarioTrack::setDuration(double seconds)
{
    m_duration = seconds;
    layOut();
}

void ScenarioTrack::setNow(double seconds)
{
    if (std::abs(xOf(seconds) - xOf(m_now)) < 0.2 && seconds != 0.0)
        return;
    m_now = seconds;
    update();
}

void ScenarioTrack::setReachable(double seconds)
{
    if (seconds == m_reachable)
        return;
    m_reachable = seconds;
    update();
}

QRectF ScenarioTrack::barRect() const
{
    return QRectF(kInset, kOvershoot, width() - 2.0 * kInset, kBarHeight);
}

double ScenarioTrack::xOf(double seconds) const
{
    const QRectF bar = barRect();
    return bar.left() + seconds / m_duration * bar.width();
}

double ScenarioTrack::secondsAt(double x) const
{
    const QRectF bar = barRect();
    return std::clamp((x - bar.left()) / std::max(1.0, bar.width()), 0.0, 1.0) * m_duration;
}

void ScenarioTrack::selectEvent(int index)
{
    m_selected = index >= 0 && index < static_cast<int>(scenario().size()) ? index : -1;
    setAccessibleDescription(m_selected < 0 ? QString() : tooltipOf(m_selected));
    update();
}

int ScenarioTrack::lineAt(double x) const
{
    int nearest = -1;
    double distance = kReach;
    for (const Marker &marker : m_markers) {
        const double away = std::abs(x - marker.x);
        if (away <= distance) {
            distance = away;
            nearest = marker.event;
        }
    }
    return nearest;
}

int ScenarioTrack::eventAt(const QPointF &position) const
{
    if (const int nearest = lineAt(position.x()); nearest >= 0)
        return nearest;
    for (const Marker &marker : m_markers) {
        if (marker.labelRect.contains(position))
            return marker.event;
    }
    return -1;
}

int ScenarioTrack::laterEvents() const
{
    return static_cast<int>(
        std::count_if(scenario().begin(), scenario().end(),
                      [this](const model::ScenarioEvent &e) { return e.at > m_duration; }));
}

QSize ScenarioTrack::sizeHint() const
{
    return {600, kBarHeight + 2 * kOvershoot};
}

QSize ScenarioTrack::minimumSizeHint() const
{
    return {120, kBarHeight + 2 * kOvershoot};
}

void ScenarioTrack::onDocumentChanged(const model::DesignChange &change)
{
    if (change.isScenarioChanged || change.isReset || !change.components.empty())
        layOut();
}

void ScenarioTrack::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOut();
}

bool ScenarioTrack::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int index = eventAt(help->pos());
        if (index >= 0)
            QToolTip::showText(help->globalPos(), tooltipOf(index), this);
        else
            QToolTip::showText(help->globalPos(),
                               tr("Click or drag to go to %1; right-click to add an event")
                                   .arg(charts::clockText(snapped(secondsAt(help->x()), false))),
                               this);
        return true;
    }
    if (event->type() == QEvent::FontChange)
        layOut();
    // While a marker is selected here, F2 means it and not a component.
    if (event->type() == QEvent::ShortcutOverride && m_selected >= 0 &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_F2) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void ScenarioTrack::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressX = event->position().x();
    m_soughtLast = -1.0;
    m_pressedText = -1;
    const int line = lineAt(m_pressX);
    const int index = eventAt(event->position());
    if (line >= 0) {
        selectEvent(line);
        selectTarget(line);
        beginDrag(line, m_pressX);
    } else if (index >= 0) {
        m_pressedText = index;
    } else {
        selectEvent(-1);
        m_isScrubbing = true;
        scrubTo(m_pressX);
    }
}

void ScenarioTrack::scrubTo(double x)
{
    const double seconds = snapped(secondsAt(x), false);
    if (seconds == m_soughtLast)
        return;
    m_soughtLast = seconds;
    Q_EMIT seekRequested(seconds);
}

void ScenarioTrack::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragged >= 0) {
        followDrag(event->position().x(), event->modifiers().testFlag(Qt::AltModifier));
        return;
    }
    if (m_pressedText >= 0) {
        if (std::abs(event->position().x() - m_pressX) < kDragStart)
            return;
        // A text is not a handle: who moves on from it goes through the run.
        m_pressedText = -1;
        selectEvent(-1);
        m_isScrubbing = true;
    }
    if (m_isScrubbing) {
        scrubTo(event->position().x());
        return;
    }
    setCursor(lineAt(event->position().x()) >= 0 ? Qt::SizeHorCursor : Qt::PointingHandCursor);
}

void ScenarioTrack::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_isScrubbing = false;
    if (m_pressedText >= 0) {
        selectEvent(m_pressedText);
        selectTarget(m_pressedText);
        m_pressedText = -1;
    }
    endDrag(true);
}

void ScenarioTrack::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        editEvent(eventAt(event->position()));
}

std::optional<double> ScenarioTrack::momentOf(int key) const
{
    const double page = m_duration / kPages;
    if (key == Qt::Key_Home || key == Qt::Key_End)
        return key == Qt::Key_Home ? 0.0 : m_duration;
    if (key == Qt::Key_PageUp || key == Qt::Key_PageDown)
        return std::clamp(m_now + (key == Qt::Key_PageUp ? -page : page), 0.0, m_duration);
    return std::nullopt;
}

void ScenarioTrack::keyPressEvent(QKeyEvent *event)
{
    const bool isLeft = event->key() == Qt::Key_Left;
    if (m_dragged >= 0) {
        // Nothing else may change the scenario while a marker is on its way.
        if (event->key() == Qt::Key_Escape)
            endDrag(false);
        event->accept();
    } else if (isLeft || event->key() == Qt::Key_Right) {
        const double far = event->modifiers().testFlag(Qt::ShiftModifier) ? 10.0 : 1.0;
        if (event->modifiers().testFlag(Qt::ControlModifier)) {
            moveSelected((isLeft ? -1.0 : 1.0) * far);
        } else {
            const int count = static_cast<int>(m_markers.size());
            const int next =
                m_selected < 0 ? (isLeft ? count - 1 : 0) : m_selected + (isLeft ? -1 : 1);
            if (count > 0)
                selectEvent(std::clamp(next, 0, count - 1));
        }
    } else if (const std::optional<double> moment = momentOf(event->key())) {
        Q_EMIT seekRequested(*moment);
    } else if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) {
        removeSelected();
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        selectTarget(m_selected);
    } else if (event->key() == Qt::Key_F2) {
        editEvent(m_selected);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void ScenarioTrack::contextMenuEvent(QContextMenuEvent *event)
{
    const QPointF position =
        event->reason() == QContextMenuEvent::Mouse
            ? QPointF(event->pos())
            : QPointF(xOf(m_selected < 0 ? m_now : scenario()[static_cast<size_t>(m_selected)].at),
                      barRect().center().y());
    QMenu *menu = makeMenu(position);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(event->reason() == QContextMenuEvent::Mouse ? event->globalPos()
                                                            : mapToGlobal(position.toPoint()));
}

QMenu *ScenarioTrack::makeMenu(const QPointF &position)
{
    auto *menu = new QMenu(this);
    const int index = eventAt(position);
    if (index >= 0) {
        selectEvent(index);
        QAction *target =
            menu->addAction(tr("Select its target"), this, [this, index] { selectTarget(index); });
        menu->addAction(tr("Change time and values…"), this, [this, index] { editEvent(index); })
            ->setShortcut(Qt::Key_F2);
        target->setEnabled(!scenario()[static_cast<size_t>(index)].target.isEmpty());
        menu->addAction(tr("Remove \"%1\"")
                            .arg(scenarioLabel(scenario()[static_cast<size_t>(index)],
                                               m_document.design(), m_document.kinds())),
                        this, [this] { removeSelected(); });
        menu->addSeparator();
    }
    const double at = snapped(secondsAt(position.x()), false);
    for (const model::ElementId &id : m_document.selection()) {
        const auto offers = offersFor(m_document.design(), m_document.kinds(), id);
        if (offers.empty())
            continue;
        menu->addAction(
                tr("%1 at %2").arg(elementName(m_document.design(), id), charts::clockText(at)))
            ->setEnabled(false);
        for (const ScenarioOffer &offer : offers) {
            menu->addAction(offer.label, this,
                            [this, offer, at] { addEvent(offer.event, at, offer.label); });
        }
    }
    if (menu->isEmpty())
        menu->addAction(tr("Select a component to add an event for it"))->setEnabled(false);
    return menu;
}

void ScenarioTrack::beginDrag(int index, double x)
{
    m_dragStart = scenario();
    m_dragged = index;
    m_dragX = x;
    m_hasMoved = false;
}

void ScenarioTrack::followDrag(double x, bool isFine)
{
    if (!m_hasMoved && std::abs(x - m_dragX) < kDragStart)
        return;
    if (!m_drag)
        m_drag = std::make_unique<edit::EditTransaction>(m_document, tr("Move scenario event"));
    m_hasMoved = true;
    if (!m_drag->isOpen())
        return;
    const double from = m_dragStart[static_cast<size_t>(m_dragged)].at;
    const double offset = secondsAt(x) - secondsAt(m_dragX);
    const double at = std::clamp(snapped(from + offset, isFine), 0.0, m_duration);
    const ScenarioChange change = withEventAt(m_dragStart, m_dragged, at);
    m_drag->rollBack();
    m_drag->apply(change.edits());
    selectEvent(change.index);
    QToolTip::showText(mapToGlobal(QPoint(static_cast<int>(x), -8)),
                       tr("%1, moved from %2 (Escape: leave it there)")
                           .arg(tooltipOf(m_selected), charts::clockText(from)),
                       this);
}

void ScenarioTrack::endDrag(bool isKept)
{
    if (m_dragged < 0)
        return;
    const int former = m_dragged;
    m_dragged = -1;
    if (m_drag && isKept)
        m_drag->commit();
    const bool isUndone = m_drag && !isKept;
    m_drag.reset();
    if (isUndone)
        selectEvent(former);
}

void ScenarioTrack::moveSelected(double bySeconds)
{
    if (m_selected < 0)
        return;
    const double at = scenario()[static_cast<size_t>(m_selected)].at;
    const ScenarioChange change = withEventAt(
        scenario(), m_selected, std::clamp(at + bySeconds, 0.0, std::max(at, m_duration)));
    m_document.perform(tr("Move scenario event"), change.edits(), QStringLiteral("scenario.move"));
    selectEvent(change.index);
}

void ScenarioTrack::removeSelected()
{
    if (m_selected < 0)
        return;
    const ScenarioChange change = withoutEvent(scenario(), m_selected);
    selectEvent(-1);
    m_document.perform(tr("Remove scenario event"), change.edits());
}

void ScenarioTrack::editEvent(int index)
{
    if (index < 0 || index >= static_cast<int>(scenario().size()))
        return;
    const model::ScenarioEvent event = scenario()[static_cast<size_t>(index)];
    const QString title = scenarioLabel(event, m_document.design(), m_document.kinds());
    auto *editor = new EventEditor(event, title, m_document.kinds().action(event.action), this);
    editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(editor, &EventEditor::confirmed, this,
            [this, event, index, title](const model::ScenarioEvent &changed) {
                const auto place = static_cast<size_t>(index);
                if (changed == event || place >= scenario().size() || scenario()[place] != event)
                    return;
                const ScenarioChange change = withEventReplaced(scenario(), index, changed);
                m_document.perform(tr("Change \"%1\"").arg(title), change.edits());
                selectEvent(change.index);
            });
    editor->open();
}

void ScenarioTrack::addEvent(model::ScenarioEvent event, double at, const QString &label)
{
    event.at = at;
    const ScenarioChange change = withEvent(scenario(), event);
    m_document.perform(tr("Add \"%1\" to the scenario").arg(label), change.edits());
    selectEvent(change.index);
}

void ScenarioTrack::selectTarget(int index)
{
    if (index < 0 || index >= static_cast<int>(scenario().size()))
        return;
    const model::ElementId target = scenario()[static_cast<size_t>(index)].target;
    if (!target.isEmpty())
        m_document.select({target});
}

double ScenarioTrack::step() const
{
    const double perPixel = m_duration / std::max(1.0, barRect().width());
    return perPixel <= 0.02 ? 0.1 : std::max(1.0, std::round(perPixel));
}

double ScenarioTrack::snapped(double seconds, bool isFine) const
{
    const double grid = isFine ? 0.1 : step();
    // Dividing by a whole number keeps tenths exact where multiplying by 0.1 does not.
    return grid < 1.0 ? std::round(seconds * 10.0) / 10.0 : std::round(seconds / grid) * grid;
}

QString ScenarioTrack::tooltipOf(int index) const
{
    const model::ScenarioEvent &event = scenario()[static_cast<size_t>(index)];
    QString text = tr("%1 at %2")
                       .arg(scenarioLabel(event, m_document.design(), m_document.kinds()),
                            charts::clockText(event.at));
    if (event.at != std::floor(event.at))
        text += QStringLiteral(" (%1 s)").arg(QLocale().toString(event.at, 'g', 6));
    return text;
}

} // namespace loadstar::player
