// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "render/theme.h"
#include "sim/story/user_story.h"

#include <QWidget>

#include <map>
#include <optional>

namespace loadstar::player {

/// What one user saw, along time: a band in the colour of the node that answers, ticks where
/// requests failed, a diamond where the user had to sign in again. A click leads to its moment.
class UserStrip : public QWidget
{
    Q_OBJECT

public:
    explicit UserStrip(QWidget *parent = nullptr);

    void setTheme(const render::Theme &theme);
    void setStory(const std::optional<sim::UserStory> &story, const model::Design &design);
    /// Where on the strip that second is.
    double xOf(double seconds) const;
    /// The colour of a node on the strip.
    QColor colorOf(const QString &node) const;

    QSize sizeHint() const override;

Q_SIGNALS:
    void seekRequested(double seconds);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    double secondsAt(double x) const;
    void paintLegend(QPainter &painter) const;

    render::Theme m_theme;
    std::optional<sim::UserStory> m_story;
    model::Design m_design;
    std::map<QString, size_t> m_nodes; ///< by the order in which they appear
};

} // namespace loadstar::player
