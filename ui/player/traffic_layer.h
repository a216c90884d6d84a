// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/caption_board.h"
#include "film/element_table.h"
#include "film/run_looks.h"
#include "film/run_narrator.h"
#include "film/traffic_painter.h"
#include "model/design.h"
#include "player/playback_controller.h"
#include "player/step_mark.h"
#include "render/theme.h"

#include <QObject>
#include <QPointer>

#include <optional>

namespace loadstar::canvas {
class CanvasScene;
}

namespace loadstar::player {

/// Lays a run over the canvas: the looks of components and connections, the requests on their way,
/// and captions about what happened. It gives the scene values and an overlay, and takes them away
/// again.
class TrafficLayer : public QObject
{
    Q_OBJECT

public:
    explicit TrafficLayer(const model::KindRegistry &kinds, QObject *parent = nullptr);
    ~TrafficLayer() override;

    /// From now on paints over this scene, which must have been made for the document of the run.
    void attachTo(canvas::CanvasScene &scene);
    /// Hidden, the diagram looks plain.
    void setVisible(bool isVisible);
    /// Without captions, for who tells elsewhere what happens.
    void setCaptionsVisible(bool areVisible);

    /// A run of this design begins; or it goes on after it was repeated with another scenario, then
    /// what is on its way stays.
    void begin(const model::Design &design, bool isRepeated);
    /// There is no run any more: the diagram looks plain.
    void end();
    /// Takes over what the simulation handed out; `animation` is the animation clock, `speed` in
    /// simulated per wall seconds.
    void show(const PlaybackFrame &frame, double animation, double speed);
    /// Paints the moment `animation`.
    void animate(double animation);

    /// Takes away what is on its way and what is told, and leaves the components as they are.
    void settle();

    /// Lights up what a step was about, until the run goes on.
    void pointOut(const SteppedMoment &moment);
    const SteppedMoment &pointedOut() const { return m_step.moment(); }

    /// The animation stands from now on.
    void hold(double animation);

    /// Whether nothing moves any more at that moment.
    bool isStillAt(double animation) const;

    const film::TrafficPainter &traffic() const { return m_traffic; }
    const render::DiagramLooks &looks() const { return m_looks; }
    std::vector<film::RunCaption> captions() const { return m_captions.captions(); }
    const sim::Snapshot &snapshot() const { return m_snapshot; }
    /// The uppermost dot at that point of the canvas.
    std::optional<film::PlacedDot> dotAt(const QPointF &point, double zoom) const;
    /// Whether the click was on a request.
    bool click(const QPointF &point, double zoom);
    /// The dot, component or connection at that point of the canvas in words; empty for none.
    QString describe(const QPointF &point, double zoom) const;

Q_SIGNALS:
    /// Somebody clicked on the dot of that request.
    void requestClicked(quint64 request);

private:
    void paint(QPainter &painter, const render::DiagramGeometry &geometry, const QRectF &exposed);
    void applyLooks();
    void applyStage();
    void install();
    void remove();

    const model::KindRegistry &m_kinds;
    QPointer<canvas::CanvasScene> m_scene;
    bool m_isVisible = true;
    bool m_areCaptionsVisible = true;
    bool m_hasRun = false;
    /// Whether looks and overlay of the scene are ours now; others may use them meanwhile.
    bool m_isInstalled = false;
    film::ElementTable m_elements;
    film::TrafficPainter m_traffic;
    film::RunLooks m_runLooks;
    film::RunNarrator m_narrator;
    film::CaptionBoard m_captions;
    StepMark m_step;
    render::DiagramLooks m_looks;
    sim::Snapshot m_snapshot;
    double m_animation = 0.0;
    /// Up to where the animation is filled with traffic.
    double m_filledTo = 0.0;
    double m_looksAt = -1.0;
};

} // namespace loadstar::player
