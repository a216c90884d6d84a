// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPointF>
#include <QString>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace loadstar::charts {

/// The colours of a plot; the theme gives them.
struct PlotColors
{
    QColor surface = QColor(0xff, 0xff, 0xff);
    QColor border = QColor(0xd5, 0xdb, 0xe1);
    QColor grid = QColor(0xee, 0xf1, 0xf5);
    QColor text = QColor(0x1f, 0x29, 0x33);
    QColor mutedText = QColor(0x61, 0x6e, 0x7c);
    QColor line = QColor(0x25, 0x63, 0xeb);

    bool operator==(const PlotColors &) const = default;
};

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
};

/// One time series on a card: light grid, one colour, markers, the current moment, zoom by wheel
/// and pan by dragging along the time axis, read-out under the pointer. A bin without value is a
/// gap. Several plots are linked by their time signals.
class PlotWidget : public QWidget
{
    Q_OBJECT

public:
    explicit PlotWidget(PlotText text, QWidget *parent = nullptr);
    ~PlotWidget() override;

    void setColors(const PlotColors &colors);

    /// Shows `values`: bin i covers [i * step, (i + 1) * step) seconds.
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

    /// The connected stretches of the line, as (seconds, value); gaps lie between them.
    std::vector<std::vector<QPointF>> stretches() const;
    /// Upper end of the value axis.
    double top() const;

Q_SIGNALS:
    /// The user zoomed or panned.
    void timeRangeChanged(double lower, double upper);
    /// The user wants the whole range again.
    void followRequested();
    /// The pointer is at this moment, or has left (no value).
    void pointedAt(std::optional<double> seconds);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Parts;

    void applyColors();
    void applyFonts();
    void applyValueRange();
    void showRange();
    void requestReplot();
    std::optional<double> valueAt(double seconds) const;

    PlotText m_text;
    PlotColors m_colors;
    double m_step = 1.0;
    std::vector<std::optional<double>> m_values;
    double m_wholeUpper = 60.0;
    bool m_isFollowing = true;
    bool m_isSettingRange = false;
    std::optional<double> m_readout;
    std::unique_ptr<Parts> m_parts;
};

/// A value axis from 0.
struct ValueScale
{
    double top = 1.0;
    int parts = 2; ///< grid lines cut it into so many equal parts
};

/// The next pleasant number at or above `value` (1, 1.2, 1.5, 2, 3, 4, 6, 8 times a power of ten)
/// and parts that are pleasant too; 1 for what is not above 0.
ValueScale valueScaleFor(double value);

/// The font in another size and weight, whether its size is in points or in pixels.
QFont scaledFont(const QFont &font, double factor, QFont::Weight weight);

/// "1:14" or "1:01:14" for a moment in seconds.
QString clockText(double seconds);

} // namespace loadstar::charts
