// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/player_panel.h"

#include "charts/plot_widget.h"
#include "player/event_log.h"
#include "player/inspector_windows.h"
#include "player/request_panel.h"
#include "player/run_plots.h"
#include "player/run_words.h"
#include "player/scenario_offers.h"
#include "player/scenario_track.h"
#include "player/traffic_layer.h"
#include "player/transport_bar.h"
#include "player/user_panel.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

namespace loadstar::player {

namespace {

constexpr int kFrameMilliseconds = 16;
constexpr double kFirstSpeed = 8.0;
constexpr int kScenarioSettles = 150; ///< milliseconds without a change before the run is repeated
constexpr double kPlotsEvery = 0.05;  ///< animation seconds between moves of the plots

model::Design withoutLooks(model::Design design)
{
    design.header = {};
    design.scenario.clear();
    for (auto &[id, component] : design.components) {
        component.name.clear();
        component.position = {};
        component.size.reset();
        component.appearance = {};
        component.kept.clear();
    }
    for (auto &[id, connection] : design.connections) {
        connection.waypoints.clear();
        connection.kept.clear();
    }
    return design;
}

/// "Analysts are connected to nothing", or nothing where there are none.
QString idleUsersWords(const model::Design &design, const std::vector<model::ElementId> &idle)
{
    if (idle.empty())
        return {};
    QStringList names;
    for (const model::ElementId &id : idle)
        names += elementName(design, id);
    return PlayerPanel::tr("%1 are connected to nothing").arg(names.join(QStringLiteral(", ")));
}

} // namespace

bool isSameSystem(const model::Design &a, const model::Design &b)
{
    return withoutLooks(a) == withoutLooks(b);
}

PlayerPanel::PlayerPanel(edit::DesignDocument &document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_layer(new TrafficLayer(document.kinds(), this))
    , m_theme(render::Theme::light())
{
    makePages();
    m_timer.setInterval(kFrameMilliseconds);
    m_timer.setTimerType(Qt::PreciseTimer);
    m_scenarioTimer.setInterval(kScenarioSettles);
    m_scenarioTimer.setSingleShot(true);
    connectParts();
    connectGoals();
    connectInspectors();
    setTheme(m_theme);
    m_transport->setSpeed(kFirstSpeed);
    onStateChanged();
}

PlayerPanel::~PlayerPanel() = default;

void PlayerPanel::makePages()
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_pages = new QTabWidget(this);
    m_pages->setDocumentMode(true);
    outer->addWidget(m_pages);

    auto *page = new QWidget(m_pages);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(16, 8, 16, 12);
    column->setSpacing(8);
    m_transport = new TransportBar(page);
    column->addWidget(m_transport);
    m_track = new ScenarioTrack(m_document, page);
    column->addWidget(m_track);
    m_plots = new RunPlots(page);
    column->addWidget(m_plots, 1);
    m_pages->addTab(page, tr("Simulation"));
    addPlotsButton();

    m_eventLog = new EventLog(m_pages);
    m_pages->addTab(m_eventLog, tr("Events"));
    m_requests = new RequestPanel(m_controller, m_pages);
    m_pages->addTab(m_requests, tr("Requests"));
    m_user = new UserPanel(m_controller, m_document.kinds(), m_pages);
    m_pages->addTab(m_user, tr("User"));
}

void PlayerPanel::addPlotsButton()
{
    auto *corner = new QFrame(m_pages);
    corner->setObjectName(QStringLiteral("tabCorner"));
    auto *row = new QHBoxLayout(corner);
    row->setContentsMargins(0, 6, 16, 4);
    auto *button = new QToolButton(corner);
    row->addWidget(button);
    QSizePolicy keepsPlace = button->sizePolicy();
    keepsPlace.setRetainSizeWhenHidden(true);
    button->setSizePolicy(keepsPlace);
    button->setObjectName(QStringLiteral("plotsButton"));
    button->setText(tr("Plots"));
    button->setToolTip(tr("Choose which plots are shown"));
    button->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(button);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        m_plots->fillMenu(*menu);
    });
    button->setMenu(menu);
    m_pages->setCornerWidget(corner);
    connect(m_pages, &QTabWidget::currentChanged, button,
            [button](int page) { button->setVisible(page == 0); });
}

