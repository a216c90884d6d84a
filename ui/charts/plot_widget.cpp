// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/plot_widget.h"

#include <QEvent>
#include <QFontMetrics>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace loadstar::charts {

namespace {

constexpr double kCardRadius = 5.0;
constexpr double kShortestRange = 2.0; ///< seconds that zooming in leaves

/// Minutes and seconds, with hours where there are any.
class ClockTicker : public QCPAxisTickerTime
{
protected:
    QString getTickLabel(double tick, const QLocale &, QChar, int) override
    {
        return clockText(tick);
    }
};

} // namespace

QFont scaledFont(const QFont &font, double factor, QFont::Weight weight)
{
    QFont result = font;
    // A font has its size either in points or in pixels.
    if (font.pointSizeF() > 0.0)
        result.setPointSizeF(std::max(6.0, font.pointSizeF() * factor));
    else
        result.setPixelSize(std::max(8, qRound(font.pixelSize() * factor)));
    result.setWeight(weight);
    return result;
}

ValueScale valueScaleFor(double value)
{
    struct Row
    {
        double top;
        int parts;
    };
    static constexpr std::array<Row, 9> kRows{{{1.0, 2},
                                               {1.2, 3},
                                               {1.5, 3},
                                               {2.0, 4},
                                               {3.0, 3},
                                               {4.0, 4},
                                               {6.0, 3},
                                               {8.0, 4},
                                               {10.0, 2}}};
    if (!(value > 0.0) || !std::isfinite(value))
        return {1.0, 2};
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const Row &row : kRows) {
        if (value <= row.top * power * (1.0 + 1e-9))
            return {row.top * power, row.parts};
    }
    return {10.0 * power, 2};
}

QString clockText(double seconds)
{
    const auto whole = static_cast<qint64>(std::floor(std::max(0.0, seconds) + 1e-9));
    const QString tail = QStringLiteral("%1:%2")
                             .arg((whole / 60) % 60, whole >= 3600 ? 2 : 1, 10, QLatin1Char('0'))
                             .arg(whole % 60, 2, 10, QLatin1Char('0'));
    return whole >= 3600 ? QStringLiteral("%1:%2").arg(whole / 3600).arg(tail) : tail;
}

struct PlotWidget::Parts
{
    QCustomPlot *plot = nullptr;
    QCPGraph *line = nullptr;
    /// Values with a gap on both sides, which a line cannot show.
    QCPGraph *lonely = nullptr;
    QCPItemStraightLine *now = nullptr;
    QCPItemTracer *tracer = nullptr;
    QSharedPointer<QCPAxisTickerFixed> valueTicker;
    std::vector<QCPItemStraightLine *> markers;
};

PlotWidget::PlotWidget(PlotText text, QWidget *parent)
    : QWidget(parent)
    , m_text(std::move(text))
    , m_parts(std::make_unique<Parts>())
{
    auto *plot = new QCustomPlot(this);
    m_parts->plot = plot;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->addSpacing(QFontMetrics(font()).height() + 2);
    layout->addWidget(plot);
    setMinimumSize(180, 110);
    setAccessibleName(m_text.title);

    m_parts->line = plot->addGraph();
    m_parts->lonely = plot->addGraph();
    m_parts->lonely->setLineStyle(QCPGraph::lsNone);
    m_parts->now = new QCPItemStraightLine(plot);
    m_parts->tracer = new QCPItemTracer(plot);
    m_parts->tracer->setStyle(QCPItemTracer::tsCircle);
    m_parts->tracer->setSize(7);
    m_parts->tracer->setVisible(false);

    plot->axisRect()->setAutoMargins(QCP::msLeft | QCP::msBottom);
    plot->axisRect()->setMargins(QMargins(0, 9, 4, 0));
    plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    plot->axisRect()->setRangeDrag(Qt::Horizontal);
    plot->axisRect()->setRangeZoom(Qt::Horizontal);
    plot->setFocusPolicy(Qt::NoFocus);
    plot->setNoAntialiasingOnDrag(false);
    plot->xAxis->setTicker(QSharedPointer<QCPAxisTicker>(new ClockTicker));
    plot->xAxis->ticker()->setTickCount(4);
    m_parts->valueTicker.reset(new QCPAxisTickerFixed);
    plot->yAxis->setTicker(m_parts->valueTicker);
    for (QCPAxis *axis : {plot->xAxis, plot->yAxis}) {
        axis->setBasePen(Qt::NoPen);
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLength(0);
        axis->setSubTicks(false);
        axis->setTickLabelPadding(5);
    }
    plot->xAxis->grid()->setVisible(false);
    plot->yAxis->setNumberFormat(QStringLiteral("gb"));
    connect(plot->xAxis, qOverload<const QCPRange &>(&QCPAxis::rangeChanged), this,
            [this](const QCPRange &range) {
                if (m_isSettingRange)
                    return;
                setTimeRange(range.lower, range.upper);
                Q_EMIT timeRangeChanged(timeRange().x(), timeRange().y());
            });
    plot->installEventFilter(this);
    plot->setMouseTracking(true);
    applyFonts();
    applyColors();
    applyValueRange();
    showRange();
}

