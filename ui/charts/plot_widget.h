// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/plot_card.h"
#include "charts/plot_line.h"
#include "charts/plot_scales.h"

#include <QColor>
#include <QFont>
#include <QImage>
#include <QPointF>
#include <QString>
#include <QWidget>

#include <memory>
#include <optional>
#include <set>
#include <vector>

class QBoxLayout;

namespace loadstar::charts {

class PlotLegend;

/// A moment worth marking with a dashed line.
struct PlotMarker
{
    double at = 0.0; ///< seconds
    QColor color;
    QString label;

    bool operator==(const PlotMarker &) const = default;
};

/// What a plot says about itself.
struct PlotText
{
    QString title; ///< "Throughput, requests/s"
    QString unit;  ///< for the read-out: "requests/s"
    int decimals = 1;
    /// The value axis reaches at least this far, so that noise around nothing stays small.
    double leastTop = 1.0;
    /// Its values are taken over bins, so that their height depends on how long those are.
    bool isPerBin = true;
};

/// Time series on a card: light grid, markers, the current moment, zoom by wheel and pan by
/// dragging along the time axis, values under the pointer. Lines with names have a legend, in which
/// a click hides one or shows it again. A bin without value is a gap; bins too narrow to be told
/// apart are drawn as their mean. Several plots are linked by their time signals.
class PlotWidget : public QWidget
{
    Q_OBJECT

public:
    explicit PlotWidget(PlotText text, QWidget *parent = nullptr);
    ~PlotWidget() override;

    void setColors(const PlotColors &colors);

    const PlotText &text() const { return m_text; }
    /// Shows these lines, in bins of `step` seconds.
    void setLines(double step, std::vector<PlotLine> lines);
    const std::vector<PlotLine> &lines() const { return m_lines; }
    double step() const { return m_step; }
    /// How many lines the legend has room for, at most kMostLines.
    int lineCapacity() const;
    static constexpr int kMostLines = 8;
    static constexpr int kLeastWidth = 165; ///< pixels
    bool isLineShown(const QString &name) const { return m_hidden.count(name) == 0; }
    PlotLegend &legend() const { return *m_legend; }

    /// Shows one line without a name: bin i covers [i * step, (i + 1) * step) seconds.
    void setSeries(double step, const std::vector<std::optional<double>> &values);
    void setMarkers(const std::vector<PlotMarker> &markers);
    /// The current moment, in seconds.
    void setNow(double seconds);

    /// The time axis shows 0..upper until the user zooms or pans.
    void setWholeRange(double upper);
    /// Shows lower..upper and stops following the whole range.
    void setTimeRange(double lower, double upper);
    /// Shows the whole range again and follows it.
    void follow();
    bool isFollowing() const;
    QPointF timeRange() const; ///< lower and upper end, seconds

    /// Shows the read-out of the bin at `seconds`, or none.
    void setReadout(std::optional<double> seconds);
    /// "0:42 · 11.8 requests/s", or empty.
    QString readoutText() const;

    /// How long a bin is as it is drawn: "per 4 s"; empty while bins are a second or less.
    QString binText() const;

    /// The card as it is, `scale` times as fine.
    QImage image(double scale);

    /// The connected stretches of a line, as (seconds, value); gaps lie between them.
    std::vector<std::vector<QPointF>> stretches(size_t line = 0) const;
    /// Where the moments below the plot were drawn last, in pixels from its left.
    std::vector<double> labelPlaces() const;
    /// Upper end of the value axis.
    double top() const;

Q_SIGNALS:
    /// The user zoomed or panned.
    void timeRangeChanged(double lower, double upper);
    /// The user wants the whole range again.
    void followRequested();
    /// The pointer is at this moment, or has left (no value).
    void pointedAt(std::optional<double> seconds);
    void lineCapacityChanged();
    /// Somebody asks for what can be done with the plot.
    void menuRequested(const QPoint &globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Parts;
    using Values = std::vector<std::optional<double>>;

    void applyColors();
    void applyFonts();
    void applyValueRange();
    void showRange();
    void requestReplot();
    void drawLines();
    void showLegend();
    /// Whether the legend has no room beside the plot.
    bool isNarrow() const;
    int contentsWidth() const;
    void toggle(const QString &name);
    QColor colorOf(const PlotLine &line) const;
    /// Pixels that the lines have, about.
    int lineWidth() const;
    /// How many bins are drawn as one, so that they can be told apart.
    size_t wantedGroup() const;
    void regroup();
    double drawnStep() const { return m_step * static_cast<double>(m_group); }
    std::optional<double> valueAt(size_t line, double seconds) const;

    PlotText m_text;
    PlotColors m_colors;
    double m_step = 1.0;
    std::vector<PlotLine> m_lines;
    size_t m_group = 1;
    std::vector<Values> m_drawn; ///< of each line, means over m_group bins
    std::set<QString> m_hidden;
    QBoxLayout *m_row = nullptr; ///< plot and legend
    PlotLegend *m_legend = nullptr;
    int m_capacity = 0;
    double m_wholeUpper = 60.0;
    bool m_isFollowing = true;
    bool m_isSettingRange = false;
    std::optional<double> m_readout;
    std::unique_ptr<Parts> m_parts;
};

} // namespace loadstar::charts
