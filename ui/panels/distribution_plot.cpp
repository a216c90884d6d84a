// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/distribution_plot.h"

#include "base/units.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace loadstar::panels {

namespace {

using theory::formulas::TimeSpread;

constexpr int kCells = 128;
constexpr double kCurveHeight = 34.0;
constexpr double kTickLength = 3.0;
constexpr double kMarkGap = 3.0; ///< between a mark and its label
constexpr double kMostTicks = 4.0;
constexpr double kBarWidth = 2.0;

QFont smallFont(const QFont &base)
{
    QFont font = base;
    if (base.pixelSize() > 0)
        font.setPixelSize(std::max(9, base.pixelSize() - 2));
    else
        font.setPointSizeF(base.pointSizeF() * 0.85);
    return font;
}

/// A time to three digits, in the unit that reads best.
QString roundedTime(double seconds)
{
    const double rounded = QString::number(seconds, 'g', 3).toDouble();
    return base::formatQuantity(rounded, base::Quantity::Seconds);
}

struct AxisUnit
{
    double seconds;
    const char *name;
};

AxisUnit axisUnit(double end)
{
    constexpr std::array<AxisUnit, 5> kLarge{
        {{86400.0, "d"}, {3600.0, "h"}, {60.0, "min"}, {1.0, "s"}, {1e-3, "ms"}}};
    const auto found = std::find_if(kLarge.begin(), kLarge.end(), [end](const AxisUnit &unit) {
        return end >= (unit.seconds > 1.0 ? 2.0 : 1.0) * unit.seconds;
    });
    return found == kLarge.end() ? AxisUnit{1e-6, "us"} : *found;
}

/// 1, 2 or 5 times a power of ten, such that at most kMostTicks of them fit.
double tickStep(double end)
{
    const double least = end / kMostTicks;
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= least)
            return factor * power;
    }
    return 10.0 * power;
}

QString variationText(double squaredVariation)
{
    return std::isfinite(squaredVariation) ? QLocale().toString(std::sqrt(squaredVariation), 'g', 3)
                                           : QStringLiteral("∞");
}

} // namespace

DistributionPlot::DistributionPlot(const QString &label, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("distributionPlot"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Distribution of %1").arg(label));
    setDistribution(std::nullopt);
}

void DistributionPlot::setDistribution(const std::optional<model::DistributionText> &distribution)
{
    if (distribution == m_distribution && !accessibleDescription().isEmpty())
        return;
    m_distribution = distribution;
    m_spread.reset();
    if (distribution) {
        m_spread = theory::formulas::timeSpread(distribution->family.toStdString(),
                                                distribution->parameters, kCells);
    }
    m_figures.clear();
    QString description = tr("Nothing to show yet");
    if (m_spread) {
        const QString mean = roundedTime(m_spread->mean);
        const QString p95 = roundedTime(m_spread->p95);
        const QString variation = variationText(m_spread->squaredVariation);
        m_figures = tr("Mean %1 · p95 %2 · CV %3").arg(mean, p95, variation);
        description =
            tr("Mean %1, 95th percentile %2, coefficient of variation %3")
                .arg(mean, p95,
                     std::isfinite(m_spread->squaredVariation) ? variation : tr("infinite"));
    }
    setAccessibleDescription(description);
    setToolTip(description);
    update();
}

QSize DistributionPlot::sizeHint() const
{
    const double line = QFontMetricsF(smallFont(font())).height();
    return {160, static_cast<int>(std::ceil(3.0 * line + kCurveHeight + kTickLength + 2.0))};
}

QSize DistributionPlot::minimumSizeHint() const
{
    return {80, sizeHint().height()};
}

QRectF DistributionPlot::plotRect() const
{
    const double line = QFontMetricsF(smallFont(font())).height();
    return QRectF(1.0, line, width() - 2.0, kCurveHeight);
}

double DistributionPlot::xOf(double seconds) const
{
    const QRectF plot = plotRect();
    return plot.left() + seconds / m_spread->end * plot.width();
}

void DistributionPlot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(smallFont(font()));
    if (m_spread) {
        paintSpread(painter);
        paintMarks(painter);
    }
    paintAxis(painter);
}

