// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/caption_board.h"

#include <QImage>
#include <QLineF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadstar::film {

namespace {

constexpr double kDistance = 26.0; ///< canvas pixels between component and caption
constexpr double kFadeTime = 0.6;
constexpr double kCardWeight = 4.0;
constexpr QSizeF kTitleSize(190.0, 26.0); ///< of a container's title, at most

double areaOf(const QRectF &rect)
{
    return rect.isEmpty() ? 0.0 : rect.width() * rect.height();
}

QSizeF bubbleSize(const render::DiagramPainter &diagram, const RunCaption &caption)
{
    QImage blank(1, 1, QImage::Format_ARGB32_Premultiplied);
    QPainter painter(&blank);
    return diagram.paintBubble(painter, QPointF(2.0, 2.0), caption.title, caption.text).size();
}

/// The bubble with its top left corner at the origin. Box and text fade as one: a text that faded
/// over its fading box would be gone before it.
void paintFading(QPainter &painter, const render::DiagramPainter &diagram,
                 const RunCaption &caption, const QSizeF &size, double opacity)
{
    if (opacity >= 1.0) {
        diagram.paintBubble(painter, QPointF(), caption.title, caption.text);
        return;
    }
    const QTransform &world = painter.worldTransform();
    const double ratio = painter.device()->devicePixelRatioF();
    const double scale = std::max(0.1, std::hypot(world.m11(), world.m12()) * ratio);
    QImage whole((size * scale).toSize() + QSize(1, 1), QImage::Format_ARGB32_Premultiplied);
    whole.setDevicePixelRatio(scale);
    whole.fill(Qt::transparent);
    QPainter inner(&whole);
    inner.setRenderHint(QPainter::Antialiasing);
    diagram.paintBubble(inner, QPointF(), caption.title, caption.text);
    inner.end();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setOpacity(opacity);
    painter.drawImage(QPointF(), whole);
}

} // namespace

void CaptionBoard::add(const RunCaption &caption, double animation)
{
    std::erase_if(m_shown, [&](const Shown &other) {
        return other.caption.anchor == caption.anchor || other.caption.subject == caption.subject;
    });
    m_shown.push_back({caption, animation, {}, {}, {}});
    if (m_shown.size() > kMost)
        m_shown.erase(m_shown.begin());
}

void CaptionBoard::keepOnly(const std::vector<RunCaption> &told)
{
    std::erase_if(m_shown, [&](const Shown &shown) {
        return std::find(told.begin(), told.end(), shown.caption) == told.end();
    });
}

void CaptionBoard::dropBefore(double at)
{
    std::erase_if(m_shown, [at](const Shown &shown) { return shown.caption.at < at; });
}

void CaptionBoard::dropFading(double animation)
{
    expire(animation + kFadeTime);
}

bool CaptionBoard::expire(double animation)
{
    std::erase_if(m_shown, [&](const Shown &shown) { return shown.since + kShownFor < animation; });
    return !m_shown.empty();
}

std::vector<RunCaption> CaptionBoard::captions() const
{
    std::vector<RunCaption> captions;
    for (const Shown &shown : m_shown)
        captions.push_back(shown.caption);
    return captions;
}

QRectF CaptionBoard::placeBeside(const QRectF &anchor, const QSizeF &size,
                                 const std::vector<Obstacle> &obstacles, const QRectF &view)
{
    const QPointF center = anchor.center();
    const double w = size.width();
    const double h = size.height();
    QRectF best;
    double leastCovered = std::numeric_limits<double>::infinity();
    for (const double distance : {1.0, 2.0, 4.0}) {
        const double gap = kDistance * distance;
        for (const double shift : {0.0, -0.5, 0.5}) {
            const double x = center.x() - w / 2.0 + shift * w;
            const double y = center.y() - h / 2.0 + shift * h;
            for (const QPointF &corner :
                 {QPointF(x, anchor.top() - gap - h), QPointF(x, anchor.bottom() + gap),
                  QPointF(anchor.right() + gap, y), QPointF(anchor.left() - gap - w, y)}) {
                const QRectF rect(corner, size);
                // A little for the way, so that of equal places the nearest is taken.
                double covered = areaOf(rect) * 0.02 * (distance + std::abs(shift));
                if (!view.isEmpty())
                    covered += 4.0 * (areaOf(rect) - areaOf(rect & view));
                for (const Obstacle &obstacle : obstacles)
                    covered += obstacle.weight * areaOf(rect & obstacle.rect);
                if (covered < leastCovered) {
                    leastCovered = covered;
                    best = rect;
                }
            }
        }
    }
    return best;
}

