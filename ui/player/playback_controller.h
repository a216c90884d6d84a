// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "film/element_table.h"
#include "film/traffic_recorder.h"
#include "model/design.h"
#include "player/playback_clock.h"
#include "player/playback_goal.h"
#include "sim/design_simulation.h"
#include "sim/kept_moments.h"
#include "sim/run_report.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace loadstar::player {

/// What the simulation hands to the window each time it has come further. A value.
struct PlaybackFrame
{
    sim::Snapshot snapshot;
    film::TrafficChunk traffic;
    /// Figures up to snapshot.now; null in frames that were not asked for them.
    std::shared_ptr<const sim::RunReport> report;
    bool isFinished = false;
    /// Why the run cannot go on.
    std::optional<base::Error> failure;
    /// It comes from a step; `traffic` is what happened in it.
    bool isStep = false;
    /// The component at which a request got on in the step, if one did.
    sim::ElementIndex stepPlace = sim::kNoElement;
    /// The number of the goal that the run stands at, or 0.
    int metGoal = 0;
    /// The run was just prepared: traffic.events are all since time 0, and the rest of `traffic` is
    /// about what led up to now, dots after a seek only.
    bool isPrepared = false;
};

/// Runs one simulation on another thread, as fast as the clock wants, and never waits for it.
///
///     empty --load()--> preparing --> paused <--> playing --> finished
///                           \--> failed
///     any --stop()--> empty       paused, playing, finished --changeScenario()--> preparing --> as
///     before
///
/// While it stands or plays, a copy of it runs ahead on processors that have nothing else to do and
/// leaves copies behind, from which every moment is reached soon.
///
/// One piece of work is under way at a time: "run until t", bounded in wall time. Its frame comes
/// back as a value through a queued signal; the next tick asks again. Everything that can be asked
/// of a run is the same whether it came there in one piece or in many.
class PlaybackController : public QObject
{
    Q_OBJECT

public:
    enum class State { Empty, Preparing, Paused, Playing, Finished, Failed };

    explicit PlaybackController(QObject *parent = nullptr);
    ~PlaybackController() override;

    /// Prepares a run of this copy at time 0, paused. A former run is given up.
    void load(const model::Design &design, const sim::RunOptions &options);
    /// Gives the run up at once; what is under way on the other thread ends within 10 ms by itself.
    void stop();
    /// Takes effect after preparing, too.
    void play();
    void pause();
    /// Goes to the end as fast as possible, without traffic, and stays there.
    void runToEnd();
    /// Goes to the next moment at which the simulation has something to do, and stays there. While
    /// it plays it is paused first. Steps that are asked for while one is under way are one.
    void step();
    /// Goes on as fast as possible, without traffic, until `goal` is met, and stays there;
    /// goalEnded() tells. Pausing gives the goal up. Takes effect after preparing, too.
    void runUntil(const PlaybackGoal &goal);
    /// Goes to that simulated second, forward or back, and goes on from there as before: the run is
    /// repeated in the background up to it from the last copy before. Of seeks that come faster
    /// than they are done, the last is sure to be. Without a run nothing happens.
    void seek(double seconds);
    /// Every moment up to this simulated second is reached soon.
    double reachable() const;
    /// Takes the scenario from now on: the run is repeated in the background up to the present
    /// moment with it, then goes on as before. So the figures are those of a run that had it from
    /// the start.
    void changeScenario(const model::Scenario &scenario);

    void setSpeed(double speed);
    double speed() const { return m_clock.speed(); }

    /// `wallSeconds` have passed: moves the clocks and asks for the next piece when none is under
    /// way.
    void tick(double wallSeconds);

    State state() const { return m_state; }
    bool isPlaying() const { return m_state == State::Playing; }
    /// Whether it plays, or will once it is prepared.
    bool isMeantToPlay() const
    {
        return isPlaying() || (m_state == State::Preparing && m_wish == State::Playing);
    }
    /// Whether something is under way whose frame is still to come.
    bool isBusy() const { return m_task.has_value(); }
    /// Whether there is a run with figures.
    bool hasRun() const { return m_run != nullptr; }
    const PlaybackClock &clock() const { return m_clock; }
    /// The copy that runs. Editing the document does not touch it.
    const model::Design &design() const { return m_design; }
    const sim::RunOptions &options() const { return m_options; }
    const film::ElementTable &elements() const { return m_elements; }
    const base::Error &error() const { return m_error; }

Q_SIGNALS:
    void stateChanged();
    /// A run is ready at time 0, or was repeated with another scenario (`isRepeated`); the frame of
    /// the present moment follows.
    void runStarted(bool isRepeated);
    void frameReady(const loadstar::player::PlaybackFrame &frame);
    /// The run stands where the goal is met, or at its end without that.
    void goalEnded(bool isMet);
    /// reachable() has grown, or there is another run.
    void reachableChanged();

private:
    struct Run;
    struct Piece;
    /// What preparing gives.
    struct Prepared;

    void wishAsNow();
    void prepare(double until, bool isSeek);
    static Prepared prepared(std::unique_ptr<sim::DesignSimulation> simulation,
                             const film::ElementTable &elements, const Piece &piece,
                             base::TaskControl &control);
    void onPrepared(Prepared prepared, bool isRepeated);
    void runAhead();
    void forgetMoments();
    void ask(Piece piece);
    void onFrame(PlaybackFrame frame);
    void askForFigures();
    void takeStep();
    void giveUpGoals();
    void endGoal(bool isMet);
    Piece nextPiece() const;
    void setState(State state);

    static PlaybackFrame work(Run &run, const Piece &piece, base::TaskControl &control);

    PlaybackClock m_clock;
    State m_state = State::Empty;
    /// What to become once prepared.
    State m_wish = State::Paused;
    bool m_isRunningToEnd = false;
    bool m_wantsStep = false;
    std::optional<PlaybackGoal> m_goal;
    int m_goalNumber = 0; ///< of m_goal, or of the last one
    model::Design m_design;
    sim::RunOptions m_options;
    film::ElementTable m_elements;
    base::Error m_error;
    std::shared_ptr<Run> m_run;
    std::optional<base::Task> m_task;
    std::shared_ptr<sim::KeptMoments>
        m_moments; ///< of the run that is there; null before the first
    std::optional<base::Task> m_ahead;
    QTimer m_aheadTimer;            ///< tells of what was left behind
    QElapsedTimer m_seekUnderWay;   ///< valid while the run is prepared for a seek
    std::optional<double> m_seekTo; ///< what was asked for meanwhile
    double m_wallSinceFigures = 0.0;
    double m_figuresAt = -1.0;
};

} // namespace loadstar::player