void DistributionPlot::paintSpread(QPainter &painter) const
{
    const QRectF plot = plotRect();
    const QColor line = palette().color(QPalette::Highlight);
    QColor fill = line;
    fill.setAlphaF(0.22F);
    double highest = 0.0;
    for (const TimeSpread::Mass &mass : m_spread->masses)
        highest = std::max(highest, mass.chance);
    for (const TimeSpread::Mass &mass : m_spread->masses) {
        const double height = mass.chance / highest * plot.height();
        painter.fillRect(
            QRectF(xOf(mass.time) - kBarWidth / 2.0, plot.bottom() - height, kBarWidth, height),
            line);
    }
    if (m_spread->densities.empty())
        return;
    highest = *std::max_element(m_spread->densities.begin(), m_spread->densities.end());
    const double cell = plot.width() / static_cast<double>(m_spread->densities.size());
    QPolygonF curve;
    for (size_t i = 0; i < m_spread->densities.size(); ++i) {
        const double x = plot.left() + (static_cast<double>(i) + 0.5) * cell;
        curve += QPointF(x, plot.bottom() - m_spread->densities[i] / highest * plot.height());
    }
    QPolygonF area = curve;
    area.prepend(QPointF(plot.left(), curve.first().y()));
    area.prepend(plot.bottomLeft());
    area += QPointF(plot.right(), curve.last().y());
    area += plot.bottomRight();
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(area);
    painter.setPen(QPen(line, 1.4));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(area.mid(1, area.size() - 2));
}

void DistributionPlot::paintMarks(QPainter &painter) const
{
    const QRectF plot = plotRect();
    const QFontMetricsF metrics(painter.font());
    const bool isMeanFirst = m_spread->mean <= m_spread->p95;
    const double firstX = xOf(std::min(m_spread->mean, m_spread->p95));
    const double lastX = xOf(std::max(m_spread->mean, m_spread->p95));
    const QString first = isMeanFirst ? tr("mean") : tr("p95");
    const QString last = isMeanFirst ? tr("p95") : tr("mean");
    const double firstWidth = std::ceil(metrics.horizontalAdvance(first));
    const double lastWidth = std::ceil(metrics.horizontalAdvance(last));
    // The first label stands left of its mark and the last right of its own, as far as there is
    // room.
    const double firstLeft = std::max(0.0, firstX - kMarkGap - firstWidth);
    const double lastLeft = std::max(std::min(lastX + kMarkGap, width() - lastWidth),
                                     firstLeft + firstWidth + kMarkGap);
    const QColor color = palette().color(QPalette::Text);
    const auto mark = [&](double x, bool isMean) {
        painter.setPen(QPen(color, 1.2, isMean ? Qt::SolidLine : Qt::DashLine, Qt::FlatCap));
        painter.drawLine(QPointF(x, 2.0), QPointF(x, plot.bottom()));
    };
    mark(firstX, isMeanFirst);
    mark(lastX, !isMeanFirst);
    painter.setPen(color);
    painter.drawText(QPointF(firstLeft, metrics.ascent()), first);
    painter.drawText(QPointF(lastLeft, metrics.ascent()), last);
}

void DistributionPlot::paintAxis(QPainter &painter) const
{
    const QRectF plot = plotRect();
    const QFontMetricsF metrics(painter.font());
    painter.setPen(QPen(palette().color(QPalette::Mid), 1.0));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    if (!m_spread)
        return;
    const QColor textColor = palette().color(QPalette::PlaceholderText);
    const AxisUnit unit = axisUnit(m_spread->end);
    const double end = m_spread->end / unit.seconds;
    const double step = tickStep(end);
    const double baseline = plot.bottom() + kTickLength + metrics.ascent();
    const int count = static_cast<int>(std::floor(end / step + 1e-9));
    for (int i = 0; i <= count; ++i) {
        const double x = xOf(i * step * unit.seconds);
        QString text = QString::number(i * step, 'g', 6);
        if (i == count)
            text += u' ' + QString::fromLatin1(unit.name);
        const double textWidth = metrics.horizontalAdvance(text);
        painter.setPen(QPen(palette().color(QPalette::Mid), 1.0));
        painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + kTickLength));
        painter.setPen(textColor);
        painter.drawText(
            QPointF(std::clamp(x - textWidth / 2.0, 0.0, std::max(0.0, width() - textWidth)),
                    baseline),
            text);
    }
    painter.drawText(QPointF(0.0, baseline + metrics.height()),
                     metrics.elidedText(m_figures, Qt::ElideRight, width()));
}

} // namespace loadstar::panels
