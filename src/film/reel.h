// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "film/caption_board.h"
#include "film/element_table.h"
#include "film/film_settings.h"
#include "film/run_looks.h"
#include "film/run_narrator.h"
#include "film/stage.h"
#include "film/traffic_painter.h"
#include "film/traffic_recorder.h"
#include "model/kind_registry.h"
#include "sim/design_simulation.h"

#include <memory>
#include <vector>

namespace loadstar::film {

/// Runs a design from frame to frame of a film, and says what each shows. Time of the film is in
/// seconds from its first frame. The same settings give the same film.
class Reel
{
public:
    /// Errors: those of filmFrameCount() and DesignSimulation::create().
    static base::Result<std::unique_ptr<Reel>> create(const model::Design &design,
                                                      const model::KindRegistry &kinds,
                                                      const FilmSettings &settings);

    /// Where the elements are drawn; before the first frame.
    void setStage(const Stage &stage) { m_traffic.setStage(stage); }

    /// Comes to the next frame, the first one included. Errors: film.cancelled, sim.overload.
    base::Result<void> advance(const base::TaskControl *control = nullptr);
    bool isAtEnd() const { return m_frame + 1 >= m_frameCount; }

    int frameCount() const { return m_frameCount; }
    int frame() const { return m_frame; } ///< from 0; -1 before the first
    double filmTime() const { return m_filmTime; }
    double now() const { return m_simulation->now(); } ///< simulated seconds
    /// Of the stretch that the film shows, 0..1.
    double partDone() const;

    /// Looks and counts change a few times per second, so that they can be read; whether they did
    /// in this frame.
    bool hasNewLooks() const { return m_hasNewLooks; }
    const render::DiagramLooks &looks() const { return m_looks; }
    const sim::RequestCounts &requests() const { return m_requests; }
    const sim::SessionCounts &sessions() const { return m_sessions; }
    const TrafficPainter &traffic() const { return m_traffic; }
    CaptionBoard &captions() { return m_captions; }
    /// What happened since the film began, as parts of its stretch, 0..1.
    const std::vector<double> &eventMarks() const { return m_eventMarks; }

private:
    Reel(const model::Design &design, const model::KindRegistry &kinds,
         const FilmSettings &settings, int frameCount,
         std::unique_ptr<sim::DesignSimulation> simulation);

    /// Runs to a film time, which is negative before the first frame.
    base::Result<void> runTo(double filmTime, const base::TaskControl *control);
    void follow(const TrafficChunk &chunk, double filmTime);

    FilmSettings m_settings;
    int m_frameCount = 0;
    std::unique_ptr<sim::DesignSimulation> m_simulation;
    TrafficRecorder m_recorder;
    RunNarrator m_narrator;
    RunLooks m_runLooks;
    TrafficPainter m_traffic;
    CaptionBoard m_captions;
    int m_frame = -1;
    double m_filmTime = 0.0;
    double m_looksAt = 0.0;
    bool m_hasNewLooks = false;
    render::DiagramLooks m_looks;
    sim::RequestCounts m_requests;
    sim::SessionCounts m_sessions;
    std::vector<double> m_eventMarks;
};

} // namespace loadstar::film
