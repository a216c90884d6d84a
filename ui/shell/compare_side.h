// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"
#include "player/playback_controller.h"
#include "render/theme.h"

#include <QWidget>

class QLabel;

namespace loadstar::canvas {
class CanvasView;
}
namespace loadstar::player {
class TrafficLayer;
}

namespace loadstar::shell {

/// One of two designs that run beside each other: its name, its canvas with the traffic, and what
/// the run comes to so far.
class CompareSide : public QWidget
{
    Q_OBJECT

public:
    explicit CompareSide(const model::KindRegistry &kinds, QWidget *parent = nullptr);
    ~CompareSide() override;

    void setTheme(const render::Theme &theme);
    /// Shows that design and prepares its run, paused at its beginning.
    void load(const QString &name, const model::Design &design, const sim::RunOptions &options);
    /// The same run once more.
    void restart();
    /// `wallSeconds` have passed; without `isOn` the run waits for the other side.
    void advance(double wallSeconds, bool isOn);

    player::PlaybackController &controller() { return m_controller; }
    const player::PlaybackController &controller() const { return m_controller; }
    const model::Design &design() const { return m_document.design(); }
    QString name() const;
    QString headline() const;
    canvas::CanvasView &view() const { return *m_view; }
    player::TrafficLayer &layer() const { return *m_layer; }

Q_SIGNALS:
    /// The run has come further, or its state is another.
    void moved();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void onFrame(const player::PlaybackFrame &frame);
    void onStateChanged();

    edit::DesignDocument m_document;
    player::PlaybackController m_controller;
    sim::RunOptions m_options;
    QLabel *m_name = nullptr;
    QLabel *m_headline = nullptr;
    canvas::CanvasView *m_view = nullptr;
    player::TrafficLayer *m_layer = nullptr;
};

} // namespace loadstar::shell
