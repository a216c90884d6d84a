// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "edit/edit_transaction.h"
#include "layout/auto_layout.h"

#include <QObject>
#include <QVariantAnimation>

#include <optional>
#include <vector>

namespace loadstar::canvas {
class CanvasView;
}

namespace loadstar::shell {

/// Automatic layout of what is on the canvas: worked out beside the window, then shown as a short
/// movement, in the end one step of the history. Escape, or any edit meanwhile, calls it off.
class LayoutRun : public QObject
{
    Q_OBJECT

public:
    explicit LayoutRun(canvas::CanvasView &canvas);

    /// Lays out the selection, when it is several components, or everything.
    void start(layout::LayoutStyle style, const QString &text);
    bool isRunning() const { return m_isWaiting || m_transaction; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void show(const base::Result<std::vector<model::DesignEdit>> &found);
    void move(double part);
    void finish();
    void stop(const QString &hint);

    canvas::CanvasView &m_canvas;
    base::Task m_task;
    QString m_text;
    bool m_isWaiting = false;
    std::vector<model::DesignEdit> m_edits;
    /// Where each component of m_edits was.
    std::vector<QPointF> m_starts;
    std::optional<edit::EditTransaction> m_transaction;
    QVariantAnimation m_animation;
};

} // namespace loadstar::shell
