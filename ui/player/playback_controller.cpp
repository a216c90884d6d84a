// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/playback_controller.h"

#include "film/traffic_painter.h"
#include "player/goal_watch.h"

#include <QElapsedTimer>

#include <algorithm>
#include <limits>
#include <utility>

namespace loadstar::player {

namespace {

constexpr double kFiguresEvery = 0.2;     ///< wall seconds between figures while playing
constexpr qint64 kLongestPiece = 25;      ///< wall milliseconds of one piece of work
constexpr qint64 kLongestPieceToEnd = 60; ///< the same when no picture waits for it
/// Simulated seconds at the end of a piece of work that its flows and loads are about: longer ones
/// would mix what is now with what was long ago.
constexpr double kShownSpan = 10.0;
constexpr double kSliceTarget = 3.0; ///< wall milliseconds between looks at the wall clock

} // namespace

/// A simulation and its recorder; used by one piece of work at a time.
struct PlaybackController::Run
{
    std::unique_ptr<sim::DesignSimulation> simulation;
    std::unique_ptr<film::TrafficRecorder> recorder;
    std::unique_ptr<GoalWatch> watch; ///< between both; goes first
    /// Simulated seconds that take about kSliceTarget.
    double slice = 0.05;
};

/// One piece of work.
struct PlaybackController::Piece
{
    double until = 0.0;
    qint64 longest = kLongestPiece; ///< wall milliseconds
    double gap = 0.0;               ///< of the recorder, simulated seconds
    bool wantsFigures = false;
    std::optional<PlaybackGoal> goal;
    int goalNumber = 0;
    bool isStep = false;
};

PlaybackController::PlaybackController(QObject *parent)
    : QObject(parent)
{}

PlaybackController::~PlaybackController() = default;

void PlaybackController::load(const model::Design &design, const sim::RunOptions &options)
{
    m_task.reset();
    m_run.reset();
    m_design = design;
    m_options = options;
    m_elements = film::ElementTable(design);
    m_clock.rewind();
    m_clock.setDuration(options.duration);
    m_wish = State::Paused;
    giveUpGoals();
    prepare(0.0);
}

void PlaybackController::stop()
{
    m_task.reset();
    m_run.reset();
    m_clock.rewind();
    giveUpGoals();
    setState(State::Empty);
}

void PlaybackController::play()
{
    if (m_state == State::Preparing) {
        m_wish = State::Playing;
    } else if (m_state == State::Paused) {
        m_clock.play();
        setState(State::Playing);
    }
}

void PlaybackController::pause()
{
    if (m_state == State::Preparing) {
        m_wish = State::Paused;
        giveUpGoals();
        return;
    }
    if (m_state != State::Playing && m_state != State::Finished)
        return;
    m_clock.pause();
    giveUpGoals();
    if (m_state == State::Playing) {
        setState(State::Paused);
        askForFigures();
    }
}

void PlaybackController::runToEnd()
{
    m_isRunningToEnd = true;
    play();
}

void PlaybackController::step()
{
    pause();
    if (m_state != State::Preparing && m_state != State::Paused)
        return;
    m_wantsStep = true;
    takeStep();
}

void PlaybackController::runUntil(const PlaybackGoal &goal)
{
    if (m_state != State::Preparing && m_state != State::Paused && m_state != State::Playing)
        return;
    giveUpGoals();
    m_goal = goal;
    ++m_goalNumber;
    play();
}

void PlaybackController::takeStep()
{
    if (!m_wantsStep || m_task || m_state != State::Paused)
        return;
    m_wantsStep = false;
    Piece piece;
    piece.until = m_clock.duration();
    piece.longest = std::numeric_limits<qint64>::max();
    piece.wantsFigures = true;
    piece.goal = PlaybackGoal{};
    piece.isStep = true;
    ask(piece);
}

void PlaybackController::giveUpGoals()
{
    m_isRunningToEnd = false;
    m_wantsStep = false;
    m_goal.reset();
}

void PlaybackController::endGoal(bool isMet)
{
    pause();
    giveUpGoals();
    Q_EMIT goalEnded(isMet);
}

void PlaybackController::seek(double seconds)
{
    if (m_state == State::Empty || m_state == State::Failed)
        return;
    if (m_state != State::Preparing)
        m_wish = m_state == State::Playing ? State::Playing : State::Paused;
    giveUpGoals();
    m_task.reset();
    m_clock.jump(seconds);
    prepare(m_clock.reached());
}

void PlaybackController::changeScenario(const model::Scenario &scenario)
{
    m_design.scenario = scenario;
    if (m_state == State::Empty)
        return;
    if (m_state != State::Preparing)
        m_wish = m_state == State::Playing ? State::Playing : State::Paused;
    m_task.reset();
    prepare(m_clock.reached());
}

void PlaybackController::setSpeed(double speed)
{
    m_clock.setSpeed(speed);
}

void PlaybackController::prepare(double until)
{
    const bool isRepeated = m_run != nullptr;
    m_clock.pause();
    setState(State::Preparing);
    using Prepared = std::pair<base::Result<std::shared_ptr<Run>>, PlaybackFrame>;
    m_task = base::runTask(
        this,
        [design = m_design, options = m_options, elements = m_elements,
         until](base::TaskControl &control) -> Prepared {
            auto simulation = sim::DesignSimulation::create(design, options);
            if (!simulation)
                return {simulation.error(), {}};
            auto run = std::make_shared<Run>();
            run->simulation = std::move(simulation.value());
            run->recorder = std::make_unique<film::TrafficRecorder>(elements);
            run->watch = std::make_unique<GoalWatch>(*run->simulation, *run->recorder);
            Piece piece;
            piece.gap = std::numeric_limits<double>::infinity();
            piece.wantsFigures = true;
            run->recorder->setGap(piece.gap);
            piece.until = until;
            piece.longest = std::numeric_limits<qint64>::max();
            PlaybackFrame frame = work(*run, piece, control);
            frame.isPrepared = true;
            run->recorder->skipTo(run->simulation->now());
            return {std::move(run), std::move(frame)};
        },
        [this, isRepeated](Prepared prepared) {
            onPrepared(std::move(prepared.first), std::move(prepared.second), isRepeated);
        });
}

void PlaybackController::onPrepared(base::Result<std::shared_ptr<Run>> run, PlaybackFrame frame,
                                    bool isRepeated)
{
    m_task.reset();
    if (!run) {
        m_run.reset();
        m_error = run.error();
        setState(State::Failed);
        return;
    }
    m_run = run.value();
    setState(State::Paused);
    Q_EMIT runStarted(isRepeated);
    if (m_wish == State::Playing)
        play();
    onFrame(std::move(frame));
}

void PlaybackController::tick(double wallSeconds)
{
    m_clock.tick(wallSeconds);
    if (m_state != State::Playing || m_task)
        return;
    m_wallSinceFigures += wallSeconds;
    const Piece piece = nextPiece();
    if (piece.until > m_clock.reached())
        ask(piece);
    else if (m_goal)
        endGoal(true);
}

PlaybackController::Piece PlaybackController::nextPiece() const
{
    const bool isFast = m_isRunningToEnd || m_goal;
    Piece piece;
    piece.until = isFast ? m_clock.duration() : m_clock.wanted();
    piece.longest = isFast ? kLongestPieceToEnd : kLongestPiece;
    piece.gap = film::TrafficPainter::gapAt(
        isFast || m_clock.isUnlimited() ? PlaybackClock::kUnlimited : m_clock.speed());
    piece.wantsFigures = m_wallSinceFigures >= kFiguresEvery;
    piece.goal = m_goal;
    piece.goalNumber = m_goal ? m_goalNumber : 0;
    if (m_goal && m_goal->kind == PlaybackGoal::Kind::Time)
        piece.until = std::min(piece.until, m_goal->value);
    return piece;
}

void PlaybackController::askForFigures()
{
    if (m_task || !m_run || m_figuresAt == m_clock.reached())
        return;
    Piece piece;
    piece.until = m_clock.reached();
    piece.wantsFigures = true;
    ask(piece);
}

void PlaybackController::ask(const Piece &piece)
{
    if (piece.wantsFigures)
        m_wallSinceFigures = 0.0;
    m_task = base::runTask(
        this,
        [run = m_run, piece](base::TaskControl &control) { return work(*run, piece, control); },
        [this](PlaybackFrame frame) {
            m_task.reset();
            onFrame(std::move(frame));
        });
}

PlaybackFrame PlaybackController::work(Run &run, const Piece &piece, base::TaskControl &control)
{
    sim::DesignSimulation &simulation = *run.simulation;
    run.recorder->setGap(piece.gap);
    QElapsedTimer wall;
    wall.start();
    std::vector<sim::TraceEvent> events;
    double shownFrom = simulation.now();
    while (simulation.now() < piece.until && wall.elapsed() < piece.longest) {
        const qint64 before = wall.nsecsElapsed();
        const double now = simulation.now();
        if (now - shownFrom >= kShownSpan && piece.until - now >= kShownSpan) {
            const film::TrafficChunk past = run.recorder->take(now);
            events.insert(events.end(), past.events.begin(), past.events.end());
            simulation.snapshot(); // loads count from here
            shownFrom = now;
        }
        const double next = std::min(piece.until, now + std::min(run.slice, kShownSpan));
        const bool goesOn = piece.goal ? run.watch->runUntil(next, *piece.goal, control)
                                       : simulation.runUntil(next, &control);
        if (!goesOn)
            break;
        const double took = static_cast<double>(wall.nsecsElapsed() - before) * 1.0e-6;
        run.slice *= std::clamp(kSliceTarget / std::max(took, 1.0e-3), 0.25, 4.0);
    }
    PlaybackFrame frame;
    frame.isStep = piece.isStep;
    if (piece.isStep)
        frame.stepPlace = run.watch->place();
    if (piece.goal && run.watch->isMet())
        frame.metGoal = piece.goalNumber;
    frame.snapshot = simulation.snapshot();
    frame.traffic = run.recorder->take(simulation.now());
    frame.traffic.events.insert(frame.traffic.events.begin(), events.begin(), events.end());
    frame.isFinished = simulation.isFinished();
    frame.failure = simulation.failure();
    if (piece.wantsFigures || frame.isFinished || frame.metGoal != 0)
        frame.report = std::make_shared<const sim::RunReport>(simulation.report());
    return frame;
}

void PlaybackController::onFrame(PlaybackFrame frame)
{
    if (frame.isStep)
        m_clock.step(frame.snapshot.now);
    else
        m_clock.reach(frame.snapshot.now);
    if (frame.report)
        m_figuresAt = frame.snapshot.now;
    Q_EMIT frameReady(frame);
    if (frame.failure) {
        m_error = *frame.failure;
        setState(State::Failed);
        return;
    }
    if (frame.isFinished && (m_state == State::Playing || m_state == State::Paused)) {
        const bool hadGoal = m_goal.has_value();
        giveUpGoals();
        setState(State::Finished);
        if (hadGoal)
            Q_EMIT goalEnded(frame.metGoal == m_goalNumber);
    } else if (m_goal && frame.metGoal == m_goalNumber) {
        endGoal(true);
    } else if (m_state == State::Paused) {
        if (m_wantsStep)
            takeStep();
        else
            askForFigures();
    }
}

void PlaybackController::setState(State state)
{
    if (state == m_state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

} // namespace loadstar::player