PlotWidget::~PlotWidget() = default;

void PlotWidget::setColors(const PlotColors &colors)
{
    if (colors == m_colors)
        return;
    m_colors = colors;
    applyColors();
}

void PlotWidget::setSeries(double step, const std::vector<std::optional<double>> &values)
{
    m_step = step;
    m_values = values;
    QVector<QCPGraphData> line;
    QVector<QCPGraphData> lonely;
    const auto has = [&](size_t i) { return i < values.size() && values[i].has_value(); };
    for (size_t i = 0; i < values.size(); ++i) {
        const double time = (static_cast<double>(i) + 0.5) * step;
        // QCustomPlot breaks its line at a NaN; it never reaches an axis or a text.
        line.append(
            QCPGraphData(time, values[i].value_or(std::numeric_limits<double>::quiet_NaN())));
        if (has(i) && !has(i + 1) && (i == 0 || !has(i - 1)))
            lonely.append(QCPGraphData(time, *values[i]));
    }
    m_parts->line->data()->set(line, true);
    m_parts->lonely->data()->set(lonely, true);
    applyValueRange();
    setReadout(m_readout);
    requestReplot();
}

void PlotWidget::setMarkers(const std::vector<PlotMarker> &markers)
{
    for (QCPItemStraightLine *item : m_parts->markers)
        m_parts->plot->removeItem(item);
    m_parts->markers.clear();
    for (const PlotMarker &marker : markers) {
        auto *item = new QCPItemStraightLine(m_parts->plot);
        item->point1->setCoords(marker.at, 0.0);
        item->point2->setCoords(marker.at, 1.0);
        QPen pen(marker.color, 1.0);
        pen.setDashPattern({3.0, 3.0});
        item->setPen(pen);
        m_parts->markers.push_back(item);
    }
    requestReplot();
}

void PlotWidget::setNow(double seconds)
{
    m_parts->now->point1->setCoords(seconds, 0.0);
    m_parts->now->point2->setCoords(seconds, 1.0);
    requestReplot();
}

void PlotWidget::setWholeRange(double upper)
{
    if (upper == m_wholeUpper)
        return;
    m_wholeUpper = upper;
    if (m_isFollowing)
        showRange();
}

void PlotWidget::setTimeRange(double lower, double upper)
{
    const double width = std::clamp(upper - lower, std::min(kShortestRange, m_wholeUpper),
                                    std::max(kShortestRange, m_wholeUpper));
    const double start = std::clamp(lower, 0.0, std::max(0.0, m_wholeUpper - width));
    m_isFollowing = false;
    m_isSettingRange = true;
    m_parts->plot->xAxis->setRange(start, start + width);
    m_isSettingRange = false;
    applyValueRange();
    requestReplot();
}

void PlotWidget::follow()
{
    m_isFollowing = true;
    showRange();
}

bool PlotWidget::isFollowing() const
{
    return m_isFollowing;
}

QPointF PlotWidget::timeRange() const
{
    const QCPRange range = m_parts->plot->xAxis->range();
    return {range.lower, range.upper};
}

void PlotWidget::setReadout(std::optional<double> seconds)
{
    m_readout = seconds;
    const std::optional<double> value = seconds ? valueAt(*seconds) : std::nullopt;
    m_parts->tracer->setVisible(value.has_value());
    if (value) {
        m_parts->tracer->position->setCoords((std::floor(*seconds / m_step) + 0.5) * m_step,
                                             *value);
    }
    update();
    requestReplot();
}

QString PlotWidget::readoutText() const
{
    if (!m_readout)
        return {};
    const std::optional<double> value = valueAt(*m_readout);
    const QString shown =
        value ? QLocale().toString(*value, 'f', m_text.decimals) + u' ' + m_text.unit
              : tr("no value");
    return clockText(std::floor(*m_readout / m_step) * m_step) + QStringLiteral(" · ") + shown;
}

std::vector<std::vector<QPointF>> PlotWidget::stretches() const
{
    std::vector<std::vector<QPointF>> result;
    bool isOpen = false;
    for (const QCPGraphData &point : *m_parts->line->data()) {
        if (std::isnan(point.value)) {
            isOpen = false;
            continue;
        }
        if (!isOpen)
            result.emplace_back();
        isOpen = true;
        result.back().emplace_back(point.key, point.value);
    }
    return result;
}

