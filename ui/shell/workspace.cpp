// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/workspace.h"

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "edit/design_document.h"
#include "icons/symbol_icon.h"
#include "panels/inspector_panel.h"
#include "panels/layers_panel.h"
#include "panels/live_panel.h"
#include "panels/outline_panel.h"
#include "panels/palette_panel.h"
#include "player/player_panel.h"
#include "player/scenario_track.h"
#include "player/sign_key.h"
#include "render/theme.h"
#include "shell/action_registry.h"
#include "shell/arrange_actions.h"
#include "shell/availability_watch.h"
#include "shell/dock_width.h"
#include "shell/pane_focus.h"
#include "shell/row_delegate.h"

#include <QAction>
#include <QDockWidget>
#include <QLayout>
#include <QLineF>
#include <QMainWindow>
#include <QMenu>
#include <QTabWidget>
#include <QTimer>
#include <QUndoView>

namespace loadstar::shell {

namespace {

constexpr int kPaletteWidth = 208;
constexpr int kInspectorWidth = 324;
constexpr int kLeastInspectorWidth = 250;
constexpr int kBottomHeight = 300;
constexpr int kLeastBottomWidth = 420;

} // namespace

Workspace::Workspace(QMainWindow &window, edit::DesignDocument &document, ActionRegistry &actions,
                     const render::Theme &theme)
    : QObject(&window)
    , m_window(window)
    , m_actions(actions)
    , m_canvas(new canvas::CanvasView(document, &window))
    , m_panes(new PaneFocus(window, *m_canvas))
{
    window.setAnimated(false);
    window.setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    window.setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    addPanels(document);
    addLivePanel(document);
    bindCanvas();
    bindDocks();
    bindPanes();
    bindPlayer();
    m_availability = new AvailabilityWatch(document, this);
    connect(m_availability, &AvailabilityWatch::changed, this, &Workspace::showSinglePoints);
    m_actions.action(QStringLiteral("view.singlePoints"))->setChecked(true);
    m_actions.bindToggle("view.singlePoints", this, [this](bool) { showSinglePoints(); });
    connect(this, &Workspace::modeChanged, this, &Workspace::showSinglePoints);
    setTheme(theme);
}

void Workspace::addPanels(edit::DesignDocument &document)
{
    m_palette = new panels::PalettePanel(document.kinds());
    m_palette->setMinimumWidth(200);
    m_paletteDock =
        addDock(m_palette, QStringLiteral("paletteDock"), tr("Palette"), Qt::LeftDockWidgetArea);
    QTabWidget *right = new QTabWidget;
    right->setDocumentMode(true);
    right->addTab(new panels::InspectorPanel(document), tr("Inspector"));
    addOutline(document, *right);
    addLayers(document, *right);
    addHistory(document, *right);
    right->setMinimumWidth(kLeastInspectorWidth);
    m_inspectorDock =
        addDock(right, QStringLiteral("inspectorDock"), tr("Inspector"), Qt::RightDockWidgetArea);
    new DockWidth(m_window, *m_inspectorDock, kInspectorWidth, kLeastInspectorWidth);
    m_player = new player::PlayerPanel(document);
    m_player->setObjectName(QStringLiteral("bottomPanel"));
    m_player->setActive(false);
    // Its contents must not push the panels beside it about.
    m_player->setMinimumWidth(kLeastBottomWidth);
    m_player->attachTo(m_canvas->canvasScene());
    m_bottomDock = addDock(m_player, QStringLiteral("bottomDock"), tr("Simulation and live panel"),
                           Qt::BottomDockWidgetArea);
    m_window.resizeDocks({m_paletteDock, m_inspectorDock}, {kPaletteWidth, kInspectorWidth},
                         Qt::Horizontal);
    m_window.resizeDocks({m_bottomDock}, {kBottomHeight}, Qt::Vertical);
    connect(m_palette, &panels::PalettePanel::placeRequested, this, &Workspace::placeKind);
}

void Workspace::addOutline(edit::DesignDocument &document, QTabWidget &tabs)
{
    auto *outline = new panels::OutlinePanel(document);
    tabs.addTab(outline, tr("Outline"));
    connect(outline, &panels::OutlinePanel::revealRequested, m_canvas, &canvas::CanvasView::reveal);
    connect(outline, &panels::OutlinePanel::renameRequested, m_canvas,
            &canvas::CanvasView::renameSelected);
    m_actions.bind("view.outline", this, [this, &tabs, outline] { showTab(tabs, *outline); });
}

void Workspace::addLayers(edit::DesignDocument &document, QTabWidget &tabs)
{
    auto *layers = new panels::LayersPanel(document);
    layers->setFocusProxy(layers->findChild<QWidget *>(QStringLiteral("layerList")));
    tabs.addTab(layers, tr("Layers"));
    connect(layers, &panels::LayersPanel::statusHint, this, &Workspace::statusHint);
    m_actions.bind("view.layers", this, [this, &tabs, layers] { showTab(tabs, *layers); });
}

void Workspace::addHistory(edit::DesignDocument &document, QTabWidget &tabs)
{
    auto *history = new QUndoView(&document.undoStack());
    history->setObjectName(QStringLiteral("historyList"));
    history->setAccessibleName(tr("History"));
    history->setFrameShape(QFrame::NoFrame);
    history->setItemDelegate(new RowDelegate(history));
    history->setEmptyLabel(tr("As opened"));
    history->setCleanIcon(icons::actionIcon(QStringLiteral("save")));
    history->setToolTip(tr("Click a step to go back or forward to it; the disk marks what is "
                           "saved"));
    tabs.addTab(history, tr("History"));
    m_actions.bind("view.history", this, [this, &tabs, history] { showTab(tabs, *history); });
}

void Workspace::showTab(QTabWidget &tabs, QWidget &page)
{
    m_wantsInspector = true;
    showDocksOfMode();
    tabs.setCurrentWidget(&page);
    page.setFocus(Qt::ShortcutFocusReason);
}

void Workspace::addLivePanel(edit::DesignDocument &document)
{
    m_live = new panels::LivePanel(document);
    m_player->addPage(m_live, tr("Live"));
    connect(m_live, &panels::LivePanel::looksChanged, this,
            [this](const render::DiagramLooks &looks) {
                m_canvas->canvasScene().setComponentLooks(looks.components);
                m_canvas->canvasScene().setConnectionLooks(looks.connections);
            });
    m_actions.bind("live.startStop", m_live, [this] {
        setMode(Mode::Live);
        m_live->startOrStop();
    });
}

QDockWidget *Workspace::addDock(QWidget *content, const QString &name, const QString &title,
                                Qt::DockWidgetArea area)
{
    QDockWidget *dock = new QDockWidget(title, &m_window);
    dock->setObjectName(name);
    dock->setFeatures(QDockWidget::NoDockWidgetFeatures);
    dock->setTitleBarWidget(new QWidget(dock));
    dock->setWidget(content);
    dock->hide();
    m_window.addDockWidget(area, dock);
    return dock;
}

void Workspace::bindCanvas()
{
    const auto bind = [this](const char *id, void (canvas::CanvasView::*slot)()) {
        m_actions.bind(id, m_canvas, [this, slot] { (m_canvas->*slot)(); });
    };
    using canvas::CanvasView;
    bind("view.zoomIn", &CanvasView::zoomIn);
    bind("view.zoomOut", &CanvasView::zoomOut);
    bind("view.zoomActual", &CanvasView::zoomTo100);
    bind("view.zoomFit", &CanvasView::zoomToFit);
    bind("view.zoomSelection", &CanvasView::zoomToSelection);
    bind("view.previous", &CanvasView::previousView);
    bind("view.next", &CanvasView::nextView);
    bind("edit.cut", &CanvasView::cut);
    bind("edit.copy", &CanvasView::copy);
    bind("edit.paste", &CanvasView::paste);
    bind("edit.pasteInPlace", &CanvasView::pasteInPlace);
    bind("edit.pasteStyle", &CanvasView::pasteProperties);
    bind("edit.duplicate", &CanvasView::duplicate);
    bind("edit.delete", &CanvasView::deleteSelection);
    bind("edit.deleteAndReconnect", &CanvasView::deleteAndReconnect);
    bind("edit.invertSelection", &CanvasView::invertSelection);
    bind("view.zoomBox", &CanvasView::startZoomBox);
    bind("edit.selectAll", &CanvasView::selectAll);
    bind("edit.selectSameKind", &CanvasView::selectSameKind);
    bind("edit.selectComponents", &CanvasView::selectComponents);
    bind("edit.selectConnections", &CanvasView::selectConnections);
    bind("edit.rename", &CanvasView::renameSelected);
    bind("edit.connect", &CanvasView::startConnection);
    bind("edit.straightenLine", &CanvasView::straightenLines);
    bind("edit.autoLine", &CanvasView::routeLinesAutomatically);
    bind("edit.resetLabel", &CanvasView::resetLabels);
    bind("edit.reverseLine", &CanvasView::reverseLines);
    m_actions.bind("edit.place", this, [this] {
        m_wantsPalette = true;
        showDocksOfMode();
        m_palette->focusSearch();
    });
    const auto bindShown = [this](const char *id, void (CanvasView::*slot)(bool)) {
        m_actions.action(QString::fromLatin1(id))->setChecked(true);
        m_actions.bindToggle(id, m_canvas, [this, slot](bool isOn) { (m_canvas->*slot)(isOn); });
    };
    bindShown("view.grid", &CanvasView::setGridVisible);
    m_actions.bindToggle("view.rulers", m_canvas,
                         [this](bool isOn) { m_canvas->setRulersVisible(isOn); });
    bindShown("view.lineJumps", &CanvasView::setLineJumpsVisible);
    bindShown("view.minimap", &CanvasView::setMinimapVisible);
    connect(m_canvas, &CanvasView::statusHint, this, &Workspace::statusHint);
    bindArrangeActions(m_actions, *m_canvas);
    m_actions.attachCanvasShortcuts(*m_canvas);
    m_actions.attachCanvasShortcuts(m_player->track(), QStringLiteral("simulate"));
    m_canvas->setHasOwnKeys(false);
}

void Workspace::bindDocks()
{
    m_actions.bindToggle("view.palette", this, [this](bool isOn) {
        m_wantsPalette = isOn;
        showDocksOfMode();
    });
    m_actions.bindToggle("view.inspector", this, [this](bool isOn) {
        m_wantsInspector = isOn;
        showDocksOfMode();
    });
    m_actions.bindToggle("view.bottom", this, [this](bool isOn) {
        m_wantsBottom[m_mode] = isOn;
        showDocksOfMode();
    });
}

void Workspace::bindPanes()
{
    m_panes->addDock(*m_paletteDock, true);
    m_panes->addDock(*m_inspectorDock, true);
    m_panes->addDock(*m_bottomDock, false);
    m_actions.bind("view.nextPane", m_panes, [this] { m_panes->cycle(1); });
    m_actions.bind("view.previousPane", m_panes, [this] { m_panes->cycle(-1); });
}

void Workspace::bindPlayer()
{
    using player::PlayerPanel;
    m_actions.bind("simulate.run", this, [this] {
        setMode(Mode::Simulate);
        if (!m_player->isPlaying())
            m_player->playPause();
    });
    m_actions.bind("simulate.playPause", m_player, [this] { m_player->playPause(); });
    m_actions.bind("simulate.step", m_player, [this] { m_player->step(); });
    m_actions.bind("simulate.stepSelected", m_player, [this] { m_player->stepToSelected(); });
    m_actions.bind("simulate.until", m_player, [this] { m_player->showStepMenu(); });
    m_actions.bind("simulate.restart", m_player, [this] { m_player->restart(); });
    m_actions.bind("simulate.end", m_player, [this] { m_player->runToEnd(); });
    m_actions.bind("simulate.stop", m_player, [this] { m_player->stop(); });
    m_key = new player::SignKey(m_canvas->document().kinds(), m_canvas);
    m_actions.bindToggle("simulate.key", this, [this](bool) { showKey(); });
    connect(this, &Workspace::modeChanged, this, &Workspace::showKey);
    connect(m_player, &PlayerPanel::statusMessage, this, &Workspace::statusHint);
    connect(m_player, &PlayerPanel::revealRequested, m_canvas, &canvas::CanvasView::reveal);
    connect(m_player, &PlayerPanel::kindWanted, this, &Workspace::placeKind);
    connect(m_canvas, &canvas::CanvasView::componentClicked, this,
            [this](const model::ElementId &id, const QPoint &globalPosition) {
                if (m_mode == Mode::Simulate)
                    m_player->offerLiveMenu(id, globalPosition);
            });
    connect(m_canvas, &canvas::CanvasView::componentActivated, m_player, &PlayerPanel::inspect);
    connect(m_canvas, &canvas::CanvasView::contextMenuRequested, this, &Workspace::showContextMenu);
}

void Workspace::showContextMenu(const model::ElementId &id, const QPoint &globalPosition)
{
    if (m_mode == Mode::Simulate && !id.isEmpty()) {
        m_player->showLiveMenu(id, globalPosition);
        return;
    }
    // On empty ground nothing is meant that is selected elsewhere.
    if (id.isEmpty())
        m_canvas->document().select({});
    QMenu *menu = new QMenu(m_canvas);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](std::initializer_list<const char *> ids) {
        for (const char *each : ids)
            menu->addAction(m_actions.action(QString::fromLatin1(each)));
        menu->addSeparator();
    };
    if (m_mode == Mode::Design && !id.isEmpty())
        add(m_canvas->document().design().connection(id)
                ? std::initializer_list<const char *>{"edit.rename", "edit.straightenLine",
                                                      "edit.autoLine", "edit.reverseLine",
                                                      "edit.resetLabel"}
                : std::initializer_list<const char *>{"edit.rename", "edit.connect",
                                                      "edit.saveStencil"});
    if (m_mode == Mode::Design && id.isEmpty())
        add({"edit.place", "edit.paste"});
    else if (m_mode == Mode::Design)
        add({"edit.cut", "edit.copy", "edit.paste", "edit.duplicate", "edit.delete",
             "edit.deleteAndReconnect"});
    add({"edit.selectAll", "edit.selectSameKind", "edit.invertSelection", "edit.selectComponents",
         "edit.selectConnections"});
    add({"view.zoomFit", "view.zoomSelection"});
    if (m_mode == Mode::Design && !m_canvas->document().selection().empty())
        menu->addMenu(m_actions.menu(QStringLiteral("arrange")));
    menu->popup(globalPosition);
}

