// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>

#include <vector>

namespace loadstar::charts {

/// The names of a plot's lines below each other, each with its colour and, while the pointer is on
/// a plot, its value. A click on one hides the line or shows it again.
class PlotLegend : public QWidget
{
    Q_OBJECT

public:
    struct Row
    {
        QString name;
        QColor color;
        QString value; ///< may be empty
        bool isDashed = false;
        bool isHidden = false;

        bool operator==(const Row &) const = default;
    };

    explicit PlotLegend(QWidget *parent = nullptr);

    void setRows(const std::vector<Row> &rows);
    const std::vector<Row> &rows() const { return m_rows; }
    void setColors(const QColor &text, const QColor &mutedText);
    /// Rows stand side by side in so many columns; 1 from the start.
    void setColumns(int columns);
    int columns() const { return m_columns; }
    /// Columns that a legend of that width has room for.
    static int columnsIn(int width);
    /// Height of its rows in their columns, in pixels.
    int wantedHeight() const;
    /// How many rows a legend of that height has room for.
    int capacity(int height) const;
    /// Width that names and values want, in pixels.
    int wantedWidth() const;
    QRect rowRect(int row) const;

Q_SIGNALS:
    void clicked(const QString &name);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    QFont smallFont() const;
    int rowHeight() const;
    int rowAt(const QPoint &position) const;

    std::vector<Row> m_rows;
    int m_columns = 1;
    QColor m_text;
    QColor m_mutedText;
};

} // namespace loadstar::charts