double PlotWidget::top() const
{
    return m_parts->plot->yAxis->range().upper;
}

void PlotWidget::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_colors.border, 1.0));
    painter.setBrush(m_colors.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kCardRadius,
                            kCardRadius);

    const QRectF line(10.0, 6.0, width() - 20.0, QFontMetrics(font()).height() + 2.0);
    const QFont titleFont = scaledFont(font(), 0.95, QFont::DemiBold);
    const QFont readoutFont = scaledFont(font(), 0.85, QFont::Normal);
    const QString readout = readoutText();
    const double readoutWidth =
        readout.isEmpty() ? 0.0 : QFontMetricsF(readoutFont).horizontalAdvance(readout) + 10.0;
    painter.setPen(m_colors.text);
    painter.setFont(titleFont);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(titleFont).elidedText(m_text.title, Qt::ElideRight,
                                                         line.width() - readoutWidth));
    painter.setPen(m_colors.mutedText);
    painter.setFont(readoutFont);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, readout);
}

void PlotWidget::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        applyFonts();
    QWidget::changeEvent(event);
}

bool PlotWidget::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_parts->plot)
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseMove: {
        const QPointF position = static_cast<QMouseEvent *>(event)->position();
        const double seconds = m_parts->plot->xAxis->pixelToCoord(position.x());
        const QPointF range = timeRange();
        if (seconds >= range.x() && seconds <= range.y())
            Q_EMIT pointedAt(seconds);
        else
            Q_EMIT pointedAt(std::nullopt);
        break;
    }
    case QEvent::Leave:
        Q_EMIT pointedAt(std::nullopt);
        break;
    case QEvent::MouseButtonDblClick:
        Q_EMIT followRequested();
        return true;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void PlotWidget::applyColors()
{
    QCustomPlot *plot = m_parts->plot;
    plot->setBackground(QBrush(m_colors.surface));
    for (QCPAxis *axis : {plot->xAxis, plot->yAxis})
        axis->setTickLabelColor(m_colors.mutedText);
    plot->yAxis->grid()->setPen(QPen(m_colors.grid, 1.0));
    plot->yAxis->grid()->setZeroLinePen(QPen(m_colors.grid, 1.0));
    m_parts->line->setPen(QPen(m_colors.line, 1.6));
    m_parts->lonely->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssDisc, m_colors.line, m_colors.line, 4.0));
    QColor nowColor = m_colors.text;
    nowColor.setAlphaF(0.45F);
    m_parts->now->setPen(QPen(nowColor, 1.0));
    m_parts->tracer->setPen(QPen(m_colors.line, 1.6));
    m_parts->tracer->setBrush(m_colors.surface);
    update();
    requestReplot();
}

void PlotWidget::applyFonts()
{
    const QFont small = scaledFont(font(), 0.78, QFont::Normal);
    m_parts->plot->xAxis->setTickLabelFont(small);
    m_parts->plot->yAxis->setTickLabelFont(small);
    requestReplot();
}

void PlotWidget::applyValueRange()
{
    const QCPRange range = m_parts->plot->xAxis->range();
    double highest = 0.0;
    for (size_t i = 0; i < m_values.size(); ++i) {
        const double time = (static_cast<double>(i) + 0.5) * m_step;
        if (m_values[i] && time >= range.lower && time <= range.upper)
            highest = std::max(highest, *m_values[i]);
    }
    const ValueScale scale = valueScaleFor(std::max(m_text.leastTop, highest * 1.04));
    // Of a hundred there are no more.
    const bool isPercent = m_text.unit == u"%";
    m_parts->plot->yAxis->setRange(0.0, isPercent ? std::min(scale.top, 100.0) : scale.top);
    m_parts->valueTicker->setTickStep(scale.top / scale.parts);
}

void PlotWidget::showRange()
{
    m_isSettingRange = true;
    m_parts->plot->xAxis->setRange(0.0, std::max(kShortestRange, m_wholeUpper));
    m_isSettingRange = false;
    applyValueRange();
    requestReplot();
}

void PlotWidget::requestReplot()
{
    m_parts->plot->replot(QCustomPlot::rpQueuedReplot);
}

std::optional<double> PlotWidget::valueAt(double seconds) const
{
    const double bin = std::floor(seconds / m_step);
    if (bin < 0.0 || bin >= static_cast<double>(m_values.size()))
        return std::nullopt;
    return m_values[static_cast<size_t>(bin)];
}

} // namespace loadstar::charts