std::vector<CaptionBoard::Obstacle>
CaptionBoard::obstaclesOf(const render::DiagramGeometry &geometry)
{
    std::vector<Obstacle> obstacles;
    for (const auto &[id, place] : geometry.places()) {
        if (place.shape == model::ComponentShape::Card)
            obstacles.push_back({place.rect, kCardWeight});
        else if (place.isGround())
            obstacles.push_back(
                {QRectF(place.rect.topLeft(), kTitleSize) & place.rect, kCardWeight});
    }
    for (const auto &[id, route] : geometry.routes()) {
        for (qsizetype i = 1; i < route.size(); ++i) {
            obstacles.push_back(
                {QRectF(route[i - 1], route[i]).normalized().adjusted(-6.0, -6.0, 6.0, 6.0), 1.0});
        }
    }
    return obstacles;
}

void CaptionBoard::place(const render::DiagramPainter &diagram,
                         const render::DiagramGeometry &geometry, const QRectF &view,
                         double enlarged)
{
    std::vector<Obstacle> obstacles;
    for (Shown &shown : m_shown) {
        const QRectF anchor = geometry.componentRect(shown.caption.anchor);
        const bool isPlaced = shown.anchor == anchor && shown.view == view && !shown.box.isEmpty();
        if (!isPlaced && !anchor.isEmpty()) {
            if (obstacles.empty()) {
                obstacles = obstaclesOf(geometry);
                for (const Shown &other : m_shown)
                    obstacles.push_back({other.box, kCardWeight});
            }
            shown.anchor = anchor;
            shown.view = view;
            shown.box =
                placeBeside(anchor, bubbleSize(diagram, shown.caption) * enlarged, obstacles, view);
            obstacles.push_back({shown.box, kCardWeight});
        }
    }
}

void CaptionBoard::paint(QPainter &painter, const render::DiagramPainter &diagram,
                         const render::DiagramGeometry &geometry, const QRectF &view,
                         double animation)
{
    const double scale = std::hypot(painter.worldTransform().m11(), painter.worldTransform().m12());
    const double enlarged = scale > 0.0 && scale < 1.0 ? 1.0 / scale : 1.0;
    place(diagram, geometry, view, enlarged);
    for (const Shown &shown : m_shown) {
        const QRectF &anchor = shown.anchor;
        const QRectF &box = shown.box;
        if (anchor.isEmpty() || geometry.componentRect(shown.caption.anchor).isEmpty())
            continue;
        const double age = animation - shown.since;
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        const double opacity = std::clamp((kShownFor - age) / kFadeTime, 0.0, 1.0);
        painter.setOpacity(opacity);
        const QPointF foot(std::clamp(anchor.center().x(), box.left(), box.right()),
                           std::clamp(anchor.center().y(), box.top(), box.bottom()));
        const QPointF head(std::clamp(foot.x(), anchor.left(), anchor.right()),
                           std::clamp(foot.y(), anchor.top(), anchor.bottom()));
        QPen leader(diagram.theme().bubble, 1.2 * enlarged);
        leader.setDashPattern({3.0, 3.0});
        painter.setPen(leader);
        painter.drawLine(QLineF(foot, head));
        painter.translate(box.topLeft());
        painter.scale(enlarged, enlarged);
        paintFading(painter, diagram, shown.caption, box.size() / enlarged, opacity);
        painter.restore();
    }
}

} // namespace loadstar::film
