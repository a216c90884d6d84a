// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/sequence_chart.h"

#include "player/request_words.h"
#include "player/run_words.h"
#include "player/scenario_offers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace loadstar::player {

namespace {

constexpr int kHead = 28;        ///< pixels for the names
constexpr int kRow = 30;         ///< from one passage to the next
constexpr double kFirst = 24.5;  ///< from the names to the first, in the middle of a pixel
constexpr int kTimes = 58;       ///< for the times at the left
constexpr int kLeastLane = 84;   ///< width of a lane at least
constexpr int kEnd = 34;         ///< below the last passage
constexpr double kArrow = 6.0;   ///< length of an arrow's head
constexpr double kEndMark = 4.5; ///< half of the mark's side
constexpr int kSmallFont = 11;

} // namespace

SequenceChart::SequenceChart(QWidget *parent)
    : QWidget(parent)
    , m_theme(render::Theme::light())
{
    setObjectName(QStringLiteral("sequenceChart"));
    setStory({}, {});
}

void SequenceChart::setStory(const std::optional<sim::RequestStory> &story,
                             const model::Design &design)
{
    m_story = story;
    m_lanes.clear();
    m_names.clear();
    const auto add = [&](const QString &id) {
        if (id.isEmpty() || laneOf(id) >= 0)
            return;
        m_lanes.push_back(id);
        m_names.push_back(elementName(design, model::ElementId(id)));
    };
    if (story) {
        add(story->users);
        for (const sim::RequestStep &step : story->steps) {
            add(step.from);
            add(step.to);
        }
        add(story->where);
    }
    setAccessibleName(story ? tr("Sequence chart of request %1").arg(story->request)
                            : tr("Sequence chart of a request"));
    setAccessibleDescription(story ? storyText(*story, design) : QString());
    updateGeometry();
    update();
}

void SequenceChart::setTheme(const render::Theme &theme)
{
    m_theme = theme;
    update();
}

int SequenceChart::laneOf(const QString &id) const
{
    const auto found = std::find(m_lanes.begin(), m_lanes.end(), id);
    return found == m_lanes.end() ? -1 : static_cast<int>(found - m_lanes.begin());
}

double SequenceChart::laneX(int lane) const
{
    const double width = (this->width() - kTimes) / std::max(1.0, double(m_lanes.size()));
    return kTimes + (lane + 0.5) * width;
}

double SequenceChart::passageY(int passage) const
{
    return kHead + passage * kRow + kFirst;
}

QSize SequenceChart::sizeHint() const
{
    const int passages = m_story ? static_cast<int>(m_story->steps.size()) : 0;
    return {kTimes + kLeastLane * static_cast<int>(m_lanes.size()), kHead + passages * kRow + kEnd};
}

QSize SequenceChart::minimumSizeHint() const
{
    return sizeHint();
}

void SequenceChart::paintEvent(QPaintEvent *)
{
    if (!m_story)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintLanes(painter);
    for (int i = 0; i < static_cast<int>(m_story->steps.size()); ++i)
        paintPassage(painter, i);
    if (m_story->endedAt)
        paintEnd(painter);
}

void SequenceChart::paintLanes(QPainter &painter) const
{
    const double width = m_lanes.size() > 1 ? laneX(1) - laneX(0) : this->width() - kTimes;
    const double bottom = passageY(static_cast<int>(m_story->steps.size())) + 6.0;
    painter.setFont(m_theme.font(12, QFont::DemiBold));
    for (size_t lane = 0; lane < m_lanes.size(); ++lane) {
        const double x = laneX(static_cast<int>(lane));
        painter.setPen(m_theme.text);
        painter.drawText(
            QRectF(x - width / 2.0 + 4.0, 0.0, width - 8.0, kHead), Qt::AlignCenter,
            painter.fontMetrics().elidedText(m_names[lane], Qt::ElideRight, int(width) - 8));
        painter.setPen(QPen(m_theme.border, 1.0));
        painter.drawLine(QPointF(x, kHead), QPointF(x, bottom));
    }
}

void SequenceChart::paintPassage(QPainter &painter, int passage) const
{
    const sim::RequestStep &step = m_story->steps[static_cast<size_t>(passage)];
    const double y = passageY(passage);
    const double from = laneX(laneOf(step.from));
    const double to = laneX(laneOf(step.to));
    const bool isRefused = step.what == u"refused";
    const QColor color = isRefused ? m_theme.failure : m_theme.request;
    const double side = to < from ? 1.0 : -1.0;
    painter.setPen(QPen(color, 1.6, isRefused ? Qt::DashLine : Qt::SolidLine));
    painter.drawLine(QPointF(from, y), QPointF(to, y));
    painter.setPen(QPen(color, 1.6));
    for (const double up : {-1.0, 1.0})
        painter.drawLine(QPointF(to, y), QPointF(to + side * kArrow, y + up * kArrow * 0.6));
    painter.setFont(m_theme.font(kSmallFont));
    painter.setPen(m_theme.textMuted);
    painter.drawText(QRectF(0.0, y - kRow / 2.0, kTimes - 8.0, kRow),
                     int(Qt::AlignRight | Qt::AlignVCenter),
                     tr("+%1").arg(timeWords(step.at - m_story->sentAt)));
    paintLabel(painter, QRectF(std::min(from, to), y - 17.0, std::abs(to - from), 16.0),
               Qt::AlignHCenter | Qt::AlignBottom, passageWords(step.what));
}

void SequenceChart::paintEnd(QPainter &painter) const
{
    const bool isAnswered = m_story->outcome == u"answered";
    const double y = passageY(static_cast<int>(m_story->steps.size())) - 4.0;
    const int lane = laneOf(m_story->where);
    const QPointF center(laneX(lane), y);
    painter.setPen(QPen(isAnswered ? m_theme.up : m_theme.failure, 2.0));
    if (isAnswered) {
        painter.setBrush(m_theme.up);
        painter.drawEllipse(center, kEndMark, kEndMark);
        painter.setBrush(Qt::NoBrush);
    } else {
        const QPointF corner(kEndMark, kEndMark);
        painter.drawLine(center - corner, center + corner);
        painter.drawLine(center + QPointF(-kEndMark, kEndMark),
                         center + QPointF(kEndMark, -kEndMark));
    }
    painter.setFont(m_theme.font(kSmallFont));
    painter.setPen(m_theme.textMuted);
    painter.drawText(QRectF(0.0, y - kRow / 2.0, kTimes - 8.0, kRow),
                     int(Qt::AlignRight | Qt::AlignVCenter),
                     tr("+%1").arg(timeWords(*m_story->endedAt - m_story->sentAt)));
    // Beside the mark, on the side that has more room.
    const double gap = kEndMark + 6.0;
    const bool isLeft = center.x() - kTimes > width() - center.x();
    const QRectF area =
        isLeft ? QRectF(kTimes, y - kRow / 2.0, center.x() - gap - kTimes, kRow)
               : QRectF(center.x() + gap, y - kRow / 2.0, width() - center.x() - gap, kRow);
    paintLabel(painter, area, (isLeft ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
               outcomeWords(m_story->outcome));
}

void SequenceChart::paintLabel(QPainter &painter, const QRectF &area, Qt::Alignment alignment,
                               const QString &words) const
{
    const QString text =
        painter.fontMetrics().elidedText(words, Qt::ElideRight, static_cast<int>(area.width()));
    painter.fillRect(painter.boundingRect(area, int(alignment), text), m_theme.surface);
    painter.setPen(m_theme.text);
    painter.drawText(area, int(alignment), text);
}

} // namespace loadstar::player
