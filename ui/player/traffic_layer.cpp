// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/traffic_layer.h"

#include "canvas/canvas_scene.h"
#include "film/stage.h"
#include "player/state_words.h"

#include <QGraphicsView>
#include <QLineF>

#include <algorithm>
#include <cmath>

namespace loadstar::player {

namespace {

constexpr double kLooksEvery = 0.1;     ///< animation seconds between new looks
constexpr double kSmoothing = 1.0;      ///< wall seconds over which loads are averaged …
constexpr double kLeastSmoothing = 2.0; ///< … and simulated seconds at least
constexpr double kLeastRecent = 60.0;   ///< simulated seconds for which news is told at any speed
constexpr double kDotReach = 7.0;       ///< screen pixels around the middle of a dot
constexpr double kLineReach = 5.0;      ///< screen pixels beside a connection
constexpr double kSameStep = 1.0e-6;    ///< seconds between an event and the end of its step

QRectF viewOf(const canvas::CanvasScene &scene)
{
    const QList<QGraphicsView *> views = scene.views();
    if (views.isEmpty())
        return {};
    const QGraphicsView *view = views.first();
    return view->mapToScene(view->viewport()->rect()).boundingRect();
}

} // namespace

TrafficLayer::TrafficLayer(const model::KindRegistry &kinds, QObject *parent)
    : QObject(parent)
    , m_kinds(kinds)
{}

TrafficLayer::~TrafficLayer()
{
    remove();
}

void TrafficLayer::attachTo(canvas::CanvasScene &scene)
{
    if (m_scene == &scene)
        return;
    remove();
    if (m_scene)
        m_scene->disconnect(this);
    m_scene = &scene;
    connect(&scene, &canvas::CanvasScene::geometryChanged, this, &TrafficLayer::applyStage);
    install();
}

void TrafficLayer::setVisible(bool isVisible)
{
    if (isVisible == m_isVisible)
        return;
    m_isVisible = isVisible;
    if (isVisible)
        install();
    else
        remove();
}

void TrafficLayer::setCaptionsVisible(bool areVisible)
{
    m_areCaptionsVisible = areVisible;
    if (m_isInstalled)
        m_scene->invalidateOverlay();
}

void TrafficLayer::begin(const model::Design &design, bool isRepeated)
{
    m_step.clear();
    m_narrator = film::RunNarrator(design, m_kinds);
    if (isRepeated)
        return;
    m_elements = film::ElementTable(design);
    m_traffic = film::TrafficPainter(m_elements);
    m_runLooks = film::RunLooks(design, m_kinds);
    m_captions.clear();
    m_snapshot = {};
    m_animation = 0.0;
    m_filledTo = 0.0;
    m_looksAt = -1.0;
    m_hasRun = true;
    applyStage();
    install();
}

void TrafficLayer::end()
{
    m_step.clear();
    m_hasRun = false;
    m_traffic.clear();
    m_captions.clear();
    m_snapshot = {};
    m_looks = {};
    remove();
}

void TrafficLayer::show(const PlaybackFrame &frame, double animation, double speed)
{
    if (!m_hasRun)
        return;
    const bool goesOn = frame.traffic.to > frame.traffic.from || frame.isPrepared;
    if (goesOn && !frame.isStep && frame.metGoal == 0)
        m_step.clear();
    m_traffic.setSpeed(speed);
    double begin = std::min(m_filledTo, animation);
    if (frame.isPrepared) // what led up to now is on its way already
        begin = animation - (frame.traffic.to - frame.traffic.from) / speed;
    m_traffic.add(frame.traffic, begin, animation);
    m_filledTo = animation;
    m_snapshot = frame.snapshot;
    const double paced = std::isfinite(speed) ? kSmoothing * speed : kLeastSmoothing;
    // A run that stands shows what is so at its moment, whatever came before.
    const bool stands = frame.isPrepared || frame.isFinished ||
                        (frame.report && frame.traffic.to <= frame.traffic.from);
    const double smoothing = stands ? 0.0 : std::max(kLeastSmoothing, paced);
    m_runLooks.follow(frame.snapshot, frame.traffic, smoothing);
    std::vector<film::RunCaption> told;
    for (const sim::TraceEvent &event : frame.traffic.events) {
        if (const std::optional<film::RunCaption> caption = m_narrator.tell(event))
            told.push_back(*caption);
    }
    if (frame.isPrepared) {
        // What is told on the canvas and did not happen in this run after all goes.
        m_captions.keepOnly(told);
    } else {
        for (const film::RunCaption &caption : told)
            m_captions.add(caption, animation);
    }
    const double recent = std::isfinite(speed) ? film::CaptionBoard::kShownFor * speed : 0.0;
    m_captions.dropBefore(frame.snapshot.now - std::max(kLeastRecent, recent));
    const bool isDue = m_looksAt < 0.0 || animation >= m_looksAt + kLooksEvery ||
                       !frame.traffic.events.empty() || frame.report != nullptr;
    if (isDue) {
        m_looksAt = animation;
        m_looks = m_runLooks.looks(m_narrator);
        applyLooks();
    }
}

void TrafficLayer::animate(double animation)
{
    m_animation = animation;
    m_captions.expire(animation);
    if (m_scene && m_isVisible && m_hasRun)
        m_scene->invalidateOverlay();
}

void TrafficLayer::settle()
{
    m_traffic.clear();
    m_captions.clear();
    if (m_scene && m_isVisible && m_hasRun)
        m_scene->invalidateOverlay();
}

void TrafficLayer::pointOut(const SteppedMoment &moment)
{
    SteppedMoment shown = moment;
    // What a caption tells beside it already needs no second one.
    const std::vector<film::RunCaption> told = m_captions.captions();
    const bool isTold = m_areCaptionsVisible && !shown.elements.empty() &&
                        std::any_of(told.begin(), told.end(), [&](const film::RunCaption &caption) {
                            return caption.subject == shown.elements.front() &&
                                   caption.at > m_snapshot.now - kSameStep;
                        });
    if (isTold)
        shown.text.clear();
    m_step.show(shown);
    if (m_scene && m_isVisible && m_hasRun)
        m_scene->invalidateOverlay();
}

void TrafficLayer::hold(double animation)
{
    m_captions.dropFading(animation);
    if (m_scene && m_isVisible && m_hasRun)
        m_scene->invalidateOverlay();
}

bool TrafficLayer::isStillAt(double animation) const
{
    return m_traffic.isIdleAt(animation) && m_captions.captions().empty();
}

void TrafficLayer::paint(QPainter &painter, const render::DiagramGeometry &geometry,
                         const QRectF &exposed)
{
    m_traffic.paint(painter, m_animation, exposed,
                    film::TrafficColors::of(m_scene->painter().theme()));
    m_scene->paintLabels(painter, exposed); // once more, above the dots
    m_step.paint(painter, m_scene->painter(), geometry, viewOf(*m_scene));
    if (m_areCaptionsVisible)
        m_captions.paint(painter, m_scene->painter(), geometry, viewOf(*m_scene), m_animation);
}

void TrafficLayer::applyLooks()
{
    if (!m_scene || !m_isVisible)
        return;
    m_scene->setComponentLooks(m_looks.components);
    m_scene->setConnectionLooks(m_looks.connections);
}

void TrafficLayer::applyStage()
{
    if (m_scene && m_hasRun)
        m_traffic.setStage(film::makeStage(m_elements, m_scene->geometry()));
}

void TrafficLayer::install()
{
    if (!m_scene || !m_isVisible || !m_hasRun)
        return;
    m_isInstalled = true;
    m_scene->setOverlay([this](QPainter &painter, const render::DiagramGeometry &geometry,
                               const QRectF &exposed) { paint(painter, geometry, exposed); });
    m_scene->setOverlayClick(
        [this](const QPointF &point, double zoom) { return click(point, zoom); });
    m_scene->setDescriber(
        [this](const QPointF &point, double zoom) { return describe(point, zoom); });
    applyStage();
    applyLooks();
}

std::optional<film::PlacedDot> TrafficLayer::dotAt(const QPointF &point, double zoom) const
{
    const std::vector<film::PlacedDot> dots = m_traffic.dotsAt(m_animation);
    const auto found = std::find_if(dots.rbegin(), dots.rend(), [&](const film::PlacedDot &dot) {
        const double reach = std::max(dot.radius, kDotReach / zoom);
        return QLineF(dot.position, point).length() <= reach;
    });
    return found == dots.rend() ? std::nullopt : std::optional(*found);
}

bool TrafficLayer::click(const QPointF &point, double zoom)
{
    if (m_scene->isCard(m_scene->componentAt(point)))
        return false;
    const std::optional<film::PlacedDot> dot = dotAt(point, zoom);
    if (!dot || dot->request == 0)
        return false;
    Q_EMIT requestClicked(dot->request);
    return true;
}

QString TrafficLayer::describe(const QPointF &point, double zoom) const
{
    const RunPicture picture{m_runLooks.design(), m_kinds, m_elements, m_snapshot};
    if (const std::optional<film::PlacedDot> dot = dotAt(point, zoom))
        return dotWords(picture, *dot);
    const QString component =
        componentWords(picture, m_elements.indexOf(m_scene->componentAt(point)));
    const model::ElementId line = m_scene->connectionAt(point, kLineReach / zoom);
    if (!component.isEmpty() || line.isEmpty())
        return component;
    const sim::ElementIndex index = m_elements.indexOf(line);
    return index < 0 ? QString()
                     : connectionWords(picture, index,
                                       m_runLooks.rateOf(m_elements.connectionNumber(index)));
}

void TrafficLayer::remove()
{
    if (!m_scene || !m_isInstalled)
        return;
    m_isInstalled = false;
    m_scene->setOverlay({});
    m_scene->setDescriber({});
    m_scene->setOverlayClick({});
    m_scene->setComponentLooks({});
    m_scene->setConnectionLooks({});
}

} // namespace loadstar::player
