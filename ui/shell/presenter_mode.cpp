// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/presenter_mode.h"

#include "base/natural_order.h"
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "charts/plot_widget.h"
#include "edit/design_document.h"
#include "player/event_meaning.h"
#include "player/player_panel.h"
#include "player/scenario_offers.h"
#include "player/sign_key.h"
#include "player/traffic_layer.h"
#include "player/transport_bar.h"
#include "shell/presenter_overlay.h"
#include "shell/workspace.h"

#include <QAction>
#include <QKeyEvent>
#include <QMainWindow>

#include <algorithm>
#include <functional>

#define TEXT(text) QT_TRANSLATE_NOOP("Actions", text)

namespace loadstar::shell {

namespace {

constexpr qint64 kLeastTold = 2500; ///< milliseconds that a sentence is there before the next
constexpr size_t kMostWaiting = 3;  ///< sentences; the newest count
constexpr double kGetsDark = 250.0; ///< milliseconds
constexpr double kStaysDark = 2400.0;
constexpr double kGetsBright = 600.0;
constexpr int kFrame = 33;
constexpr int kRestoring = 1000;
constexpr double kLargestZoom = 3.0;

constexpr const char *kHiddenToggles[] = {"view.minimap", "view.rulers", "view.grid"};

bool isPlainFail(const player::ScenarioOffer &offer)
{
    return offer.event.action == u"fail" && offer.event.arguments.empty();
}

bool isHang(const player::ScenarioOffer &offer)
{
    return offer.event.action == u"fail" && !offer.event.arguments.empty();
}

bool isRecovery(const player::ScenarioOffer &offer)
{
    return offer.event.action == u"recover";
}

bool isDrain(const player::ScenarioOffer &offer)
{
    return offer.event.action == u"drain" || offer.event.action == u"undrain";
}

bool isSpeed(const player::ScenarioOffer &offer)
{
    return offer.event.action == u"slow";
}

bool isSurge(const player::ScenarioOffer &offer)
{
    return offer.event.action == u"surge";
}

/// The caption in one line.
QString oneLine(const film::RunCaption &caption)
{
    QString text = caption.text;
    text.replace(u'\n', QStringLiteral(", "));
    return text.isEmpty() ? caption.title : caption.title + QStringLiteral(" – ") + text;
}

} // namespace

std::vector<ActionSpec> presenterActions()
{
    return {{.id = "view.present",
             .text = TEXT("Prese&nt"),
             .shortcut = "Shift+F5",
             .icon = "full-screen",
             .menu = "view",
             .section = 4,
             .when = When::DesignOpen}};
}

PresenterMode::PresenterMode(QMainWindow &window, Workspace &workspace, ActionRegistry &actions,
                             QWidget &always, std::vector<QWidget *> bars)
    : QObject(&workspace)
    , m_window(window)
    , m_workspace(workspace)
    , m_actions(actions)
    , m_always(always)
    , m_bars(std::move(bars))
    , m_overlay(new PresenterOverlay(&workspace.canvas()))
{
    m_overlay->hide();
    m_timer.setInterval(kFrame);
    m_restoring.setInterval(kRestoring);
    m_restoring.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &PresenterMode::onTimer);
    actions.bind("view.present", this, [this] { m_isOn ? leave() : enter(); });
    connect(&workspace, &Workspace::modeChanged, this, [this](Mode mode) {
        if (m_isOn && mode != Mode::Simulate) {
            m_before.mode = mode;
            leave();
        }
    });
    const player::PlayerPanel &player = workspace.player();
    connect(&player.controller(), &player::PlaybackController::frameReady, this,
            &PresenterMode::onFrame);
    connect(&player, &player::PlayerPanel::playbackChanged, this, &PresenterMode::refresh);
    connect(&player.transport(), &player::TransportBar::speedChanged, this,
            &PresenterMode::refresh);
    edit::DesignDocument &document = workspace.canvas().document();
    connect(&document, &edit::DesignDocument::selectionChanged, this, &PresenterMode::refresh);
    connect(&document, &edit::DesignDocument::changed, this,
            [this](const model::DesignChange &change) {
                if (m_isOn && change.isReset)
                    leave();
            });
    connect(&workspace.canvas(), &canvas::CanvasView::zoomChanged, this, &PresenterMode::refresh);
    connect(&workspace.canvas().canvasScene(), &canvas::CanvasScene::geometryChanged, this, [this] {
        if (m_isOn)
            findNodes();
        refresh();
    });
    workspace.canvas().installEventFilter(this);
    window.installEventFilter(this);
}