void Workspace::placeKind(const QString &kindId)
{
    setMode(Mode::Design);
    m_canvas->placeAtCenter(kindId);
    m_panes->toCanvas();
}

void Workspace::setMode(Mode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    m_canvas->setEditingEnabled(mode == Mode::Design);
    // Whoever colours the diagram gives it back before the other takes it.
    if (mode != Mode::Live)
        m_live->setActive(false);
    m_player->setActive(mode == Mode::Simulate);
    if (mode == Mode::Simulate)
        m_player->showSimulation();
    if (mode == Mode::Live) {
        m_live->setActive(true);
        m_player->showPage(m_live);
    }
    showDocksOfMode();
    Q_EMIT modeChanged(mode);
}

bool Workspace::isWholeDiagramInView() const
{
    const QRectF shown = m_canvas->mapToScene(m_canvas->viewport()->rect()).boundingRect();
    canvas::CanvasScene &scene = m_canvas->canvasScene();
    return shown.contains(scene.geometry().bounds() | scene.labels().bounds());
}

Workspace::View Workspace::view() const
{
    return {m_canvas->zoom(), m_canvas->viewCenter()};
}

/// The diagram stays where it is, unless that would put a part of it out of sight; then it moves as
/// little as is needed, and goes back to `before` with the dock.
void Workspace::makeRoom(const View &before)
{
    m_window.layout()->activate();
    if (!isWholeDiagramInView()) {
        m_viewBefore = before;
        m_canvas->bringAllIntoView();
        m_viewWithDock = view();
        return;
    }
    const bool isAsFitted = before.zoom == m_viewWithDock.zoom &&
                            QLineF(before.center, m_viewWithDock.center).length() < 2.0;
    if (m_viewBefore && isAsFitted && m_bottomDock->isHidden()) {
        m_canvas->setZoom(m_viewBefore->zoom);
        m_canvas->centerOn(m_viewBefore->center);
        m_viewBefore.reset();
    }
}

