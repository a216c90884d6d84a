// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "render/theme.h"
#include "sim/story/request_story.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace loadstar::player {

/// The story of a request as a sequence chart: a lane for each component it came to, from the left
/// in the order of coming, and an arrow for each passage, downwards in time but not to scale. A
/// refusal is dashed, a failure ends in a cross, so that colour is not needed to tell them. Screen
/// readers get the story in words.
class SequenceChart : public QWidget
{
    Q_OBJECT

public:
    explicit SequenceChart(QWidget *parent = nullptr);

    /// Nothing clears the chart. Names come from `design`.
    void setStory(const std::optional<sim::RequestStory> &story, const model::Design &design);
    void setTheme(const render::Theme &theme);

    /// Ids of the components that have a lane, from the left.
    const std::vector<QString> &lanes() const { return m_lanes; }
    /// Where the lane of that number stands, and where the line of that passage does; in pixels.
    double laneX(int lane) const;
    double passageY(int passage) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int laneOf(const QString &id) const;
    void paintLanes(QPainter &painter) const;
    void paintPassage(QPainter &painter, int passage) const;
    void paintEnd(QPainter &painter) const;
    /// On the ground, so that no lane goes through the words.
    void paintLabel(QPainter &painter, const QRectF &area, Qt::Alignment alignment,
                    const QString &words) const;

    render::Theme m_theme;
    std::optional<sim::RequestStory> m_story;
    std::vector<QString> m_lanes;
    std::vector<QString> m_names; ///< of the lanes
};

} // namespace loadstar::player
