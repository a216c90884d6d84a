// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"
#include "player/playback_controller.h"
#include "render/theme.h"
#include "sim/run_report.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <vector>

class QMenu;
class QTabWidget;

namespace loadstar::canvas {
class CanvasScene;
}
namespace loadstar::sim {
struct ComponentState;
}

namespace loadstar::player {

class EventLog;
class InspectorWindows;
class RequestPanel;
class RunPlots;
class ScenarioTrack;
class TrafficLayer;
class TransportBar;
class UserPanel;
struct ScenarioOffer;

/// The player of a document's design: transport, scenario track, plots and events, and the traffic
/// on the canvas it is attached to. The run uses a copy of the design: editing goes on meanwhile.
/// Scenario changes join the run (it is repeated in the background up to the present moment); other
/// changes wait for a restart and say so.
class PlayerPanel : public QWidget
{
    Q_OBJECT

public:
    explicit PlayerPanel(edit::DesignDocument &document, QWidget *parent = nullptr);
    ~PlayerPanel() override;

    /// Shows the run on this scene of the same document.
    void attachTo(canvas::CanvasScene &scene);
    /// Simulate mode on or off. Off pauses the run and gives the diagram back.
    void setActive(bool isActive);
    bool isActive() const { return m_isActive; }
    void setTheme(const render::Theme &theme);
    /// Adds a page behind those of the run; the panel takes ownership.
    void addPage(QWidget *page, const QString &title);
    /// Shows a page that was added.
    void showPage(QWidget *page);
    /// Shows the Simulation page.
    void showSimulation();

    bool isPlaying() const { return m_controller.isPlaying(); }

    /// What may be done to the component now that it runs: fail, hang, drain, … Each joins the
    /// scenario at the present simulated moment. Null when there is nothing to offer; the caller
    /// owns the menu.
    QMenu *makeLiveMenu(const model::ElementId &id);
    /// The same as offers, those inside a container aside; empty when there is nothing to offer.
    std::vector<ScenarioOffer> liveOffers(const model::ElementId &id) const;
    /// Makes it happen now; one step of the history.
    void accept(const ScenarioOffer &offer);
    /// Shows that menu, if there is one.
    void showLiveMenu(const model::ElementId &id, const QPoint &globalPosition);

    /// The same once it is clear that no double click follows.
    void offerLiveMenu(const model::ElementId &id, const QPoint &globalPosition);
    /// Opens a window on the component that follows the run.
    void inspect(const model::ElementId &id);
    InspectorWindows &inspectors() const { return *m_inspectors; }

    /// Figures of the run so far, or null before the first.
    const sim::RunReport *report() const { return m_report.get(); }
    const PlaybackController &controller() const { return m_controller; }
    TrafficLayer &layer() const { return *m_layer; }
    TransportBar &transport() const { return *m_transport; }
    ScenarioTrack &track() const { return *m_track; }
    RunPlots &plots() const { return *m_plots; }
    EventLog &eventLog() const { return *m_eventLog; }
    RequestPanel &requests() const { return *m_requests; }
    UserPanel &user() const { return *m_user; }

    /// One frame of `wallSeconds`; a timer calls it while anything moves.
    void advance(double wallSeconds);

public Q_SLOTS:
    void playPause();
    void restart();
    void stop();
    void runToEnd();
    /// To the next moment at which anything happens, and a pause there; begins a run where none
    /// goes on.
    void step();
    /// To the next moment that concerns what is selected, or what is inside it, as fast as
    /// possible, and a pause there.
    void stepToSelected();
    /// Opens the menu of what the run may go on until.
    void showStepMenu();

Q_SIGNALS:
    /// Something to say in the status bar; empty clears it.
    void statusMessage(const QString &text);
    /// Play began or ended, or a run appeared or went: for the state of actions.
    void playbackChanged();
    /// Somebody chose something that is about this element.
    void revealRequested(const loadstar::model::ElementId &id);
    /// Somebody wants the events that are shown as a file.
    void exportRequested();
    /// Somebody asked for a component of that kind, to go on with.
    void kindWanted(const QString &kindId);

private:
    void makePages();
    void addPlotsButton();
    void connectParts();
    void connectGoals();
    void connectInspectors();
    void begin(bool isPlaying);
    void onFrame(const PlaybackFrame &frame);
    void onStateChanged();
    void onDocumentChanged(const model::DesignChange &change);
    void onTimer();
    void applyScenario();
    /// How the run has the component now; null where it does not know it.
    const sim::ComponentState *stateOf(const model::ElementId &id) const;
    /// Whether something can be done to the run now.
    bool takesEvents() const;
    bool addOffers(QMenu &menu, const model::ElementId &id);
    bool addOffersForContents(QMenu &menu, const model::ElementId &container);
    /// Makes them happen now; one step of the history.
    void addLiveEvents(const std::vector<model::ScenarioEvent> &events, const QString &text);
    void showReport();
    void showNow();
    void showNowInPlots();
    void showMarkers();
    void updateNotice();
    void onNoticeClicked();
    /// What the line beside the transport is about; the first that holds.
    enum class Notice { None, RunFailed, NoUsers, DesignChanged, IdleUsers };
    Notice notice() const;
    QString noticeText() const;
    /// Whether anybody sends requests or submits jobs.
    bool hasLoad() const;
    /// Whether the run is one of another design than the present.
    bool isOutdated() const;
    /// Users that no connection leaves.
    std::vector<model::ElementId> usersWithoutConnection() const;
    /// Selects the element and has it brought into view.
    void locate(const model::ElementId &id);
    /// Takes the run to that second; without one, a new run.
    void seek(double seconds);
    void updateTimer();
    /// A new run at time 0 where the present one cannot go on.
    void beginIfOver();
    void showStep(const PlaybackFrame &frame);
    void fillStepMenu(QMenu &menu);
    /// Numbers of what is selected and of what is inside.
    std::vector<sim::ElementIndex> selectedElements() const;
    /// `text` says what is waited for.
    void goOnUntil(const PlaybackGoal &goal, const QString &text);
    void showGoalEnd(bool isMet);
    void askForTime();
    void runUntilTime(const QString &clock);
    /// Nothing is on its way any more after the end of a run that stands still.
    void settleAtEnd();

    edit::DesignDocument &m_document;
    PlaybackController m_controller;
    TrafficLayer *m_layer = nullptr;
    render::Theme m_theme;
    bool m_isActive = true;
    std::shared_ptr<const sim::RunReport> m_report;

    QTabWidget *m_pages = nullptr;
    TransportBar *m_transport = nullptr;
    ScenarioTrack *m_track = nullptr;
    RunPlots *m_plots = nullptr;
    EventLog *m_eventLog = nullptr;
    RequestPanel *m_requests = nullptr;
    UserPanel *m_user = nullptr;
    InspectorWindows *m_inspectors = nullptr;
    /// Runs from a click to the menu that it opens.
    QTimer m_clickTimer;
    /// What the run goes on until, in words.
    QString m_goalText;
    bool m_marksGoal = false; ///< what is selected is lit up where it ends

    /// What was done to the run by hand since it began.
    model::Scenario m_byHand;

    QTimer m_timer;
    QTimer m_scenarioTimer;
    QElapsedTimer m_wall;
    /// When the plots were brought up to now, in animation seconds.
    double m_plotsAt = 0.0;
};

/// Whether a run of either design gives the same result: what only places or names things does not
/// count, nor does the scenario.
bool isSameSystem(const model::Design &a, const model::Design &b);

} // namespace loadstar::player
