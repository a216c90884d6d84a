// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/plot_legend.h"

#include "charts/plot_widget.h"

#include <QFontMetrics>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace loadstar::charts {

namespace {

constexpr int kSwatch = 10;
constexpr int kGap = 5;
constexpr int kWidestName = 110;
constexpr int kLeastColumn = 58; ///< pixels

} // namespace

PlotLegend::PlotLegend(QWidget *parent)
    : QWidget(parent)
{
    setCursor(Qt::PointingHandCursor);
}

void PlotLegend::setRows(const std::vector<Row> &rows)
{
    if (rows == m_rows)
        return;
    m_rows = rows;
    QStringList names;
    for (const Row &row : rows)
        names += row.name;
    setAccessibleName(names.join(QStringLiteral(", ")));
    update();
}

void PlotLegend::setColors(const QColor &text, const QColor &mutedText)
{
    m_text = text;
    m_mutedText = mutedText;
    update();
}

QFont PlotLegend::smallFont() const
{
    return scaledFont(font(), 0.82, QFont::Normal);
}

int PlotLegend::rowHeight() const
{
    return QFontMetrics(smallFont()).height() + 1;
}

int PlotLegend::capacity(int height) const
{
    return std::max(1, height / rowHeight());
}

int PlotLegend::wantedWidth() const
{
    const QFontMetrics metrics(smallFont());
    int name = 0;
    for (const Row &row : m_rows)
        name = std::max(name, metrics.horizontalAdvance(row.name));
    // The same with and without values, so that the plot does not change its width.
    const int value = metrics.horizontalAdvance(QStringLiteral("8,888.8"));
    return kSwatch + kGap + std::min(name, kWidestName) + kGap + value;
}

void PlotLegend::setColumns(int columns)
{
    if (columns == m_columns)
        return;
    m_columns = columns;
    update();
}

int PlotLegend::columnsIn(int width)
{
    return std::max(1, width / kLeastColumn);
}

int PlotLegend::wantedHeight() const
{
    return (static_cast<int>(m_rows.size()) + m_columns - 1) / m_columns * rowHeight();
}

QRect PlotLegend::rowRect(int row) const
{
    const int column = width() / m_columns;
    const int gap = m_columns > 1 ? kGap : 0;
    return {row % m_columns * column, row / m_columns * rowHeight(), column - gap, rowHeight()};
}

int PlotLegend::rowAt(const QPoint &position) const
{
    for (int row = 0; row < static_cast<int>(m_rows.size()); ++row) {
        if (rowRect(row).contains(position))
            return row;
    }
    return -1;
}

void PlotLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(smallFont());
    const QFontMetrics metrics(smallFont());
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const Row &row = m_rows[i];
        const QRect rect = rowRect(static_cast<int>(i));
        QColor color = row.color;
        if (row.isHidden)
            color.setAlphaF(0.3F);
        QPen pen(color, 2.0);
        pen.setCapStyle(Qt::FlatCap);
        if (row.isDashed)
            pen.setDashPattern({1.5, 1.0});
        painter.setPen(pen);
        painter.drawLine(QPointF(rect.left(), rect.center().y() + 0.5),
                         QPointF(rect.left() + kSwatch, rect.center().y() + 0.5));
        const int valueWidth =
            row.value.isEmpty() ? 0 : metrics.horizontalAdvance(row.value) + kGap;
        const QRect text = rect.adjusted(kSwatch + kGap, 0, 0, 0);
        painter.setPen(row.isHidden ? m_mutedText : m_text);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(row.name, Qt::ElideMiddle, text.width() - valueWidth));
        painter.setPen(m_text);
        painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, row.value);
    }
}

void PlotLegend::mousePressEvent(QMouseEvent *event)
{
    const int row = rowAt(event->pos());
    if (event->button() == Qt::LeftButton && row >= 0)
        Q_EMIT clicked(m_rows[static_cast<size_t>(row)].name);
    else
        event->ignore();
}

bool PlotLegend::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int row = rowAt(help->pos());
    if (row < 0) {
        QToolTip::hideText();
        return true;
    }
    const Row &shown = m_rows[static_cast<size_t>(row)];
    QToolTip::showText(help->globalPos(),
                       (shown.isHidden ? tr("%1 – click to show it") : tr("%1 – click to hide it"))
                           .arg(shown.name),
                       this, rowRect(row));
    return true;
}

} // namespace loadstar::charts
