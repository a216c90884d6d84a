// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/plot_widget.h"

#include "charts/plot_legend.h"
#include "charts/time_steps.h"

#include <QContextMenuEvent>
#include <QEvent>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace loadstar::charts {

namespace {

constexpr int kNarrowPlot = 300;       ///< pixels; below, the legend stands above the plot
constexpr int kLowPlot = 150;          ///< pixels; below, it has one line there
constexpr double kShortestRange = 2.0; ///< seconds that zooming in leaves
constexpr int kValueLabelWidth = 42;   ///< pixels beside the lines, about
constexpr double kTickGap = 10.0;      ///< pixels between two moments below the plot
constexpr double kMostTicks = 5.0;
constexpr double kLeastBinWidth = 1.5; ///< pixels; narrower bins are drawn as their mean

} // namespace

/// Minutes and seconds, with hours where there are any; as many as stand side by side.
class ClockTicker : public QCPAxisTickerTime
{
public:
    /// The axis is `pixels` wide and its texts are in `font`.
    void fit(int pixels, const QFont &font)
    {
        m_pixels = pixels;
        m_font = font;
    }

protected:
    double getTickStep(const QCPRange &range) override
    {
        const double label = QFontMetricsF(m_font).horizontalAdvance(clockText(range.upper));
        return timeStep(range.size(), std::clamp(m_pixels / (label + kTickGap), 1.0, kMostTicks));
    }
    QString getTickLabel(double tick, const QLocale &, QChar, int) override
    {
        return clockText(tick);
    }

private:
    int m_pixels = 1;
    QFont m_font;
};

struct PlotWidget::Parts
{
    struct Curve
    {
        QCPGraph *line = nullptr;
        /// Values with a gap on both sides, which a line cannot show.
        QCPGraph *lonely = nullptr;
    };

    QCustomPlot *plot = nullptr;
    std::vector<Curve> curves; ///< as many as there ever were lines
    QCPItemStraightLine *now = nullptr;
    QCPItemStraightLine *cursor = nullptr;
    QCPItemTracer *tracer = nullptr;
    QSharedPointer<QCPAxisTickerFixed> valueTicker;
    QSharedPointer<ClockTicker> timeTicker;
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
    m_row = new QHBoxLayout;
    m_row->setSpacing(4);
    m_row->addWidget(plot, 1);
    m_legend = new PlotLegend(this);
    m_legend->hide();
    m_row->addWidget(m_legend);
    layout->addLayout(m_row, 1);
    connect(m_legend, &PlotLegend::clicked, this, &PlotWidget::toggle);
    setMinimumSize(kLeastWidth, 110);
    setAccessibleName(m_text.title);

    m_parts->now = new QCPItemStraightLine(plot);
    m_parts->cursor = new QCPItemStraightLine(plot);
    m_parts->cursor->setVisible(false);
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
    m_parts->timeTicker.reset(new ClockTicker);
    plot->xAxis->setTicker(m_parts->timeTicker);
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
    setLines(step, {{{}, {}, values, false}});
}

void PlotWidget::setLines(double step, std::vector<PlotLine> lines)
{
    m_step = step;
    m_lines = std::move(lines);
    m_group = wantedGroup();
    drawLines();
    applyValueRange();
    setReadout(m_readout);
}

QColor PlotWidget::colorOf(const PlotLine &line) const
{
    return line.color.isValid() ? line.color : m_colors.line;
}

int PlotWidget::lineCapacity() const
{
    if (isNarrow()) {
        const int rows = height() < kLowPlot ? 1 : 2;
        return std::clamp(rows * PlotLegend::columnsIn(contentsWidth()), 2, kMostLines);
    }
    const int room = height() - QFontMetrics(font()).height() - 16;
    return std::clamp(m_legend->capacity(room), 2, kMostLines);
}

int PlotWidget::lineWidth() const
{
    return m_parts->plot->width() - kValueLabelWidth;
}

size_t PlotWidget::wantedGroup() const
{
    if (!isVisible())
        return 1;
    const QPointF range = timeRange();
    const double bins = (range.y() - range.x()) / m_step;
    const double wanted = bins * kLeastBinWidth / std::max(1, lineWidth());
    for (const size_t group : {1U, 2U, 5U, 10U, 15U, 30U}) {
        if (wanted <= static_cast<double>(group))
            return group;
    }
    return 60;
}

void PlotWidget::regroup()
{
    m_parts->timeTicker->fit(lineWidth(), m_parts->plot->xAxis->tickLabelFont());
    if (m_group == wantedGroup())
        return;
    m_group = wantedGroup();
    drawLines();
}