PresenterMode::~PresenterMode() = default;

void PresenterMode::remember()
{
    const canvas::CanvasView &canvas = m_workspace.canvas();
    m_before = {m_window.windowState(),
                m_workspace.mode(),
                canvas.zoom(),
                canvas.viewCenter(),
                canvas.document().selection(),
                {},
                {}};
    for (QWidget *bar : m_bars) {
        if (bar->isVisible())
            m_before.shown.insert(bar);
    }
    for (const char *id : kHiddenToggles) {
        QAction *action = m_actions.action(QString::fromLatin1(id));
        if (action->isChecked())
            m_before.toggled.insert(action);
    }
}

void PresenterMode::enter()
{
    if (m_isOn)
        return;
    remember();
    m_workspace.setDocksShown(false);
    m_workspace.setMode(Mode::Simulate);
    m_isOn = true;
    m_always.hide();
    for (QWidget *bar : m_bars)
        bar->hide();
    for (QAction *action : m_before.toggled)
        action->trigger();
    m_window.setWindowState(m_before.window | Qt::WindowFullScreen);
    canvas::CanvasView &canvas = m_workspace.canvas();
    player::PlayerPanel &player = m_workspace.player();
    m_elements = film::ElementTable(canvas.document().design());
    m_narrator = film::RunNarrator(canvas.document().design(), canvas.document().kinds());
    player.layer().setCaptionsVisible(false); // they would stand behind what is shown here
    if (!player.controller().hasRun())
        player.restart();
    m_waiting.clear();
    m_told = {player.isPlaying() ? QString() : tr("Space lets it run"),
              tr("Choose a node with its number and make it fail with F."),
              {}};
    m_toldSince.start();
    findNodes();
    m_overlay->setTheme(canvas.theme());
    m_overlay->setGeometry(canvas.rect());
    m_overlay->QWidget::show();
    m_overlay->raise();
    canvas.setFocus();
    refresh();
    // The canvas finds its place in the next turn of the event loop.
    QTimer::singleShot(0, this, &PresenterMode::fit);
}

void PresenterMode::leave()
{
    if (!m_isOn)
        return;
    m_isOn = false;
    m_timer.stop();
    m_overlay->hide();
    m_workspace.signKey().setArea({});
    m_workspace.player().layer().setCaptionsVisible(true);
    canvas::CanvasView &canvas = m_workspace.canvas();
    const bool isDesignShown = canvas.isVisible();
    m_window.setWindowState(m_before.window);
    m_always.show();
    for (QWidget *bar : m_before.shown)
        bar->setVisible(isDesignShown);
    for (QAction *action : m_before.toggled)
        action->trigger();
    std::erase_if(m_before.selection, [&](const model::ElementId &id) {
        return !canvas.document().design().hasElement(id);
    });
    canvas.document().select(m_before.selection);
    m_workspace.setMode(m_before.mode);
    m_workspace.setDocksShown(isDesignShown);
    if (!isDesignShown)
        return;
    m_restoring.start();
    restoreView();
    // Docks and screen take their places later.
    QTimer::singleShot(0, this, &PresenterMode::restoreView);
}

void PresenterMode::restoreView()
{
    if (m_isOn || !m_restoring.isActive())
        return;
    canvas::CanvasView &canvas = m_workspace.canvas();
    canvas.setZoom(m_before.zoom);
    canvas.centerOn(m_before.center);
}

void PresenterMode::fit()
{
    canvas::CanvasView &canvas = m_workspace.canvas();
    canvas::CanvasScene &scene = canvas.canvasScene();
    const QRectF diagram = scene.geometry().bounds() | scene.labels().bounds();
    if (!m_isOn || diagram.isEmpty())
        return;
    const QRectF room = m_overlay->freeArea();
    m_workspace.signKey().setArea(room);
    const double zoom =
        std::min({room.width() / diagram.width(), room.height() / diagram.height(), kLargestZoom});
    if (zoom <= 0.0)
        return;
    canvas.setZoom(zoom);
    const QPointF middle = QRectF(canvas.viewport()->rect()).center();
    canvas.centerOn(diagram.center() + (middle - room.center()) / canvas.zoom());
    refresh();
}

