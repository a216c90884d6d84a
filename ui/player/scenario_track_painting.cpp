// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How the track looks.
#include "charts/plot_widget.h"
#include "player/scenario_track.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace loadstar::player {

namespace {

constexpr double kLabelGap = 6.0;
constexpr double kLeastLabel = 18.0;

QFont labelFont(const QFont &base)
{
    return charts::scaledFont(base, 0.86, QFont::DemiBold);
}

} // namespace

void ScenarioTrack::layOut()
{
    m_markers.clear();
    const QFontMetricsF metrics(labelFont(font()));
    const model::Scenario &events = scenario();
    for (size_t i = 0; i < events.size() && events[i].at <= m_duration; ++i) {
        Marker marker;
        marker.event = static_cast<int>(i);
        marker.x = xOf(events[i].at);
        marker.label = scenarioLabel(events[i], m_document.design(), m_document.kinds());
        m_markers.push_back(marker);
    }
    const QRectF bar = barRect();
    double leftFree = bar.left();
    for (size_t i = 0; i < m_markers.size(); ++i) {
        Marker &marker = m_markers[i];
        const bool isLast = i + 1 == m_markers.size();
        const double rightRoom =
            (isLast ? bar.right() : m_markers[i + 1].x) - marker.x - 2.0 * kLabelGap;
        const double leftRoom = marker.x - leftFree - 2.0 * kLabelGap;
        const double wanted = std::ceil(metrics.horizontalAdvance(marker.label)) + 1.0;
        const bool isLeft = isLast && rightRoom < wanted && leftRoom > rightRoom;
        const double room = std::min(wanted, isLeft ? leftRoom : rightRoom);
        marker.label = room < std::min(kLeastLabel, wanted)
                           ? QString()
                           : metrics.elidedText(marker.label, Qt::ElideRight, room);
        if (!marker.label.isEmpty()) {
            const double left = isLeft ? marker.x - kLabelGap - room : marker.x + kLabelGap;
            marker.labelRect = QRectF(left, bar.top(), room, bar.height());
            leftFree = marker.labelRect.right();
        }
        leftFree = std::max(leftFree, marker.x);
    }
    if (m_selected >= static_cast<int>(events.size()))
        m_selected = -1;
    update();
}

void ScenarioTrack::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF bar = barRect();
    painter.setPen(QPen(hasFocus() ? m_theme.accent : m_theme.border, 1.0));
    painter.setBrush(m_theme.field);
    painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 5.0, 5.0);

    const double nowX = std::min(xOf(m_now), bar.right());
    painter.save();
    painter.setClipRect(QRectF(bar.left(), bar.top(), nowX - bar.left(), bar.height()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.accentSoft);
    painter.drawRoundedRect(bar.adjusted(1.0, 1.0, -1.0, -1.0), 4.5, 4.5);
    painter.restore();

    const double reachableX = std::min(xOf(m_reachable), bar.right());
    QColor reachable = m_theme.textMuted;
    reachable.setAlphaF(0.35F);
    painter.fillRect(
        QRectF(QPointF(bar.left() + 2.0, bar.bottom() - 3.0),
               QPointF(std::max(bar.left() + 2.0, reachableX - 2.0), bar.bottom() - 1.0)),
        reachable);

    painter.setFont(labelFont(font()));
    for (const Marker &marker : m_markers) {
        const QColor color = colorOf(scenario()[static_cast<size_t>(marker.event)].action);
        if (marker.event == m_selected) {
            QColor soft = color;
            soft.setAlphaF(0.16F);
            painter.fillRect(
                QRectF(marker.x - kReach, bar.top() + 1.0, 2.0 * kReach, bar.height() - 2.0)
                    .united(marker.labelRect.adjusted(0.0, 1.0, 4.0, -1.0)),
                soft);
        }
        painter.setPen(QPen(color, marker.event == m_selected ? 3.0 : 2.0));
        painter.drawLine(QPointF(marker.x, bar.top()), QPointF(marker.x, bar.bottom()));
        painter.setPen(color);
        painter.drawText(marker.labelRect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         marker.label);
    }
    if (const int later = laterEvents(); later > 0) {
        painter.setPen(m_theme.textMuted);
        painter.drawText(bar.adjusted(0.0, 0.0, -8.0, 0.0), Qt::AlignRight | Qt::AlignVCenter,
                         tr("%1 after the end").arg(later));
    }
    paintNow(painter, nowX);
}

void ScenarioTrack::paintNow(QPainter &painter, double x) const
{
    const QRectF bar = barRect();
    const double top = bar.top() - kOvershoot;
    const double bottom = bar.bottom() + kOvershoot;
    painter.setPen(QPen(m_theme.text, 1.6));
    const bool crossesText =
        std::any_of(m_markers.begin(), m_markers.end(), [x](const Marker &marker) {
            return marker.labelRect.left() - 2.0 < x && x < marker.labelRect.right() + 2.0;
        });
    if (!crossesText) {
        painter.drawLine(QPointF(x, top), QPointF(x, bottom));
        return;
    }
    // Texts stay whole: the line is open where it would strike one through.
    const double half = QFontMetricsF(labelFont(font())).height() / 2.0;
    painter.drawLine(QPointF(x, top), QPointF(x, bar.center().y() - half));
    painter.drawLine(QPointF(x, bar.center().y() + half), QPointF(x, bottom));
}

QColor ScenarioTrack::colorOf(const QString &action) const
{
    switch (toneOf(action)) {
    case ActionTone::Harm:
        return m_theme.failure;
    case ActionTone::Cure:
        return m_theme.up;
    case ActionTone::Load:
        return m_theme.warning;
    case ActionTone::Change:
        return m_theme.accent;
    }
    Q_UNREACHABLE();
}

} // namespace loadstar::player