void Workspace::setDocksShown(bool isShown)
{
    m_areDocksShown = isShown;
    showDocksOfMode();
}

void Workspace::showSinglePoints()
{
    if (m_mode != Mode::Design)
        return; // others colour the diagram
    std::map<model::ElementId, render::ComponentLook> looks;
    const auto &report = m_availability->report();
    if (report && m_actions.action(QStringLiteral("view.singlePoints"))->isChecked()) {
        for (const model::ElementId &id : report->singlePointsOfFailure)
            looks[id].isSinglePoint = true;
    }
    m_canvas->canvasScene().setComponentLooks(std::move(looks));
}

void Workspace::showKey()
{
    const bool isWanted = m_actions.action(QStringLiteral("simulate.key"))->isChecked();
    m_key->setVisible(isWanted && m_mode == Mode::Simulate);
    m_key->raise();
}

void Workspace::showDocksOfMode()
{
    const bool wantsBottom = m_wantsBottom[m_mode];
    const bool isBottomChanging = m_bottomDock->isHidden() == (m_areDocksShown && wantsBottom);
    if (isBottomChanging && m_canvas->isVisible() && isWholeDiagramInView()) {
        // The docks find their places in the next turn of the event loop.
        QTimer::singleShot(0, this, [this, before = view()] { makeRoom(before); });
    }
    m_paletteDock->setVisible(m_areDocksShown && m_wantsPalette);
    m_inspectorDock->setVisible(m_areDocksShown && m_wantsInspector);
    m_bottomDock->setVisible(m_areDocksShown && wantsBottom);
    m_actions.action(QStringLiteral("view.palette"))->setChecked(m_wantsPalette);
    m_actions.action(QStringLiteral("view.inspector"))->setChecked(m_wantsInspector);
    m_actions.action(QStringLiteral("view.bottom"))->setChecked(wantsBottom);
}

void Workspace::setTheme(const render::Theme &theme)
{
    m_canvas->setTheme(theme);
    m_panes->setColor(theme.accent);
    m_palette->setTheme(theme);
    m_player->setTheme(theme);
    m_key->setTheme(theme);
    m_live->setTheme(theme);
}

} // namespace loadstar::shell