void PlayerPanel::connectParts()
{
    connect(m_transport, &TransportBar::restartRequested, this, &PlayerPanel::restart);
    connect(m_transport, &TransportBar::noticeClicked, this, &PlayerPanel::onNoticeClicked);
    connect(m_transport, &TransportBar::playPauseRequested, this, &PlayerPanel::playPause);
    connect(m_transport, &TransportBar::endRequested, this, &PlayerPanel::runToEnd);
    connect(m_transport, &TransportBar::stopRequested, this, &PlayerPanel::stop);
    connect(m_transport, &TransportBar::speedChanged, &m_controller, &PlaybackController::setSpeed);
    connect(m_transport, &TransportBar::durationChanged, this, [this](double seconds) {
        m_track->setDuration(seconds);
        if (m_controller.state() != PlaybackController::State::Empty)
            begin(m_controller.isPlaying());
    });
    connect(m_transport, &TransportBar::seedChanged, this, [this] {
        if (m_controller.state() != PlaybackController::State::Empty)
            begin(m_controller.isPlaying());
    });
    connect(m_track, &ScenarioTrack::seekRequested, this, &PlayerPanel::seek);
    connect(&m_controller, &PlaybackController::stateChanged, this, &PlayerPanel::onStateChanged);
    connect(&m_controller, &PlaybackController::frameReady, this, &PlayerPanel::onFrame);
    connect(&m_controller, &PlaybackController::reachableChanged, m_track,
            [this] { m_track->setReachable(m_controller.reachable()); });
    connect(&m_controller, &PlaybackController::runStarted, this, [this](bool isRepeated) {
        m_layer->begin(m_controller.design(), isRepeated);
        if (!isRepeated)
            m_plots->begin(m_controller.design());
        showMarkers();
    });
    connect(&m_document, &edit::DesignDocument::selectionChanged, this, [this] {
        std::set<QString> ids;
        for (const model::ElementId &id : m_document.selection())
            ids.insert(id.text());
        m_plots->setSelection(ids);
    });
    connect(&m_document, &edit::DesignDocument::changed, this, &PlayerPanel::onDocumentChanged);
    connect(&m_timer, &QTimer::timeout, this, &PlayerPanel::onTimer);
    connect(&m_scenarioTimer, &QTimer::timeout, this, &PlayerPanel::applyScenario);
    connect(m_pages, &QTabWidget::currentChanged, m_eventLog, &EventLog::followNewest);
    connect(m_eventLog, &EventLog::seekRequested, this, &PlayerPanel::seek);
    connect(m_eventLog, &EventLog::exportRequested, this, &PlayerPanel::exportRequested);
    connect(m_eventLog, &EventLog::located, this, &PlayerPanel::locate);
    connect(m_requests, &RequestPanel::seekRequested, this, &PlayerPanel::seek);
    connect(m_layer, &TrafficLayer::requestClicked, this, [this](quint64 request) {
        showPage(m_requests);
        m_requests->tell(static_cast<int>(request));
    });
    connect(m_requests, &RequestPanel::located, this, &PlayerPanel::locate);
    connect(m_user, &UserPanel::seekRequested, this, &PlayerPanel::seek);
    connect(m_user, &UserPanel::located, this, &PlayerPanel::locate);
}

void PlayerPanel::locate(const model::ElementId &id)
{
    m_document.select({id});
    Q_EMIT revealRequested(id);
}

void PlayerPanel::attachTo(canvas::CanvasScene &scene)
{
    m_layer->attachTo(scene);
}

void PlayerPanel::setActive(bool isActive)
{
    if (isActive == m_isActive)
        return;
    m_isActive = isActive;
    if (!isActive) {
        m_controller.pause();
        settleAtEnd();
        m_inspectors->closeAll();
    }
    updateTimer();
    m_layer->setVisible(isActive);
}

void PlayerPanel::setTheme(const render::Theme &theme)
{
    m_theme = theme;
    m_transport->setTheme(theme);
    m_track->setTheme(theme);
    m_eventLog->setTheme(theme);
    m_requests->setTheme(theme);
    m_user->setTheme(theme);
    m_inspectors->setTheme(theme);
    m_plots->setTheme(theme);
    showMarkers();
}

void PlayerPanel::addPage(QWidget *page, const QString &title)
{
    m_pages->addTab(page, title);
}

void PlayerPanel::showPage(QWidget *page)
{
    m_pages->setCurrentWidget(page);
}

void PlayerPanel::showSimulation()
{
    m_pages->setCurrentIndex(0);
}