void PlotWidget::drawLines()
{
    m_drawn.clear();
    for (const PlotLine &line : m_lines)
        m_drawn.push_back(groupMeans(line.values, m_group));
    while (m_parts->curves.size() < m_lines.size()) {
        Parts::Curve curve{m_parts->plot->addGraph(), m_parts->plot->addGraph()};
        curve.lonely->setLineStyle(QCPGraph::lsNone);
        m_parts->curves.push_back(curve);
    }
    for (size_t c = 0; c < m_parts->curves.size(); ++c) {
        QVector<QCPGraphData> line;
        QVector<QCPGraphData> lonely;
        const PlotLine shown = c < m_lines.size() ? m_lines[c] : PlotLine();
        const Values values = c < m_drawn.size() ? m_drawn[c] : Values();
        const auto has = [&](size_t i) { return i < values.size() && values[i].has_value(); };
        for (size_t i = 0; i < values.size() && isLineShown(shown.name); ++i) {
            const double time = (static_cast<double>(i) + 0.5) * drawnStep();
            // QCustomPlot breaks its line at a NaN; it never reaches an axis or a text.
            line.append(
                QCPGraphData(time, values[i].value_or(std::numeric_limits<double>::quiet_NaN())));
            if (has(i) && !has(i + 1) && (i == 0 || !has(i - 1)))
                lonely.append(QCPGraphData(time, *values[i]));
        }
        const Parts::Curve &curve = m_parts->curves[c];
        const QColor color = colorOf(shown);
        QPen pen(color, 1.6);
        if (shown.isDashed)
            pen.setDashPattern({3.0, 2.0});
        curve.line->setPen(pen);
        curve.lonely->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, color, color, 4.0));
        curve.line->data()->set(line, true);
        curve.lonely->data()->set(lonely, true);
    }
    requestReplot();
}

void PlotWidget::showLegend()
{
    std::vector<PlotLegend::Row> rows;
    for (size_t i = 0; i < m_lines.size(); ++i) {
        const PlotLine &line = m_lines[i];
        if (line.name.isEmpty())
            continue;
        const std::optional<double> value = m_readout ? valueAt(i, *m_readout) : std::nullopt;
        QString shown;
        if (m_readout)
            shown = value ? QLocale().toString(*value, 'f', m_text.decimals) : QStringLiteral("–");
        rows.push_back({line.name, colorOf(line), shown, line.isDashed, !isLineShown(line.name)});
    }
    m_legend->setRows(rows);
    m_legend->setVisible(!rows.empty());
    if (rows.empty())
        return;
    // Beside the plot, or above it where it has no width to give.
    m_row->setDirection(isNarrow() ? QBoxLayout::BottomToTop : QBoxLayout::LeftToRight);
    const int columns = isNarrow() ? PlotLegend::columnsIn(contentsWidth()) : 1;
    m_legend->setColumns(std::clamp(static_cast<int>(rows.size()), 1, columns));
    m_legend->setMaximumWidth(QWIDGETSIZE_MAX);
    m_legend->setMaximumHeight(QWIDGETSIZE_MAX);
    m_legend->setMinimumSize(0, 0);
    if (isNarrow())
        m_legend->setFixedHeight(m_legend->wantedHeight());
    else
        m_legend->setFixedWidth(std::min(m_legend->wantedWidth(), width() * 2 / 5));
}

bool PlotWidget::isNarrow() const
{
    return width() < kNarrowPlot;
}

int PlotWidget::contentsWidth() const
{
    const QMargins margins = layout()->contentsMargins();
    return width() - margins.left() - margins.right();
}

void PlotWidget::toggle(const QString &name)
{
    if (m_hidden.erase(name) == 0)
        m_hidden.insert(name);
    drawLines();
    applyValueRange();
    showLegend();
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
    regroup();
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
    const bool isAlone = m_lines.size() == 1;
    const std::optional<double> value = seconds && isAlone ? valueAt(0, *seconds) : std::nullopt;
    m_parts->cursor->setVisible(seconds.has_value());
    if (seconds) {
        m_parts->cursor->point1->setCoords(*seconds, 0.0);
        m_parts->cursor->point2->setCoords(*seconds, 1.0);
    }
    m_parts->tracer->setVisible(value.has_value());
    if (value) {
        m_parts->tracer->position->setCoords(
            (std::floor(*seconds / drawnStep()) + 0.5) * drawnStep(), *value);
    }
    showLegend();
    update();
    requestReplot();
}