void PresenterMode::findNodes()
{
    const edit::DesignDocument &document = m_workspace.canvas().document();
    m_nodes.clear();
    for (const model::ElementId &id : m_workspace.canvas().canvasScene().readingOrder()) {
        const model::Component *component = document.design().component(id);
        if (component && document.kinds().roleOf(*component) == model::ComponentRole::Node)
            m_nodes.push_back(id);
    }
    const auto nameOf = [&](const model::ElementId &id) {
        return film::elementName(document.design(), id);
    };
    std::stable_sort(m_nodes.begin(), m_nodes.end(),
                     [&](const model::ElementId &a, const model::ElementId &b) {
                         return base::isNaturallyLess(nameOf(a), nameOf(b));
                     });
}

bool PresenterMode::eventFilter(QObject *watched, QEvent *event)
{
    const bool isCanvas = watched == &m_workspace.canvas();
    if (isCanvas && event->type() == QEvent::Resize) {
        m_overlay->setGeometry(m_workspace.canvas().rect());
        QTimer::singleShot(0, this, m_isOn ? &PresenterMode::fit : &PresenterMode::restoreView);
    }
    if (!m_isOn)
        return QObject::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        // Keys of the window mean something else here.
        if (handleKey(*static_cast<QKeyEvent *>(event), true)) {
            event->accept();
            return true;
        }
        break;
    case QEvent::KeyPress:
        if (handleKey(*static_cast<QKeyEvent *>(event), false))
            return true;
        break;
    case QEvent::Close:
        leave();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

bool PresenterMode::handleKey(const QKeyEvent &key, bool isAsked)
{
    if (key.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return false;
    player::PlayerPanel &player = m_workspace.player();
    struct Row
    {
        int key;
        std::function<void()> run;
    };
    const Row rows[] = {
        {Qt::Key_Escape, [this] { leave(); }},
        {Qt::Key_F11, [this] { leave(); }},
        {Qt::Key_Space, [&] { player.playPause(); }},
        {Qt::Key_Left, [&] { player.transport().changeSpeed(-1); }},
        {Qt::Key_Right, [&] { player.transport().changeSpeed(1); }},
        {Qt::Key_Period, [&] { player.step(); }},
        {Qt::Key_Home, [&] { player.restart(); }},
        {Qt::Key_F, [this] { act(chosen(), tr("Failing"), isPlainFail); }},
        {Qt::Key_H, [this] { act(chosen(), tr("Hanging"), isHang); }},
        {Qt::Key_R, [this] { act(chosen(), tr("Recovering"), isRecovery); }},
        {Qt::Key_D, [this] { act(chosen(), tr("Draining"), isDrain); }},
        {Qt::Key_S, [this] { act(chosen(), tr("Slowing down"), isSpeed); }},
        {Qt::Key_L, [this] { addLoad(); }},
        {Qt::Key_K, [this] { m_actions.action(QStringLiteral("simulate.key"))->trigger(); }},
        {Qt::Key_Question,
         [this] {
             m_hasKeys = !m_hasKeys;
             refresh();
             fit();
         }},
    };
    if (key.key() >= Qt::Key_1 && key.key() <= Qt::Key_9) {
        if (!isAsked)
            chooseNode(static_cast<size_t>(key.key() - Qt::Key_1));
        return true;
    }
    for (const Row &row : rows) {
        if (row.key != key.key())
            continue;
        if (!isAsked)
            row.run();
        return true;
    }
    return false;
}

void PresenterMode::chooseNode(size_t number)
{
    if (number < m_nodes.size())
        m_workspace.canvas().document().select({m_nodes[number]});
}

model::ElementId PresenterMode::chosen() const
{
    const edit::DesignDocument &document = m_workspace.canvas().document();
    for (const model::ElementId &id : document.selection()) {
        if (!m_workspace.player().liveOffers(id).empty())
            return id;
    }
    return m_nodes.empty() ? model::ElementId() : m_nodes.front();
}

void PresenterMode::act(const model::ElementId &target, const QString &name,
                        bool (*isMeant)(const player::ScenarioOffer &))
{
    player::PlayerPanel &player = m_workspace.player();
    const edit::DesignDocument &document = m_workspace.canvas().document();
    const QString who = film::elementName(document.design(), target);
    const std::vector<player::ScenarioOffer> offers = player.liveOffers(target);
    const auto offer = std::find_if(offers.begin(), offers.end(), isMeant);
    if (offer == offers.end()) {
        tell({who.isEmpty() ? tr("%1 is not possible here").arg(name)
                            : tr("%1: %2 is not possible now").arg(who, name.toLower()),
              {},
              {}});
        return;
    }
    const bool isPlaying = player.isPlaying();
    player.accept(*offer);
    if (!isPlaying)
        tell({tr("%1: %2").arg(who, offer->label),
              tr("It happens when the run goes on."),
              {target}});
}

void PresenterMode::addLoad()
{
    const edit::DesignDocument &document = m_workspace.canvas().document();
    const player::PlayerPanel &player = m_workspace.player();
    const auto offersLoad = [&](const model::ElementId &id) {
        const std::vector<player::ScenarioOffer> offers = player.liveOffers(id);
        return std::any_of(offers.begin(), offers.end(), isSurge);
    };
    std::vector<model::ElementId> candidates{chosen()};
    for (const auto &[id, component] : document.design().components) {
        if (document.kinds().roleOf(component) == model::ComponentRole::Users)
            candidates.push_back(id);
    }
    const auto target = std::find_if(candidates.begin(), candidates.end(), offersLoad);
    act(target == candidates.end() ? model::ElementId() : *target, tr("More load"), isSurge);
}

void PresenterMode::onFrame(const player::PlaybackFrame &frame)
{
    if (!m_isOn)
        return;
    const player::PlaybackController &controller = m_workspace.player().controller();
    const model::KindRegistry &kinds = m_workspace.canvas().document().kinds();
    if (frame.isPrepared) {
        m_elements = film::ElementTable(controller.design());
        m_narrator = film::RunNarrator(controller.design(), kinds);
    }
    for (const sim::TraceEvent &event : frame.traffic.events) {
        const std::optional<film::RunCaption> caption = m_narrator.tell(event);
        if (!caption || frame.isPrepared)
            continue;
        Told told{oneLine(*caption),
                  player::meaningWords(event, controller.design(), kinds, m_elements),
                  {caption->subject, caption->anchor}};
        if (const model::ElementId by = m_elements.idOf(event.by); !by.isEmpty())
            told.about.insert(by);
        tell(told);
    }
    refresh();
}

void PresenterMode::tell(const Told &told)
{
    m_waiting.push_back(told);
    while (m_waiting.size() > kMostWaiting)
        m_waiting.pop_front();
    m_timer.start();
    onTimer();
}

void PresenterMode::onTimer()
{
    const bool isRead = m_told.about.empty() || m_toldSince.elapsed() >= kLeastTold;
    if (!m_waiting.empty() && isRead) {
        m_told = m_waiting.front();
        m_waiting.pop_front();
        m_toldSince.restart();
    }
    const bool isOver = m_told.about.empty() ||
                        static_cast<double>(m_toldSince.elapsed()) >= kStaysDark + kGetsBright;
    if (m_waiting.empty() && isOver)
        m_timer.stop();
    refresh();
}

double PresenterMode::darkness() const
{
    if (m_told.about.empty())
        return 0.0;
    const auto age = static_cast<double>(m_toldSince.elapsed());
    return std::clamp(std::min(age / kGetsDark, (kStaysDark + kGetsBright - age) / kGetsBright),
                      0.0, 1.0);
}

void PresenterMode::refresh()
{
    if (!m_isOn)
        return;
    const canvas::CanvasView &canvas = m_workspace.canvas();
    const edit::DesignDocument &document = canvas.document();
    const player::PlayerPanel &player = m_workspace.player();
    const auto placeOf = [&](const model::ElementId &id) {
        const QRectF rect = canvas.canvasScene().geometry().componentRect(id);
        return QRectF(canvas.mapFromScene(rect).boundingRect());
    };
    PresenterOverlay::Content content;
    content.design = document.design().header.name.isEmpty() ? document.displayName()
                                                             : document.design().header.name;
    content.figures = player.transport().headline();
    content.clock = charts::clockText(player.controller().clock().reached());
    content.pace =
        player.isPlaying() ? player::speedText(player.transport().speed()) : tr("Paused");
    content.title = m_told.title;
    content.meaning = m_told.meaning;
    for (size_t i = 0; i < m_nodes.size() && i < 9; ++i) {
        content.marks.push_back({placeOf(m_nodes[i]), QString::number(i + 1),
                                 document.selection().count(m_nodes[i]) > 0});
    }
    content.darkness = darkness();
    for (const model::ElementId &id : m_told.about) {
        if (document.design().component(id))
            content.lit.push_back(placeOf(id));
    }
    content.hasKeys = m_hasKeys;
    m_overlay->setContent(content);
}

} // namespace loadstar::shell
