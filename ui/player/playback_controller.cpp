// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/playback_controller.h"

#include "film/traffic_painter.h"
#include "player/goal_watch.h"

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
/// Wall milliseconds after which a seek is given up for the next.
constexpr qint64 kLongestSeek = 200;
/// Simulated seconds before the moment of a seek whose loads are shown there.
constexpr double kLeastLead = 1.0;
/// Wall seconds that dots which are on their way at the moment of a seek may have been so.
constexpr double kDotLead = 1.5;
constexpr int kAheadInterval = 100; ///< wall milliseconds between looks at what runs ahead

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
    /// Where copies are left behind; null: nowhere.
    std::shared_ptr<sim::KeptMoments> moments;
    /// What leads up to `until` counts as traffic from this simulated second on.
    double shownFrom = 0.0;
};

struct PlaybackController::Prepared
{
    std::shared_ptr<Run> run; ///< null after an error
    std::shared_ptr<sim::KeptMoments> moments;
    PlaybackFrame frame;
    base::Error error;
};

PlaybackController::PlaybackController(QObject *parent)
    : QObject(parent)
{
    m_aheadTimer.setInterval(kAheadInterval);
    connect(&m_aheadTimer, &QTimer::timeout, this, &PlaybackController::reachableChanged);
}

PlaybackController::~PlaybackController() = default;

void PlaybackController::load(const model::Design &design, const sim::RunOptions &options)
{
    m_task.reset();
    m_run.reset();
    forgetMoments();
    m_design = design;
    m_options = options;
    m_elements = film::ElementTable(design);
    m_clock.rewind();
    m_clock.setDuration(options.duration);
    m_wish = State::Paused;
    giveUpGoals();
    prepare(0.0, false);
}

void PlaybackController::stop()
{
    m_task.reset();
    m_run.reset();
    forgetMoments();
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

void PlaybackController::wishAsNow()
{
    if (m_state != State::Preparing)
        m_wish = m_state == State::Playing ? State::Playing : State::Paused;
}

void PlaybackController::seek(double seconds)
{
    if (m_state == State::Empty || m_state == State::Failed)
        return;
    wishAsNow();
    giveUpGoals();
    if (m_seekUnderWay.isValid() && m_seekUnderWay.elapsed() < kLongestSeek) {
        m_seekTo = seconds;
        return;
    }
    m_task.reset();
    m_clock.jump(seconds);
    prepare(m_clock.reached(), true);
}

double PlaybackController::reachable() const
{
    return m_moments ? std::max(m_moments->reached(), m_clock.reached()) : 0.0;
}

void PlaybackController::changeScenario(const model::Scenario &scenario)
{
    m_design.scenario = scenario;
    if (m_state == State::Empty)
        return;
    wishAsNow();
    m_task.reset();
    forgetMoments();
    if (m_seekTo)
        m_clock.jump(*m_seekTo);
    prepare(m_clock.reached(), false);
}

void PlaybackController::forgetMoments()
{
    m_ahead.reset();
    m_aheadTimer.stop();
    m_moments.reset();
    Q_EMIT reachableChanged();
}

void PlaybackController::setSpeed(double speed)
{
    m_clock.setSpeed(speed);
}

void PlaybackController::prepare(double until, bool isSeek)
{
    const bool isRepeated = m_run != nullptr;
    m_clock.pause();
    m_seekTo.reset();
    m_seekUnderWay.invalidate();
    if (isSeek)
        m_seekUnderWay.start();
    setState(State::Preparing);
    Piece piece;
    piece.until = until;
    piece.longest = std::numeric_limits<qint64>::max();
    piece.wantsFigures = true;
    piece.moments = m_moments;
    piece.shownFrom = until - kLeastLead;
    piece.gap = std::numeric_limits<double>::infinity();
    if (isSeek && !m_clock.isUnlimited()) {
        piece.gap = film::TrafficPainter::gapAt(m_clock.speed());
        double lead = kDotLead * m_clock.speed();
        if (m_moments)
            lead = std::min(lead, m_moments->spacing() / 4.0);
        piece.shownFrom = until - std::max(kLeastLead, lead);
    }
    m_task = base::runTask(
        this,
        [design = m_design, options = m_options, elements = m_elements,
         piece](base::TaskControl &control) -> Prepared {
            if (piece.moments)
                return prepared(piece.moments->before(piece.shownFrom), elements, piece, control);
            auto simulation = sim::DesignSimulation::create(design, options);
            if (!simulation)
                return {nullptr, nullptr, {}, simulation.error()};
            return prepared(std::move(simulation.value()), elements, piece, control);
        },
        [this, isRepeated](Prepared result) { onPrepared(std::move(result), isRepeated); });
}

PlaybackController::Prepared
PlaybackController::prepared(std::unique_ptr<sim::DesignSimulation> simulation,
                             const film::ElementTable &elements, const Piece &piece,
                             base::TaskControl &control)
{
    auto run = std::make_shared<Run>();
    run->simulation = std::move(simulation);
    run->recorder = std::make_unique<film::TrafficRecorder>(elements);
    run->watch = std::make_unique<GoalWatch>(*run->simulation, *run->recorder);
    Piece whole = piece;
    if (!whole.moments)
        whole.moments = std::make_shared<sim::KeptMoments>(*run->simulation);
    Piece before = whole;
    before.until = std::max(0.0, piece.shownFrom);
    before.gap = std::numeric_limits<double>::infinity();
    before.wantsFigures = false;
    work(*run, before, control);
    run->recorder->skipTo(run->simulation->now());
    PlaybackFrame frame = work(*run, whole, control);
    frame.isPrepared = true;
    frame.traffic.events = run->simulation->traceEvents();
    return {std::move(run), std::move(whole.moments), std::move(frame), {}};
}

void PlaybackController::onPrepared(Prepared prepared, bool isRepeated)
{
    m_task.reset();
    m_seekUnderWay.invalidate();
    if (!prepared.run) {
        m_run.reset();
        m_error = prepared.error;
        setState(State::Failed);
        return;
    }
    m_run = prepared.run;
    m_moments = prepared.moments;
    setState(State::Paused);
    Q_EMIT runStarted(isRepeated);
    const std::optional<double> next = m_seekTo;
    if (m_wish == State::Playing && !next)
        play();
    onFrame(std::move(prepared.frame));
    if (next && m_state != State::Failed) {
        m_clock.jump(*next);
        prepare(m_clock.reached(), true);
    } else {
        runAhead();
    }
}

void PlaybackController::runAhead()
{
    if (m_ahead || m_moments->reached() >= m_clock.duration())
        return;
    m_aheadTimer.start();
    m_ahead = base::runTask(
        this,
        [moments = m_moments](base::TaskControl &control) {
            const auto run = moments->before(std::numeric_limits<double>::infinity());
            while (!run->isFinished() && run->runUntil(moments->nextStop(run->now()), &control))
                moments->offer(*run);
            return run->now();
        },
        [this](double) {
            m_aheadTimer.stop();
            Q_EMIT reachableChanged();
        },
        base::Urgency::Idle);
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

void PlaybackController::ask(Piece piece)
{
    if (piece.wantsFigures)
        m_wallSinceFigures = 0.0;
    piece.moments = m_moments;
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
        double next = std::min(piece.until, now + std::min(run.slice, kShownSpan));
        if (piece.moments)
            next = std::min(next, piece.moments->nextStop(now));
        const bool goesOn = piece.goal ? run.watch->runUntil(next, *piece.goal, control)
                                       : simulation.runUntil(next, &control);
        if (!goesOn)
            break;
        if (piece.moments)
            piece.moments->offer(simulation);
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
