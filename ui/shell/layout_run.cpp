// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/layout_run.h"

#include "canvas/canvas_view.h"

#include <QEasingCurve>
#include <QKeyEvent>
#include <QStyle>

namespace loadstar::shell {

namespace {

/// With more the movement would stutter.
constexpr size_t kMostAnimated = 300;

} // namespace

LayoutRun::LayoutRun(canvas::CanvasView &canvas)
    : QObject(&canvas)
    , m_canvas(canvas)
{
    canvas.installEventFilter(this);
    m_animation.setStartValue(0.0);
    m_animation.setEndValue(1.0);
    m_animation.setEasingCurve(QEasingCurve::InOutCubic);
    connect(&m_animation, &QVariantAnimation::valueChanged, this,
            [this](const QVariant &value) { move(value.toDouble()); });
    connect(&m_animation, &QVariantAnimation::finished, this, &LayoutRun::finish);
    connect(&canvas.document(), &edit::DesignDocument::changed, this, [this] {
        if (m_isWaiting)
            stop(tr("The design has changed; the layout was called off"));
    });
}

void LayoutRun::start(layout::LayoutStyle style, const QString &text)
{
    stop({});
    edit::DesignDocument &document = m_canvas.document();
    m_text = text;
    m_isWaiting = true;
    Q_EMIT m_canvas.statusHint(tr("Laying out; Escape calls it off"));
    m_task = base::runTask(
        this,
        [design = document.design(), &kinds = document.kinds(), selection = document.selection(),
         style](const base::TaskControl &control) {
            return layout::autoLayout(design, kinds, selection, style, control);
        },
        [this](const base::Result<std::vector<model::DesignEdit>> &found) { show(found); });
}

void LayoutRun::show(const base::Result<std::vector<model::DesignEdit>> &found)
{
    m_isWaiting = false;
    if (!found || found->empty()) {
        Q_EMIT m_canvas.statusHint(found ? tr("It is so already") : found.error().message);
        return;
    }
    Q_EMIT m_canvas.statusHint({});
    m_edits = *found;
    m_starts.clear();
    const model::Design &design = m_canvas.document().design();
    for (const model::DesignEdit &edit : m_edits) {
        const auto *place = std::get_if<model::PutPlace>(&edit);
        m_starts.push_back(place ? design.component(place->id)->position : QPointF());
    }
    m_transaction.emplace(m_canvas.document(), m_text);
    const int duration =
        m_canvas.style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, &m_canvas);
    if (duration <= 0 || m_edits.size() > kMostAnimated) {
        finish();
        return;
    }
    m_animation.setDuration(duration);
    m_animation.start();
}

void LayoutRun::move(double part)
{
    if (!m_transaction || !m_transaction->isOpen())
        return;
    std::vector<model::DesignEdit> moved;
    for (size_t i = 0; i < m_edits.size(); ++i) {
        if (const auto *place = std::get_if<model::PutPlace>(&m_edits[i])) {
            model::PutPlace between = *place;
            between.position = m_starts[i] + part * (place->position - m_starts[i]);
            moved.push_back(between);
        } else {
            moved.push_back(m_edits[i]);
        }
    }
    m_transaction->rollBack();
    m_transaction->apply(moved);
}

void LayoutRun::finish()
{
    if (!m_transaction)
        return;
    if (m_transaction->isOpen()) {
        m_transaction->rollBack();
        m_transaction->apply(m_edits);
        m_transaction->commit();
        m_transaction.reset();
        // The result is looked at as a whole.
        if (m_canvas.document().selection().size() > 1)
            m_canvas.zoomToSelection();
        else
            m_canvas.zoomToFit();
    }
    m_transaction.reset();
}

void LayoutRun::stop(const QString &hint)
{
    const bool wasRunning = isRunning();
    m_task = {};
    m_isWaiting = false;
    m_animation.stop();
    m_transaction.reset();
    if (wasRunning && !hint.isEmpty())
        Q_EMIT m_canvas.statusHint(hint);
}

bool LayoutRun::eventFilter(QObject *watched, QEvent *event)
{
    const bool isEscape = event->type() == QEvent::KeyPress &&
                          static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape;
    if (isEscape && isRunning()) {
        stop(tr("The layout was called off"));
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace loadstar::shell