void PlayerPanel::begin(bool isPlaying)
{
    m_scenarioTimer.stop();
    sim::RunOptions options;
    options.duration = m_transport->duration();
    options.seed = m_transport->seed();
    options.wantsHistory = true;
    if (!m_document.filePath().isEmpty())
        options.inputs.folder = QFileInfo(m_document.filePath()).absolutePath();
    m_report.reset();
    m_byHand.clear();
    m_eventLog->clear();
    m_controller.setSpeed(m_transport->speed());
    m_controller.load(m_document.design(), options);
    if (isPlaying)
        m_controller.play();
    updateNotice();
    updateTimer();
}

void PlayerPanel::playPause()
{
    using State = PlaybackController::State;
    switch (m_controller.state()) {
    case State::Empty:
    case State::Failed:
    case State::Finished:
        begin(true);
        break;
    case State::Paused:
        m_controller.play();
        break;
    case State::Preparing:
    case State::Playing:
        m_controller.pause();
        break;
    }
}

void PlayerPanel::restart()
{
    const bool wasPlaying = m_controller.isPlaying();
    begin(wasPlaying);
}

void PlayerPanel::stop()
{
    m_scenarioTimer.stop();
    m_controller.stop();
}

void PlayerPanel::seek(double seconds)
{
    using State = PlaybackController::State;
    if (m_controller.state() == State::Empty || m_controller.state() == State::Failed)
        begin(false);
    m_controller.seek(seconds);
    m_layer->settle();
    showNow();
}

void PlayerPanel::runToEnd()
{
    if (!m_controller.hasRun() || m_controller.state() == PlaybackController::State::Finished)
        begin(true);
    m_controller.runToEnd();
}

void PlayerPanel::onTimer()
{
    const double wall = static_cast<double>(m_wall.nsecsElapsed()) * 1.0e-9;
    m_wall.restart();
    advance(wall);
}

void PlayerPanel::advance(double wallSeconds)
{
    m_controller.tick(wallSeconds);
    const double animation = m_controller.clock().animation();
    m_layer->animate(animation);
    // At the end of the run the animation goes on until what is on its way has arrived.
    if (m_controller.state() == PlaybackController::State::Finished &&
        m_layer->isStillAt(animation)) {
        m_controller.pause();
        updateTimer();
    }
}

void PlayerPanel::onFrame(const PlaybackFrame &frame)
{
    m_layer->show(frame, m_controller.clock().animation(), m_controller.speed());
    if (frame.report) {
        m_report = frame.report;
        showReport();
    }
    showNow();
    const double animation = m_controller.clock().animation();
    if (frame.report || std::abs(animation - m_plotsAt) >= kPlotsEvery)
        showNowInPlots();
}

void PlayerPanel::onStateChanged()
{
    using State = PlaybackController::State;
    const State state = m_controller.state();
    m_transport->setPlaying(m_controller.isMeantToPlay());
    m_transport->setHasRun(state != State::Empty);
    if (state == State::Empty || state == State::Failed) {
        m_report.reset();
        m_layer->end();
        showReport();
        showNowInPlots();
    }
    showNow();
    settleAtEnd();
    Q_EMIT statusMessage(state == State::Failed ? m_controller.error().text() : QString());
    updateNotice();
    updateTimer();
    Q_EMIT playbackChanged();
}

void PlayerPanel::settleAtEnd()
{
    if (m_controller.clock().isPlaying())
        return;
    if (m_controller.state() == PlaybackController::State::Finished)
        m_layer->settle();
    else
        m_layer->hold(m_controller.clock().animation());
}

void PlayerPanel::updateTimer()
{
    if (m_controller.clock().isPlaying() && !m_timer.isActive()) {
        m_wall.start();
        m_timer.start();
    } else if (!m_controller.clock().isPlaying()) {
        m_timer.stop();
    }
}

void PlayerPanel::onDocumentChanged(const model::DesignChange &change)
{
    if (change.isReset) {
        stop();
    } else if (change.isScenarioChanged &&
               m_controller.state() != PlaybackController::State::Empty) {
        m_scenarioTimer.start();
    }
    // What plays on for nobody would look like the design as it is.
    if (!hasLoad() && m_controller.state() == PlaybackController::State::Playing)
        m_controller.pause();
    showMarkers();
    updateNotice();
}

