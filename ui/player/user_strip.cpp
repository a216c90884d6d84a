// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/user_strip.h"

#include "player/request_words.h"
#include "player/scenario_offers.h"
#include "player/user_words.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <vector>

namespace loadstar::player {

namespace {

constexpr int kBandTop = 4;
constexpr int kBandHeight = 18;
constexpr int kMarkReach = 5; ///< pixels around a mark that are it

using Kind = sim::UserMoment::Kind;

bool hasBand(const sim::UserMoment &moment)
{
    return moment.kind == Kind::Served;
}

} // namespace

UserStrip::UserStrip(QWidget *parent)
    : QWidget(parent)
    , m_theme(render::Theme::light())
{
    setCursor(Qt::PointingHandCursor);
    setMinimumHeight(sizeHint().height());
    setAccessibleName(tr("What the user sees over time"));
}

QSize UserStrip::sizeHint() const
{
    return {400, kBandTop + kBandHeight + 8 + fontMetrics().height()};
}

void UserStrip::setTheme(const render::Theme &theme)
{
    m_theme = theme;
    update();
}

void UserStrip::setStory(const std::optional<sim::UserStory> &story, const model::Design &design)
{
    m_story = story;
    m_design = design;
    m_nodes.clear();
    QStringList told;
    if (story) {
        for (const sim::UserMoment &moment : story->moments) {
            if (hasBand(moment))
                m_nodes.emplace(moment.place, m_nodes.size());
            told += tr("%1: %2").arg(momentText(moment.at), momentWords(moment, design));
        }
    }
    setAccessibleDescription(told.join(QStringLiteral(". ")));
    update();
}

QColor UserStrip::colorOf(const QString &node) const
{
    const auto found = m_nodes.find(node);
    if (found == m_nodes.end() || m_theme.series.empty())
        return m_theme.textMuted;
    return m_theme.series[found->second % m_theme.series.size()];
}

double UserStrip::xOf(double seconds) const
{
    const double until = m_story ? m_story->until : 0.0;
    return until > 0.0 ? seconds / until * (width() - 1) : 0.0;
}

double UserStrip::secondsAt(double x) const
{
    const double until = m_story ? m_story->until : 0.0;
    return std::clamp(x / std::max(1, width() - 1), 0.0, 1.0) * until;
}

void UserStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.track);
    painter.drawRoundedRect(QRectF(0, kBandTop, width(), kBandHeight), 3, 3);
    if (!m_story)
        return;
    for (const sim::UserMoment &moment : m_story->moments) {
        if (!hasBand(moment))
            continue;
        const double from = xOf(std::max(0.0, moment.at - moment.meanWait));
        painter.setBrush(colorOf(moment.place));
        painter.drawRect(
            QRectF(from, kBandTop, std::max(2.0, xOf(moment.until) - from), kBandHeight));
    }
    for (const sim::UserMoment &moment : m_story->moments) {
        const double x = xOf(moment.at);
        if (moment.kind == Kind::Failed) {
            painter.setPen(QPen(m_theme.surface, 4.0));
            painter.drawLine(QPointF(x, kBandTop - 2), QPointF(x, kBandTop + kBandHeight + 2));
            painter.setPen(QPen(m_theme.failure, 2.0));
            painter.drawLine(QPointF(x, kBandTop - 2), QPointF(x, kBandTop + kBandHeight + 2));
        } else if (moment.kind == Kind::SignedInAgain || moment.kind == Kind::Broken) {
            const double y = kBandTop + kBandHeight / 2.0;
            painter.setPen(QPen(m_theme.surface, 1.5));
            painter.setBrush(m_theme.warning);
            painter.drawPolygon(QPolygonF({{x - 6, y}, {x, y - 6}, {x + 6, y}, {x, y + 6}}));
        }
    }
    paintLegend(painter);
}

void UserStrip::paintLegend(QPainter &painter) const
{
    const QFontMetrics metrics(font());
    const int y = kBandTop + kBandHeight + 6;
    double x = 0.0;
    std::vector<std::pair<QString, QColor>> entries(m_nodes.size());
    for (const auto &[node, number] : m_nodes)
        entries[number] = {elementName(m_design, model::ElementId(node)), colorOf(node)};
    entries.emplace_back(tr("request failed"), m_theme.failure);
    entries.emplace_back(tr("signs in again"), m_theme.warning);
    for (const auto &[text, color] : entries) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawRoundedRect(QRectF(x, y + metrics.height() / 2.0 - 4, 8, 8), 2, 2);
        painter.setPen(m_theme.textMuted);
        painter.drawText(QPointF(x + 13, y + metrics.ascent()), text);
        x += 13 + metrics.horizontalAdvance(text) + 16;
    }
}

void UserStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && m_story)
        Q_EMIT seekRequested(secondsAt(event->position().x()));
}

bool UserStrip::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !m_story)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const double x = help->pos().x();
    const sim::UserMoment *pointed = nullptr;
    for (const sim::UserMoment &moment : m_story->moments) {
        const double end = hasBand(moment) ? xOf(moment.until) : xOf(moment.at);
        if (x >= xOf(moment.at) - kMarkReach && x <= end + kMarkReach)
            pointed = &moment;
    }
    if (pointed) {
        QToolTip::showText(
            help->globalPos(),
            tr("%1: %2").arg(momentText(pointed->at), momentWords(*pointed, m_design)), this);
    } else {
        QToolTip::hideText();
    }
    return true;
}

} // namespace loadstar::player
