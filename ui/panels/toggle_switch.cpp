// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/toggle_switch.h"

#include <QPainter>

namespace loadstar::panels {

namespace {

constexpr int kTrackWidth = 32;
constexpr int kTrackHeight = 18;
constexpr int kMargin = 3;

} // namespace

ToggleSwitch::ToggleSwitch(QWidget *parent)
    : QCheckBox(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize ToggleSwitch::sizeHint() const
{
    return {kTrackWidth + 2 * kMargin, kTrackHeight + 2 * kMargin};
}

void ToggleSwitch::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF track(kMargin, (height() - kTrackHeight) / 2.0, kTrackWidth, kTrackHeight);
    const bool isOn = checkState() == Qt::Checked;
    const QPalette::ColorGroup group = isEnabled() ? QPalette::Active : QPalette::Disabled;
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1.5));
        painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), track.height() / 2 + 2,
                                track.height() / 2 + 2);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().color(group, isOn ? QPalette::Highlight : QPalette::Mid));
    painter.drawRoundedRect(track, track.height() / 2, track.height() / 2);
    const qreal knob = kTrackHeight - 4.0;
    const qreal travel = kTrackWidth - knob - 4.0;
    const qreal share = isOn ? 1.0 : checkState() == Qt::PartiallyChecked ? 0.5 : 0.0;
    painter.setBrush(palette().color(group, isOn ? QPalette::HighlightedText : QPalette::Base));
    painter.drawEllipse(QRectF(track.left() + 2 + travel * share, track.top() + 2, knob, knob));
}

} // namespace loadstar::panels
