// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/caption_board.h"

#include <QImage>
#include <QLineF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace loadstar::player {

namespace {

constexpr double kDistance = 26.0; ///< canvas pixels between component and caption
constexpr double kFadeTime = 0.6;

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

} // namespace

void CaptionBoard::add(const RunCaption &caption, double animation)
{
    std::erase_if(m_shown,
                  [&](const Shown &other) { return other.caption.anchor == caption.anchor; });
    m_shown.push_back({caption, animation});
    if (m_shown.size() > kMost)
        m_shown.erase(m_shown.begin());
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
                                 const std::vector<QRectF> &obstacles, const QRectF &view)
{
    const QPointF center = anchor.center();
    const double w = size.width();
    const double h = size.height();
    const std::array<QPointF, 4> corners{
        QPointF(center.x() - w / 2.0, anchor.top() - kDistance - h),
        QPointF(center.x() - w / 2.0, anchor.bottom() + kDistance),
        QPointF(anchor.right() + kDistance, center.y() - h / 2.0),
        QPointF(anchor.left() - kDistance - w, center.y() - h / 2.0)};
    QRectF best(corners[0], size);
    double leastCovered = -1.0;
    for (const QPointF &corner : corners) {
        const QRectF rect(corner, size);
        double covered = view.isEmpty() ? 0.0 : 4.0 * (areaOf(rect) - areaOf(rect & view));
        for (const QRectF &obstacle : obstacles)
            covered += areaOf(rect & obstacle);
        if (leastCovered < 0.0 || covered < leastCovered - 1.0) {
            leastCovered = covered;
            best = rect;
        }
    }
    return best;
}

void CaptionBoard::paint(QPainter &painter, const render::DiagramPainter &diagram,
                         const render::DiagramGeometry &geometry, const QRectF &view,
                         double animation) const
{
    if (m_shown.empty())
        return;
    std::vector<QRectF> obstacles;
    for (const auto &[id, place] : geometry.places()) {
        if (place.shape == model::ComponentShape::Card)
            obstacles.push_back(place.rect);
    }
    const double scale = std::hypot(painter.worldTransform().m11(), painter.worldTransform().m12());
    const double enlarged = scale > 0.0 && scale < 1.0 ? 1.0 / scale : 1.0;
    for (const Shown &shown : m_shown) {
        const QRectF anchor = geometry.componentRect(shown.caption.anchor);
        if (anchor.isEmpty())
            continue;
        const QRectF box =
            placeBeside(anchor, bubbleSize(diagram, shown.caption) * enlarged, obstacles, view);
        const double age = animation - shown.since;
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setOpacity(std::clamp((kShownFor - age) / kFadeTime, 0.0, 1.0));
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
        diagram.paintBubble(painter, QPointF(), shown.caption.title, shown.caption.text);
        painter.restore();
        obstacles.push_back(box);
    }
}

} // namespace loadstar::player