void PlayerPanel::applyScenario()
{
    model::Scenario scenario = m_document.design().scenario;
    // The run knows only the elements it began with.
    std::erase_if(scenario, [this](const model::ScenarioEvent &event) {
        return !event.target.isEmpty() && !m_controller.design().hasElement(event.target);
    });
    if (scenario != m_controller.design().scenario)
        m_controller.changeScenario(scenario);
}

PlayerPanel::Notice PlayerPanel::notice() const
{
    if (m_controller.state() == PlaybackController::State::Failed)
        return Notice::RunFailed;
    if (!hasLoad())
        return Notice::NoUsers;
    if (isOutdated())
        return Notice::DesignChanged;
    return usersWithoutConnection().empty() ? Notice::None : Notice::IdleUsers;
}

QString PlayerPanel::noticeText() const
{
    switch (notice()) {
    case Notice::None:
        return {};
    case Notice::RunFailed:
        return m_controller.error().message;
    case Notice::NoUsers:
        return isOutdated()
                   ? tr("Nobody is left to send requests; the figures are of the design before")
                   : tr("Nobody sends requests in this design – add users");
    case Notice::DesignChanged:
        return tr("Design changed – restart to apply");
    case Notice::IdleUsers:
        return idleUsersWords(m_document.design(), usersWithoutConnection());
    }
    Q_UNREACHABLE();
}

void PlayerPanel::updateNotice()
{
    m_transport->setNotice(noticeText());
}

std::vector<model::ElementId> PlayerPanel::usersWithoutConnection() const
{
    const model::Design &design = m_document.design();
    std::set<model::ElementId> connected;
    for (const auto &[id, connection] : design.connections)
        connected.insert(connection.from);
    std::vector<model::ElementId> idle;
    for (const auto &[id, component] : design.components) {
        if (m_document.kinds().roleOf(component) == model::ComponentRole::Users &&
            !connected.contains(id))
            idle.push_back(id);
    }
    return idle;
}

bool PlayerPanel::isOutdated() const
{
    return m_controller.state() != PlaybackController::State::Empty &&
           !isSameSystem(m_document.design(), m_controller.design());
}

bool PlayerPanel::hasLoad() const
{
    const auto &components = m_document.design().components;
    return std::any_of(components.begin(), components.end(), [this](const auto &entry) {
        const model::ComponentRole role = m_document.kinds().roleOf(entry.second);
        return role == model::ComponentRole::Users || role == model::ComponentRole::BatchQueue;
    });
}

void PlayerPanel::onNoticeClicked()
{
    switch (notice()) {
    case Notice::NoUsers:
        if (const auto *users = m_document.kinds().playing(model::ComponentRole::Users))
            Q_EMIT kindWanted(users->id);
        return;
    case Notice::IdleUsers: {
        const auto idle = usersWithoutConnection();
        m_document.select({idle.begin(), idle.end()});
        return;
    }
    case Notice::None:
    case Notice::RunFailed:
    case Notice::DesignChanged:
        restart();
        return;
    }
}

void PlayerPanel::showReport()
{
    if (!m_report) {
        m_eventLog->clear();
        m_transport->setHeadline({});
        m_plots->clear();
        m_inspectors->follow(nullptr);
        return;
    }
    m_eventLog->setEvents(m_report->events, m_controller.design(), m_byHand);
    m_transport->setHeadline(headlineWords(*m_report));
    m_inspectors->follow(m_report);
    m_plots->setReport(m_report, m_controller.clock().reached());
}

void PlayerPanel::showNow()
{
    const PlaybackClock &clock = m_controller.clock();
    const double now = clock.reached();
    m_transport->setNow(now);
    m_track->setNow(now);
    m_eventLog->setNow(now);
    m_transport->setAchievedSpeed(m_controller.isPlaying() ? clock.achievedSpeed() : 0.0);
}

void PlayerPanel::showNowInPlots()
{
    m_plotsAt = m_controller.clock().animation();
    m_plots->setNow(m_controller.clock().reached());
}

void PlayerPanel::showMarkers()
{
    std::vector<charts::PlotMarker> markers;
    for (const model::ScenarioEvent &event : m_document.design().scenario) {
        markers.push_back({event.at, m_track->colorOf(event.action),
                           scenarioLabel(event, m_document.design(), m_document.kinds())});
    }
    m_plots->setMarkers(markers);
}

} // namespace loadstar::player