QString PlotWidget::readoutText() const
{
    if (!m_readout)
        return {};
    const QString moment = clockText(std::floor(*m_readout / drawnStep()) * drawnStep());
    if (m_lines.size() != 1 || !m_lines.front().name.isEmpty())
        return moment;
    const std::optional<double> value = valueAt(0, *m_readout);
    const QString shown =
        value ? QLocale().toString(*value, 'f', m_text.decimals) + u' ' + m_text.unit
              : tr("no value");
    return moment + QStringLiteral(" · ") + shown;
}

QString PlotWidget::binText() const
{
    // Lines that only grow have no bins that their height depends on.
    if (!m_text.isPerBin || m_lines.empty() || drawnStep() <= 1.0)
        return {};
    return tr("per %1 s").arg(QLocale().toString(drawnStep(), 'g', 4));
}

QImage PlotWidget::image(double scale)
{
    QCustomPlot &plot = *m_parts->plot;
    const double before = plot.bufferDevicePixelRatio();
    plot.setBufferDevicePixelRatio(scale);
    plot.replot(QCustomPlot::rpImmediateRefresh);
    QImage picture((QSizeF(size()) * scale).toSize(), QImage::Format_ARGB32_Premultiplied);
    picture.setDevicePixelRatio(scale);
    picture.fill(Qt::transparent);
    render(&picture, QPoint(), QRegion(), QWidget::DrawChildren);
    plot.setBufferDevicePixelRatio(before);
    plot.replot(QCustomPlot::rpQueuedReplot);
    return picture;
}

std::vector<std::vector<QPointF>> PlotWidget::stretches(size_t line) const
{
    std::vector<std::vector<QPointF>> result;
    bool isOpen = false;
    if (line >= m_parts->curves.size())
        return result;
    for (const QCPGraphData &point : *m_parts->curves[line].line->data()) {
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

std::vector<double> PlotWidget::labelPlaces() const
{
    const QCPAxis &axis = *m_parts->plot->xAxis;
    std::vector<double> places;
    for (const double tick : axis.tickVector())
        places.push_back(axis.coordToPixel(tick));
    return places;
}

double PlotWidget::top() const
{
    return m_parts->plot->yAxis->range().upper;
}

void PlotWidget::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintPlotCard(painter, rect(), m_colors, font(), {m_text.title, readoutText(), binText()});
}

void PlotWidget::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        applyFonts();
    QWidget::changeEvent(event);
}

void PlotWidget::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showLegend();
    regroup();
    if (lineCapacity() != m_capacity) {
        m_capacity = lineCapacity();
        Q_EMIT lineCapacityChanged();
    }
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
    case QEvent::ContextMenu:
        Q_EMIT menuRequested(static_cast<QContextMenuEvent *>(event)->globalPos());
        return true;
    case QEvent::Show:
    case QEvent::Resize:
        regroup();
        break;
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
    drawLines();
    m_legend->setColors(m_colors.text, m_colors.mutedText);
    showLegend();
    QColor nowColor = m_colors.text;
    nowColor.setAlphaF(0.45F);
    m_parts->now->setPen(QPen(nowColor, 1.0));
    m_parts->cursor->setPen(QPen(m_colors.mutedText, 1.0, Qt::DotLine));
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
    regroup();
    requestReplot();
}

void PlotWidget::applyValueRange()
{
    const QCPRange range = m_parts->plot->xAxis->range();
    double highest = 0.0;
    for (size_t c = 0; c < m_drawn.size(); ++c) {
        for (size_t i = 0; i < m_drawn[c].size() && isLineShown(m_lines[c].name); ++i) {
            const double time = (static_cast<double>(i) + 0.5) * drawnStep();
            if (m_drawn[c][i] && time >= range.lower && time <= range.upper)
                highest = std::max(highest, *m_drawn[c][i]);
        }
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
    regroup();
    applyValueRange();
    requestReplot();
}

void PlotWidget::requestReplot()
{
    m_parts->plot->replot(QCustomPlot::rpQueuedReplot);
}

std::optional<double> PlotWidget::valueAt(size_t line, double seconds) const
{
    const double bin = std::floor(seconds / drawnStep());
    if (line >= m_drawn.size() || bin < 0.0 || bin >= static_cast<double>(m_drawn[line].size()))
        return std::nullopt;
    return m_drawn[line][static_cast<size_t>(bin)];
}

} // namespace loadstar::charts
